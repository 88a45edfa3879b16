import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { expect, test, vi } from 'vitest'
import { createHomes, type HomeMemory, type Homes } from '../../../protocol/city/homes.ts'
import { signHomeRecord } from '../../../protocol/city/home-record.ts'
import { DAY_MS, fixedCitizen, NOW_MS } from '../../support/fixed-keys.ts'

const alice = await fixedCitizen()
const fields = { name: 'Alice', about: '', rooms: [], listed: false }
const bytes = await signHomeRecord(fields, { ...alice, seq: 1, nowMs: NOW_MS })

/** A city of super-peers that answer as told, in the order given; an error is a stream that broke. */
function cityOf(...answers: (Uint8Array | Error | undefined)[]) {
  const queries = vi.fn()
  const dht = {
    async *get() {
      queries()
      for (const [index, value] of answers.entries()) {
        const from = { toString: () => `super-peer ${index}` } as PeerId
        if (value instanceof Error) yield { name: 'QUERY_ERROR', from, error: value }
        else yield { name: 'PEER_RESPONSE', messageName: 'GET_VALUE', from, record: value && { value } }
      }
    }
  } as unknown as KadDHT
  return { dht, answers, queries }
}

function homesIn(
  { dht, answers }: ReturnType<typeof cityOf>,
  newcomers: () => Promise<unknown> | undefined = () => undefined,
  memory: HomeMemory = { load: async () => undefined, save: async () => undefined },
  nowMs = NOW_MS
): Homes {
  return createHomes({
    dht,
    newcomers,
    clock: () => nowMs,
    memory,
    ready: async () => undefined,
    superPeers: () => answers.length
  })
}

test('«nobody has it» is final when enough super-peers have said so', async () => {
  const city = cityOf(undefined)
  expect(await homesIn(city).lookup(alice.home).newest).toBeUndefined()
  expect(city.queries).toHaveBeenCalledTimes(1)
})

test('«nobody has it» is not final while a super-peer just heard of has not been met', async () => {
  const city = cityOf(undefined)
  let meet = (): void => undefined
  let newcomers: Promise<void> | undefined = new Promise(resolve => (meet = resolve))
  const lookup = homesIn(city, () => newcomers).lookup(alice.home)
  await vi.waitFor(() => expect(city.queries).toHaveBeenCalledTimes(1))
  newcomers = undefined
  city.answers.push(bytes)
  meet()
  expect((await lookup.newest)?.record.name).toBe('Alice')
})

test('a super-peer just heard of that never answers is not waited for beyond the time allowed', async () => {
  const homes = homesIn(cityOf(undefined), () => new Promise(() => undefined))
  const ending = new AbortController()
  const { newest } = homes.lookup(alice.home, { signal: ending.signal })
  ending.abort()
  expect(await newest).toBeUndefined()
})

test('silence is not «nobody has it»', async () => {
  const { newest } = homesIn(cityOf()).lookup(alice.home, { signal: AbortSignal.abort() })
  await expect(newest).rejects.toMatchObject({ code: 'no-super-peer' })
})

test('a stream that broke is not «nobody has it», and is tried again', async () => {
  const city = cityOf(new Error('reset'))
  await expect(homesIn(city).lookup(alice.home).newest).rejects.toMatchObject({ code: 'no-super-peer' })
  expect(city.queries.mock.calls.length).toBeGreaterThan(1)
  const mended = cityOf(new Error('reset'))
  mended.queries.mockImplementationOnce(() => void mended.answers.push(bytes))
  expect((await homesIn(mended).lookup(alice.home).newest)?.record.name).toBe('Alice')
})

test('a record that was seen once, and has expired since, still keeps out an older one', async () => {
  const nowMs = NOW_MS + 100 * DAY_MS
  const signed = (seq: number) => signHomeRecord(fields, { ...alice, seq, nowMs })
  const memory = {
    load: async () => signHomeRecord(fields, { ...alice, seq: 9, nowMs: NOW_MS }),
    save: async () => undefined
  }
  const lookup = (answer: Uint8Array) => homesIn(cityOf(answer), undefined, memory, nowMs).lookup(alice.home).newest
  expect(await lookup(await signed(8))).toBeUndefined()
  expect((await lookup(await signed(10)))?.record.seq).toBe(10)
})

test('a memory that fails does not hide a home', async () => {
  const memory = { load: () => Promise.reject(new Error('no')), save: () => Promise.reject(new Error('no')) }
  expect((await homesIn(cityOf(bytes), undefined, memory).lookup(alice.home).newest)?.record.name).toBe('Alice')
})

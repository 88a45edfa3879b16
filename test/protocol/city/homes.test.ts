import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { expect, test, vi } from 'vitest'
import { createHomes, type Homes } from '../../../protocol/city/homes.ts'
import { signHomeRecord } from '../../../protocol/city/home-record.ts'
import { fixedCitizen, NOW_MS } from '../../support/fixed-keys.ts'

const alice = await fixedCitizen()
const fields = { name: 'Alice', about: '', rooms: [], listed: false }
const bytes = await signHomeRecord(fields, { ...alice, seq: 1, nowMs: NOW_MS })

/** A city of super-peers that answer as told, in the order given. */
function cityOf(...answers: (Uint8Array | undefined)[]) {
  const queries = vi.fn()
  const dht = {
    async *get() {
      queries()
      for (const [index, value] of answers.entries()) {
        const from = { toString: () => `super-peer ${index}` } as PeerId
        yield { name: 'PEER_RESPONSE', messageName: 'GET_VALUE', from, record: value && { value } }
      }
    }
  } as unknown as KadDHT
  return { dht, answers, queries }
}

function homesIn(
  { dht, answers }: ReturnType<typeof cityOf>,
  newcomers: () => Promise<unknown> | undefined = () => undefined
): Homes {
  return createHomes({
    dht,
    newcomers,
    clock: () => NOW_MS,
    memory: { load: async () => undefined, save: async () => undefined },
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

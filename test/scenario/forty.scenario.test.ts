/** Forty people behind one address, as in a school or an office: nobody is taken for a flood, and all hear all. */
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { RoomEntry } from '../../protocol/city/home-record.ts'
import { createCity } from '../../protocol/city/city.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { gather, type Crowd, type Seen } from '../support/crowd.ts'
import { computersNetwork } from '../support/namespace.ts'
import { newCitizen, newGuest } from '../support/small-city.ts'
import { startSuperPeer, type SuperPeerProcess } from '../support/super-peer.ts'

const ROOMS = 5
const PEOPLE_EACH = 8
const PEOPLE = ROOMS * PEOPLE_EACH
const PROCESSES = 4
const ROUNDS = 5
/** Forty nodes start on two cores. */
const wait = { timeout: 60_000, interval: 500 }

let superPeer: SuperPeerProcess
let home: HomeId

beforeAll(async () => {
  superPeer = await startSuperPeer({ namespace: computersNetwork('all from one address, the loopback') })
  home = await publishRooms()
})
afterAll(() => superPeer.stop())

test('forty people from one address come in, and each hears every line of the room, once and in one order', async () => {
  const count = PEOPLE / PROCESSES
  const crowds = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => gather(superPeer.url, { home, first: index * count, count }))
  )
  onTestFinished(async () => void (await Promise.all(crowds.map(crowd => crowd.end()))))
  await vi.waitUntil(async () => (await all(crowds)).every(({ members }) => members === PEOPLE_EACH), wait)

  for (let round = 0; round < ROUNDS; round++) await Promise.all(crowds.map(crowd => crowd.say(`round ${round}`)))
  const lines = PEOPLE_EACH * ROUNDS
  await vi.waitUntil(async () => (await all(crowds)).every(({ texts }) => texts.length >= lines), wait)

  const seen = await all(crowds)
  for (let room = 0; room < ROOMS; room++) {
    const [first, ...others] = seen.filter(({ person }) => person % ROOMS === room).map(({ texts }) => texts)
    expect(others).toHaveLength(PEOPLE_EACH - 1)
    expect(new Set(first).size).toBe(lines)
    for (const texts of others) expect(texts).toEqual(first)
  }
  const latenciesMs = seen.flatMap(person => person.latenciesMs).sort((a, b) => a - b)
  expect(latenciesMs).toHaveLength(PEOPLE * (PEOPLE_EACH - 1) * ROUNDS)
  const [p50, p99] = [at(latenciesMs, 0.5), at(latenciesMs, 0.99)]
  process.stdout.write(`a line of forty people is shown to the others after p50 ${p50} ms, p99 ${p99} ms\n`)
  expect(superPeer.logs()).not.toMatch(/warning|failed/i)
}, 180_000)

async function publishRooms(): Promise<HomeId> {
  const rooms = Array.from({ length: ROOMS }, (_, index): RoomEntry => ({
    id: new Uint8Array(16).fill(index + 1),
    slug: `room-${index}`,
    title: `Room ${index}`,
    door: 'open',
    flags: 0,
    epoch: 0
  }))
  const owner = await newCitizen()
  await using city = await createCity({ identity: await newGuest(), origins: [superPeer.url] })
  await city.homes.publish(owner.identity.home, await owner.record({ rooms }))
  return owner.identity.home
}

async function all(crowds: readonly Crowd[]): Promise<readonly Seen[]> {
  return (await Promise.all(crowds.map(crowd => crowd.report()))).flat()
}

function at(sorted: readonly number[], quantile: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))]
}

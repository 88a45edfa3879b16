import { expect, onTestFinished, test, vi } from 'vitest'
import type { City } from '../../../protocol/city/city.ts'
import { parseHomeId } from '../../../protocol/identity/genesis.ts'
import { approachRoom, type Doorway } from '../../../protocol/room/doorway.ts'
import type { Room } from '../../../protocol/room/room.ts'
import type { SuperPeer } from '../../../node/super-peer.ts'
import { createCity } from '../../../protocol/city/city.ts'
import { newCitizen, newGuest, startSuperPeer } from '../../support/small-city.ts'

const wait = { timeout: 20_000, interval: 50 }
const NOBODY = { camera: false, microphone: false }

/** Enters over plain sockets, as pages do. */
async function enterCity({ libp2p }: SuperPeer): Promise<City> {
  const addresses = libp2p
    .getMultiaddrs()
    .map(String)
    .filter(address => address.includes('/ws'))
  const city = await createCity({ identity: await newGuest(), addresses })
  onTestFinished(() => city.close())
  await vi.waitUntil(() => city.state === 'online', { timeout: 15_000 })
  return city
}

async function place() {
  const owner = await newCitizen()
  return {
    home: { home: parseHomeId(owner.identity.home) },
    room: { id: new Uint8Array(16).fill(7), epoch: 0, door: 'open' as const }
  }
}

async function goIn(doorway: Doorway, name: string, presence = NOBODY): Promise<Room> {
  const room = await doorway.enter({ name, presence })
  onTestFinished(() => room.leave())
  return room
}

const names = (room: Room): string[] => room.members().map(member => member.name)
const texts = (room: Room): string[] => room.chat.lines().map(line => `${line.name}: ${line.text}`)

test('two people find each other through a super-peer, talk, and part', async () => {
  const superPeer = await startSuperPeer()
  const [a, b] = [await enterCity(superPeer), await enterCity(superPeer)]
  const at = await place()
  const doors = await Promise.all([a, b].map(async city => approachRoom({ city, ...at })))
  const ada = await goIn(doors[0]!, 'Ada', { camera: true, microphone: false })
  await vi.waitFor(() => expect(doors[1]!.occupants().map(({ name }) => name)).toEqual(['Ada']), wait)
  await ada.chat.say('anybody here?')
  const ben = await goIn(doors[1]!, 'Ben')
  await vi.waitFor(() => expect(names(ada)).toEqual(['Ada', 'Ben']), wait)
  await vi.waitFor(() => expect(texts(ben)).toEqual(['Ada: anybody here?']), wait)
  await vi.waitFor(() => expect(ben.members()[1]?.presence.camera).toBe(true), wait)
  await ben.chat.say('I am')
  await vi.waitFor(() => expect(texts(ada)).toEqual(['Ada: anybody here?', 'Ben: I am']), wait)
  await ben.leave()
  await vi.waitFor(() => expect(names(ada)).toEqual(['Ada']), wait)
})

test('a page that is closed without a goodbye is gone within five seconds', async () => {
  const superPeer = await startSuperPeer()
  const [a, b] = [await enterCity(superPeer), await enterCity(superPeer)]
  const at = await place()
  const ada = await goIn(await approachRoom({ city: a, ...at }), 'Ada')
  await goIn(await approachRoom({ city: b, ...at }), 'Ben')
  await vi.waitFor(() => expect(names(ada)).toEqual(['Ada', 'Ben']), wait)
  const closedAtMs = performance.now()
  for (const connection of b.libp2p.getConnections()) connection.abort(new Error('the tab is closed'))
  await b.close()
  await vi.waitFor(() => expect(names(ada)).toEqual(['Ada']), wait)
  expect(performance.now() - closedAtMs).toBeLessThan(15_000)
})

test('six people hear all of all, and who comes later has it too', async () => {
  const superPeer = await startSuperPeer()
  const at = await place()
  const cities = await Promise.all(Array.from({ length: 6 }, async () => enterCity(superPeer)))
  const doors = await Promise.all(cities.map(async city => approachRoom({ city, ...at })))
  const rooms = await Promise.all(doors.slice(0, 5).map(async (door, i) => goIn(door, `Person ${i}`)))
  await vi.waitFor(() => {
    for (const room of rooms) expect(names(room)).toHaveLength(5)
  }, wait)
  await Promise.all(rooms.map(async (room, i) => room.chat.say(`I am ${i}`)))
  await vi.waitFor(() => {
    for (const room of rooms) expect(texts(room)).toHaveLength(5)
  }, wait)
  for (const room of rooms) expect(texts(room)).toEqual(texts(rooms[0]!))
  const late = await goIn(doors[5]!, 'late')
  await vi.waitFor(() => expect(texts(late)).toEqual(texts(rooms[0]!)), wait)
})

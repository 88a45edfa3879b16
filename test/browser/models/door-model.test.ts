import { expect, test, vi } from 'vitest'
import { createDoorModel, type Entered } from '../../../browser/models/door-model.ts'
import { createOwnMedia } from '../../../browser/models/own-media.ts'
import { createWho } from '../../../browser/models/who.ts'
import type { Doorway } from '../../../protocol/room/doorway.ts'
import { FakeCity, FakeDevices, FakeDoorway, FakeUrls, keys, memoryStorage, unreachable } from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

async function setUp(options: { slug?: string; isCitizen?: boolean; guestName?: string; entersAtOnce?: boolean } = {}) {
  const fixture = await foundFixture()
  const storage = memoryStorage()
  await storage.saveSetting('guestName', options.guestName ?? '')
  const who = createWho({ storage, keys, urls: new FakeUrls() })
  if (options.isCitizen === true) await who.become(fixture.stored)
  const city = new FakeCity(await who.identity())
  city.homes.records.set(fixture.stored.home, fixture.stored.record)
  const devices = new FakeDevices()
  const media = createOwnMedia({ devices, storage, meter: { watch: () => () => undefined } })
  const doorway = new FakeDoorway()
  const onEntered = vi.fn<(entered: Entered) => void>()
  const make = () =>
    createDoorModel({
      home: fixture.stored.home,
      slug: options.slug ?? 'living-room',
      city: Promise.resolve(city.asCity()),
      who,
      media,
      speaker: { canChoose: true, test: async () => undefined },
      storage,
      entersAtOnce: options.entersAtOnce ?? false,
      approach: async () => doorway as unknown as Doorway,
      onEntered
    })
  return { city, devices, doorway, fixture, make, media, onEntered, storage }
}

test('finds the door and says who is behind it', async () => {
  const { doorway, make } = await setUp()
  doorway.inside = [{ peer: 'a', name: 'Ben', kind: 'guest' }]
  const door = make()
  expect(door.state.value.kind).toBe('looking')
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
  expect(door.roomTitle.value).toBe('Living room')
  expect(door.homeName.value).toBe('Asha Rao')
  expect(door.occupants.value).toEqual(['Ben (guest)'])
  doorway.inside = []
  doorway.tell('occupants-changed')
  expect(door.occupants.value).toEqual([])
})

test('a guest needs a name, which is remembered', async () => {
  const { make, onEntered, storage } = await setUp()
  const door = make()
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
  door.enter()
  expect(door.nameProblem.value?.code).toBe('FORM-1')
  door.setGuestName('  Ben\u202e  ')
  expect(door.nameProblem.value).toBeUndefined()
  // what is said beforehand is what others will read
  expect(door.comesInAs.value).toBe('Ben')
  door.enter()
  expect(door.entering.value).toBe('opening')
  await vi.waitFor(() => expect(onEntered).toHaveBeenCalledOnce())
  expect(await storage.setting('guestName')).toBe('Ben')
})

test('one goes in without any device, muted and hidden', async () => {
  const { devices, doorway, make, onEntered } = await setUp({ guestName: 'Ben' })
  const door = make()
  await vi.waitFor(() => expect(door.guestName.value).toBe('Ben'))
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
  door.enter()
  await vi.waitFor(() => expect(onEntered).toHaveBeenCalledOnce())
  expect(doorway.entries).toEqual([{ name: 'Ben', presence: { camera: false, microphone: false }, tracks: {} }])
  expect(devices.opened).toHaveLength(0)
})

test('what was switched on at the door goes in with one', async () => {
  const { doorway, devices, make, onEntered } = await setUp({ isCitizen: true })
  const door = make()
  door.camera.toggle()
  await vi.waitFor(() => expect(door.camera.on.value).toBe(true))
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
  door.enter()
  await vi.waitFor(() => expect(onEntered).toHaveBeenCalledOnce())
  expect(doorway.entries).toEqual([
    { name: 'Asha Rao', presence: { camera: true, microphone: false }, tracks: { camera: devices.opened[0] } }
  ])
})

test('«Rejoin» goes in as soon as the door is found', async () => {
  const { make, onEntered } = await setUp({ guestName: 'Ben', entersAtOnce: true })
  make()
  await vi.waitFor(() => expect(onEntered).toHaveBeenCalledOnce())
})

test('an unknown room and an unknown home are told apart', async () => {
  const { make, city } = await setUp({ slug: 'attic' })
  const door = make()
  await vi.waitFor(() => expect(door.state.value).toMatchObject({ kind: 'problem', problem: { code: 'ROOM-1' } }))
  city.homes.records.clear()
  door.retry()
  await vi.waitFor(() => expect(door.state.value).toMatchObject({ kind: 'problem', problem: { code: 'HOME-1' } }))
})

test('Retry looks again when the city was not reached', async () => {
  const { city, make } = await setUp()
  city.homes.failure = unreachable
  const door = make()
  await vi.waitFor(() => expect(door.state.value.kind).toBe('problem'))
  city.homes.failure = undefined
  door.retry()
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
})

test('a door that does not open says so, and may be tried again', async () => {
  const { doorway, make, onEntered } = await setUp({ guestName: 'Ben' })
  doorway.failure = unreachable
  const door = make()
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
  await vi.waitFor(() => expect(door.guestName.value).toBe('Ben'))
  door.enter()
  await vi.waitFor(() => expect(door.enterProblem.value?.code).toBe('ROOM-5'))
  expect(door.entering.value).toBe('no')
  doorway.failure = undefined
  door.enter()
  await vi.waitFor(() => expect(onEntered).toHaveBeenCalledOnce())
})

test('whoever goes away while the door opens is not left inside', async () => {
  const { doorway, make, onEntered } = await setUp({ guestName: 'Ben' })
  let open: () => void = () => undefined
  doorway.hold = new Promise(resolve => (open = resolve))
  const door = make()
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
  await vi.waitFor(() => expect(door.guestName.value).toBe('Ben'))
  door.enter()
  door[Symbol.dispose]()
  open()
  await vi.waitFor(() => expect(doorway.room.isLeft).toBe(true))
  expect(onEntered).not.toHaveBeenCalled()
})

test('leaves no listener, and the doorway', async () => {
  const { doorway, make } = await setUp()
  const door = make()
  await vi.waitFor(() => expect(door.state.value.kind).toBe('ready'))
  expect(doorway.listeners).toBe(1)
  door[Symbol.dispose]()
  expect(doorway.listeners).toBe(0)
  expect(doorway.isClosed).toBe(true)
})

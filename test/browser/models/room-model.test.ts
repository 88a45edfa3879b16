import { expect, test, vi } from 'vitest'
import { createInviteModel } from '../../../browser/models/invite-model.ts'
import { createOwnMedia } from '../../../browser/models/own-media.ts'
import { createRoomModel } from '../../../browser/models/room-model.ts'
import { signal } from '@preact/signals'
import { FakeClock, FakeDevices, FakeLife, FakeRoom, memoryStorage, roomNamed } from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

const self = { peer: 'me', name: 'Asha', kind: 'citizen', isSelf: true, presence: { camera: false, microphone: false } }
const ben = { peer: 'ben', name: 'Ben', kind: 'guest', isSelf: false, presence: { camera: true, microphone: false } }

async function setUp(options: { isMicrophoneLate?: boolean } = {}) {
  const room = new FakeRoom()
  room.people = [self, ben]
  const clock = new FakeClock()
  const life = new FakeLife()
  const devices = new FakeDevices()
  const media = createOwnMedia({ devices, storage: memoryStorage(), meter: { watch: () => () => undefined } })
  if (options.isMicrophoneLate === true) {
    media.microphone.toggle()
    await vi.waitFor(() => expect(media.microphone.on.value).toBe(true))
  }
  const { verified } = await foundFixture()
  const release = vi.fn()
  const onLeft = vi.fn()
  const model = createRoomModel({
    room: room as never,
    home: verified,
    entry: roomNamed('Living room', 'living-room'),
    tracks: {},
    media,
    clock,
    life,
    wakeLock: { hold: () => release },
    speakerId: 'spk-1',
    invite: async () =>
      createInviteModel({
        roomTitle: 'Living room',
        place: { link: 'https://a/', qrText: 'https://a/', isLocal: false },
        visitingCard: signal(undefined),
        sharing: { canShare: false, copy: async () => true, share: async () => false },
        clock,
        qr: [[true]]
      }),
    onLeft
  })
  return { room, clock, life, devices, media, model, release, onLeft }
}

test('shows everybody, oneself with the own picture and without the own sound', async () => {
  const { model, media, room } = await setUp()
  expect(model.tiles.value.map(({ label, state }) => [label, state])).toEqual([
    ['You', 'live'],
    ['Ben (guest)', 'connecting']
  ])
  media.camera.toggle()
  await vi.waitFor(() => expect(model.tiles.value[0]?.camera).toBeDefined())
  expect(model.tiles.value[0]?.sound).toBeUndefined()
  const camera = {} as MediaStream
  const sound = {} as MediaStream
  room.media.views = [{ peer: 'ben', state: 'connected', camera, sound, heardAtMs: 0 }]
  room.media.tell('links-changed')
  expect(model.tiles.value[1]).toMatchObject({ state: 'live', camera, sound, isMuted: true, isCameraOn: true })
})

test('a line that fails says why on its tile', async () => {
  const { model, room } = await setUp()
  room.media.views = [{ peer: 'ben', state: 'failed', reason: 'no-answer', heardAtMs: 0 }]
  room.media.tell('links-changed')
  expect(model.tiles.value[1]?.problem?.code).toBe('ROOM-10')
  room.media.views = [{ peer: 'ben', state: 'failed', reason: 'ice-failed', heardAtMs: 0 }]
  room.media.tell('links-changed')
  expect(model.tiles.value[1]?.problem?.what).toContain('Ben')
})

test('the others learn of a camera or microphone that goes on or off', async () => {
  const { model, room, devices } = await setUp()
  expect(room.presences).toEqual([])
  model.microphone.toggle()
  await vi.waitFor(() => expect(room.presences).toEqual([{ microphone: true }]))
  expect(room.media.tracks).toEqual([['microphone', devices.opened[0]]])
  model.microphone.toggle()
  expect(room.presences).toEqual([{ microphone: true }, { microphone: false }])
  expect(room.media.tracks.at(-1)).toEqual(['microphone', undefined])
})

test('a microphone that came on while the door opened is told as well', async () => {
  const { room, devices } = await setUp({ isMicrophoneLate: true })
  expect(room.presences).toEqual([{ microphone: true }])
  expect(room.media.tracks).toEqual([['microphone', devices.opened[0]]])
})

test('a camera that is switched changes its track and says nothing else', async () => {
  const { model, room } = await setUp()
  model.camera.toggle()
  await vi.waitFor(() => expect(model.canSwitchCamera.value).toBe(true))
  model.switchCamera()
  await vi.waitFor(() => expect(room.media.tracks.filter(([, track]) => track !== undefined)).toHaveLength(2))
  await vi.waitFor(() => expect(room.presences.at(-1)).toEqual({ camera: true }))
})

test('comings and goings are a post-it for a while, and a line in the chat', async () => {
  const { model, room, clock } = await setUp()
  room.tell('member-joined', ben)
  expect(model.postIt.value?.title).toBe('Ben (guest) came in')
  room.tell('member-left', ben)
  expect(model.postIt.value?.title).toBe('Ben (guest) left')
  expect(model.chat.entries.value.map(({ text }) => text)).toEqual(['Ben (guest) came in', 'Ben (guest) left'])
  clock.pass(6_000)
  expect(model.postIt.value).toBeUndefined()
})

test('sound that is blocked is turned on by a press', async () => {
  const { model } = await setUp()
  model.reportPlayback(true)
  expect(model.isSoundBlocked.value).toBe(true)
  model.turnSoundOn()
  expect(model.isSoundBlocked.value).toBe(false)
  expect(model.playRequests.value).toBe(1)
})

test('says while the line to the city is lost', async () => {
  const { model, room } = await setUp()
  room.state = 'reconnecting'
  room.tell('state-changed')
  expect(model.connectionNote.value?.code).toBe('ROOM-5')
  room.state = 'here'
  room.tell('state-changed')
  expect(model.connectionNote.value).toBeUndefined()
})

test('leaving, closing the page and a room that ends each leave once', async () => {
  for (const leave of ['button', 'page', 'end'] as const) {
    const { model, room, life, onLeft } = await setUp()
    if (leave === 'button') model.leave()
    if (leave === 'page') life.happen('leaving')
    if (leave === 'end') {
      room.state = 'left'
      room.tell('state-changed')
    }
    model.leave()
    expect(room.isLeft).toBe(true)
    expect(onLeft).toHaveBeenCalledOnce()
    model[Symbol.dispose]()
  }
})

test('giving it back leaves the room, lets the screen sleep and leaves no listener', async () => {
  const { model, room, clock, life, release, onLeft } = await setUp()
  room.tell('member-joined', ben)
  model.openInvite()
  model[Symbol.dispose]()
  expect(room.isLeft).toBe(true)
  expect(onLeft).not.toHaveBeenCalled()
  expect([room.listeners, room.chat.listeners, room.media.listeners, life.listeners, clock.waiting]).toEqual([
    0, 0, 0, 0, 0
  ])
  expect(release).toHaveBeenCalledOnce()
})

test('where there is room for one panel, the one opened last takes the place of the other', async () => {
  const { model } = await setUp()
  const open = (): boolean[] => [model.chat.isOpen.value, model.isPeopleOpen.value]
  model.chat.open()
  model.togglePeople()
  expect(open()).toEqual([true, true])
  model.setOnePanel(true)
  expect(open()).toEqual([false, true])
  model.chat.open()
  expect(open()).toEqual([true, false])
  model.togglePeople()
  expect(open()).toEqual([false, true])
  model.setOnePanel(false)
  model.chat.open()
  expect(open()).toEqual([true, true])
})

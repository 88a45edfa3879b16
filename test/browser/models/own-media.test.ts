import { expect, test, vi } from 'vitest'
import { createOwnMedia } from '../../../browser/models/own-media.ts'
import { MediaError } from '../../../protocol/errors.ts'
import { FakeDevices, memoryStorage, type FakeTrack } from './fakes.ts'

function setUp() {
  const devices = new FakeDevices()
  const storage = memoryStorage()
  let hear: (level: number) => void = () => undefined
  const silence = vi.fn()
  const meter = {
    watch(_track: MediaStreamTrack, onLevel: (level: number) => void) {
      hear = onLevel
      return silence
    }
  }
  const media = createOwnMedia({ devices, meter, storage })
  return { devices, storage, media, silence, hear: (level: number) => hear(level) }
}

test('everything is off until it is switched on', async () => {
  const { devices, media } = setUp()
  await vi.waitFor(() => expect(media.camera.choices.value).toHaveLength(2))
  expect(media.camera.on.value).toBe(false)
  expect(media.microphone.on.value).toBe(false)
  expect(devices.opened).toHaveLength(0)
})

test('switching on starts a device, switching off ends it', async () => {
  const { devices, media } = setUp()
  media.camera.toggle()
  expect(media.camera.starting.value).toBe(true)
  await vi.waitFor(() => expect(media.camera.on.value).toBe(true))
  expect(media.preview.value).toBeDefined()
  media.camera.toggle()
  expect(media.camera.on.value).toBe(false)
  expect(media.preview.value).toBeUndefined()
  expect(devices.live).toBe(0)
})

test('a device switched off while it starts never runs', async () => {
  const { devices, media } = setUp()
  let go: () => void = () => undefined
  devices.hold = new Promise(resolve => (go = resolve))
  media.camera.toggle()
  media.camera.toggle()
  go()
  await vi.waitFor(() => expect(devices.opened).toHaveLength(1))
  await vi.waitFor(() => expect(devices.live).toBe(0))
  expect(media.camera.on.value).toBe(false)
})

test.each([
  ['permission-denied', 'MEDIA-1'],
  ['permission-denied-by-system', 'MEDIA-2'],
  ['no-device', 'MEDIA-3'],
  ['device-busy', 'MEDIA-4'],
  ['permission-dismissed', 'MEDIA-5'],
  ['not-supported', 'MEDIA-6']
] as const)('%s is told apart, and Retry tries again', async (code, told) => {
  const { devices, media } = setUp()
  devices.failure = new MediaError(code, 'refused')
  media.microphone.toggle()
  await vi.waitFor(() => expect(media.microphone.problem.value?.code).toBe(told))
  expect(media.microphone.starting.value).toBe(false)
  devices.failure = undefined
  media.microphone.retry()
  await vi.waitFor(() => expect(media.microphone.on.value).toBe(true))
  expect(media.microphone.problem.value).toBeUndefined()
})

test('«Go on without» puts the problem away', async () => {
  const { devices, media } = setUp()
  devices.failure = new MediaError('no-device', 'none')
  media.camera.toggle()
  await vi.waitFor(() => expect(media.camera.problem.value).toBeDefined())
  media.camera.dismiss()
  expect(media.camera.problem.value).toBeUndefined()
})

test('a device that is pulled out goes off and says so', async () => {
  const { devices, media } = setUp()
  media.microphone.toggle()
  await vi.waitFor(() => expect(media.microphone.on.value).toBe(true))
  devices.opened[0]?.unplug()
  expect(media.microphone.on.value).toBe(false)
  expect(media.microphone.problem.value?.code).toBe('MEDIA-8')
})

test('a chosen device is taken at once and remembered', async () => {
  const { devices, storage, media } = setUp()
  media.camera.choose('cam-2')
  expect(devices.opened).toHaveLength(0)
  media.camera.toggle()
  await vi.waitFor(() => expect(media.camera.on.value).toBe(true))
  expect(devices.wishes).toEqual([{ id: 'cam-2' }])
  media.switchCamera()
  await vi.waitFor(() => expect(devices.wishes).toEqual([{ id: 'cam-2' }, { id: 'cam-1' }]))
  await vi.waitFor(() => expect(devices.live).toBe(1))
  await vi.waitFor(async () => expect(await storage.setting('cameraId')).toBe('cam-1'))
})

test('the level follows the microphone and falls with it', async () => {
  const { media, hear, silence } = setUp()
  media.microphone.toggle()
  await vi.waitFor(() => expect(media.microphone.on.value).toBe(true))
  hear(0.5)
  expect(media.level.value).toBe(0.5)
  media.microphone.toggle()
  expect(media.level.value).toBe(0)
  expect(silence).toHaveBeenCalledOnce()
})

test('giving it back stops every track, also one that is only starting, and leaves no listener', async () => {
  const { devices, media } = setUp()
  media.camera.toggle()
  await vi.waitFor(() => expect(media.camera.on.value).toBe(true))
  media.microphone.toggle()
  media[Symbol.dispose]()
  await vi.waitFor(() => expect(devices.opened).toHaveLength(2))
  await vi.waitFor(() => expect(devices.live).toBe(0))
  expect(devices.listeners).toBe(0)
  expect((devices.opened[0] as FakeTrack).onended).toBeNull()
})

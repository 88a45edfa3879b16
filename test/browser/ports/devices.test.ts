import { expect, test, vi } from 'vitest'
import { createDevices, type DeviceSource } from '../../../browser/ports/devices.ts'

function sourceThat(refuses: Error | undefined, state?: PermissionState) {
  const stop = vi.fn()
  const getUserMedia = vi.fn(async () => {
    if (refuses !== undefined) throw refuses
    return { getTracks: () => [{ stop }] } as unknown as MediaStream
  })
  const source: DeviceSource = {
    mediaDevices: {
      getUserMedia,
      enumerateDevices: async () =>
        [
          { kind: 'videoinput', deviceId: 'c1', label: 'Front' },
          { kind: 'audioinput', deviceId: '', label: '' },
          { kind: 'audiooutput', deviceId: 's1', label: '' }
        ] as MediaDeviceInfo[],
      addEventListener: vi.fn(),
      removeEventListener: vi.fn()
    },
    ...(state === undefined ? {} : { permissions: { query: async () => ({ state }) } })
  }
  return { source, getUserMedia }
}

function named(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name })
}

test.each([
  ['NotAllowedError', 'Permission denied', 'denied', 'permission-denied'],
  ['NotAllowedError', 'Permission dismissed', 'prompt', 'permission-dismissed'],
  ['NotAllowedError', 'Permission denied by system', 'denied', 'permission-denied-by-system'],
  ['NotAllowedError', '', 'granted', 'permission-denied-by-system'],
  ['NotAllowedError', '', 'prompt', 'permission-dismissed'],
  ['NotAllowedError', '', undefined, 'permission-denied'],
  ['NotFoundError', '', undefined, 'no-device'],
  ['OverconstrainedError', '', undefined, 'no-device'],
  ['NotReadableError', '', undefined, 'device-busy'],
  ['AbortError', '', undefined, 'device-busy'],
  ['TypeError', '', undefined, 'not-supported']
] as const)('%s (%s, %s) means %s', async (name, message, state, code) => {
  const { source } = sourceThat(named(name, message), state)
  await expect(createDevices(source).open('camera')).rejects.toMatchObject({ name: 'MediaError', code })
})

test('a browser that does not know the permission gives the common cause', async () => {
  const { source } = sourceThat(named('NotAllowedError'))
  const asking = { ...source, permissions: { query: () => Promise.reject(new TypeError('camera?')) } }
  await expect(createDevices(asking).open('camera')).rejects.toMatchObject({ code: 'permission-denied' })
})

test('a page that is not secure has no devices, and says so', async () => {
  await expect(createDevices({}).open('microphone')).rejects.toMatchObject({ code: 'not-supported' })
  expect(await createDevices({}).list()).toEqual({ camera: [], microphone: [], speaker: [] })
})

test('a chosen device is the one that starts, and without a choice the browser chooses', async () => {
  const { source, getUserMedia } = sourceThat(undefined)
  const devices = createDevices(source)
  await devices.open('camera')
  await devices.open('camera', { id: 'c1' })
  await devices.open('microphone')
  expect(getUserMedia.mock.calls).toMatchObject([
    [
      {
        video: {
          width: { ideal: 1280 },
          height: { ideal: 720 },
          frameRate: { ideal: 30 },
          facingMode: { ideal: 'user' }
        }
      }
    ],
    [{ video: { deviceId: { exact: 'c1' } } }],
    [{ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } }]
  ])
})

test.each(['OverconstrainedError', 'NotFoundError'])('a chosen device that is gone (%s) is replaced', async name => {
  const { source, getUserMedia } = sourceThat(undefined)
  getUserMedia.mockRejectedValueOnce(named(name))
  await createDevices(source).open('camera', { id: 'pulled out', facing: 'environment' })
  expect(getUserMedia.mock.calls).toMatchObject([
    [{ video: { deviceId: { exact: 'pulled out' } } }],
    [{ video: { facingMode: { ideal: 'environment' } } }]
  ])
})

test('a chosen device that is busy is not replaced behind the person’s back', async () => {
  const { source, getUserMedia } = sourceThat(named('NotReadableError'))
  await expect(createDevices(source).open('camera', { id: 'c1' })).rejects.toMatchObject({ code: 'device-busy' })
  expect(getUserMedia).toHaveBeenCalledOnce()
})

test('devices that cannot be chosen yet are not listed', async () => {
  const { source } = sourceThat(undefined)
  expect(await createDevices(source).list()).toEqual({
    camera: [{ id: 'c1', label: 'Front' }],
    microphone: [],
    speaker: [{ id: 's1', label: '' }]
  })
})

/** Camera, microphone and speaker of this computer: opening, listing, and why one cannot be had. */
import { MediaError } from '../../protocol/errors.ts'

/** What captures. */
export type DeviceKind = 'camera' | 'microphone'

/** A device one may choose. */
export interface DeviceInfo {
  readonly id: string
  /** Empty until the browser was allowed to tell. */
  readonly label: string
}

/** Devices by what they do. */
export interface DeviceList {
  readonly camera: readonly DeviceInfo[]
  readonly microphone: readonly DeviceInfo[]
  readonly speaker: readonly DeviceInfo[]
}

/** Which device of a kind is wanted. */
export interface DeviceWish {
  /** Another one is taken when it is gone. */
  readonly id?: string
  /** On phones: the camera at the front or the back. */
  readonly facing?: 'user' | 'environment'
}

/** Camera, microphone and speaker of this computer. */
export interface Devices {
  /**
   * Starts a device; whoever calls stops the track.
   *
   * @throws {@link MediaError} `permission-denied`, `permission-dismissed`, `permission-denied-by-system`, `no-device`,
   * `device-busy`, `not-supported`
   */
  open(kind: DeviceKind, wish?: DeviceWish): Promise<MediaStreamTrack>
  list(): Promise<DeviceList>
  /** Something was plugged in or pulled out. Returns its undo. */
  onChange(listener: () => void): () => void
  /** Puts a track where a `<video>` can show it. */
  streamOf(track: MediaStreamTrack): MediaStream
}

/** The parts of `navigator` that devices need. */
export interface DeviceSource {
  readonly mediaDevices?: Pick<
    MediaDevices,
    'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
  >
  readonly permissions?: { query(what: { name: PermissionName }): Promise<{ readonly state: PermissionState }> }
}

/** The browser's devices. On a page that is not secure there are none. */
export function createDevices(source: DeviceSource = navigator): Devices {
  const { mediaDevices } = source
  return {
    async open(kind, wish = {}) {
      if (mediaDevices === undefined) throw new MediaError('not-supported', 'this page may not use devices')
      try {
        const [track] = (await start(mediaDevices, kind, wish)).getTracks()
        if (track === undefined) throw new MediaError('no-device', `no ${kind} track`)
        return track
      } catch (error) {
        throw await mediaErrorOf(error, kind, source)
      }
    },
    async list() {
      const found = (await mediaDevices?.enumerateDevices()) ?? []
      const ofKind = (kind: MediaDeviceKind): DeviceInfo[] =>
        // without permission a browser lists one nameless device of each kind, which nobody can choose
        found
          .filter(each => each.kind === kind && each.deviceId !== '')
          .map(each => ({ id: each.deviceId, label: each.label }))
      return { camera: ofKind('videoinput'), microphone: ofKind('audioinput'), speaker: ofKind('audiooutput') }
    },
    onChange(listener) {
      mediaDevices?.addEventListener('devicechange', listener)
      return () => mediaDevices?.removeEventListener('devicechange', listener)
    },
    streamOf: track => new MediaStream([track])
  }
}

async function start(
  mediaDevices: Pick<MediaDevices, 'getUserMedia'>,
  kind: DeviceKind,
  wish: DeviceWish
): Promise<MediaStream> {
  try {
    return await mediaDevices.getUserMedia(constraintsOf(kind, wish))
  } catch (error) {
    const isGone = error instanceof Error && ['OverconstrainedError', 'NotFoundError'].includes(error.name)
    if (!isGone || wish.id === undefined || wish.id === '') throw error
    // the chosen one was pulled out: any other is better than none
    return mediaDevices.getUserMedia(constraintsOf(kind, { ...wish, id: '' }))
  }
}

function constraintsOf(kind: DeviceKind, wish: DeviceWish): MediaStreamConstraints {
  // a mere wish is outweighed by the picture's size: of two cameras the browser would take the sharper one, chosen or not
  const deviceId = wish.id === undefined || wish.id === '' ? {} : { deviceId: { exact: wish.id } }
  if (kind === 'microphone') {
    return { audio: { ...deviceId, echoCancellation: true, noiseSuppression: true, autoGainControl: true } }
  }
  return {
    video: {
      ...deviceId,
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
      // a chosen device says where it looks by itself
      ...('deviceId' in deviceId ? {} : { facingMode: { ideal: wish.facing ?? 'user' } })
    }
  }
}

/** Browsers put several causes under one name; what they mean to a person differs. */
async function mediaErrorOf(error: unknown, kind: DeviceKind, source: DeviceSource): Promise<unknown> {
  if (!(error instanceof Error) || error instanceof MediaError) return error
  const options = { cause: error }
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new MediaError(await refusalOf(error, kind, source), `the ${kind} was refused`, options)
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new MediaError('no-device', `there is no ${kind}`, options)
    case 'NotReadableError':
    case 'AbortError':
      return new MediaError('device-busy', `the ${kind} does not start`, options)
    case 'TypeError':
    case 'NotSupportedError':
      return new MediaError('not-supported', `this browser offers no ${kind}`, options)
    default:
      return error
  }
}

async function refusalOf(error: Error, kind: DeviceKind, source: DeviceSource) {
  if (/system/i.test(error.message)) return 'permission-denied-by-system'
  if (/dismiss/i.test(error.message)) return 'permission-dismissed'
  try {
    const name = kind as PermissionName
    const state = (await source.permissions?.query({ name }))?.state
    // allowed by the browser and refused all the same: the system's own privacy settings
    if (state === 'granted') return 'permission-denied-by-system'
    if (state === 'prompt') return 'permission-dismissed'
  } catch {
    // a browser that cannot be asked about this permission: the common case is taken
  }
  return 'permission-denied'
}

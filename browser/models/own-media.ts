/** The own camera and microphone, from the door into the room: off until switched on, off for good when given back. */
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { codeOf } from '../../protocol/errors.ts'
import type { DeviceInfo, DeviceKind, DeviceList, Devices, DeviceWish } from '../ports/devices.ts'
import type { Meter } from '../ports/meter.ts'
import type { Storage } from '../ports/storage.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import { defineModel, onDispose } from './model.ts'

/** A device of one kind that may be chosen. */
export interface DeviceChoice {
  readonly id: string
  readonly label: string
}

/** One of camera and microphone at the door. */
export interface DoorDevice {
  readonly on: ReadonlySignal<boolean>
  /** The browser is asking the person, or the device is starting. */
  readonly starting: ReadonlySignal<boolean>
  readonly problem: ReadonlySignal<Problem | undefined>
  readonly choices: ReadonlySignal<readonly DeviceChoice[]>
  readonly chosen: ReadonlySignal<string>
  toggle(): void
  choose(id: string): void
  retry(): void
  /** «Go on without»: puts the problem away. */
  dismiss(): void
}

/** One capturing device, as door and room show it. */
export interface OwnDevice extends DoorDevice {
  /** What it captures while it is on. */
  readonly track: ReadonlySignal<MediaStreamTrack | undefined>
}

/** The own camera and microphone. */
export interface OwnMedia {
  readonly camera: OwnDevice
  readonly microphone: OwnDevice
  /** The own picture, while the camera is on. */
  readonly preview: ReadonlySignal<MediaStream | undefined>
  /** Loudness of the own microphone, 0 to 1. */
  readonly level: ReadonlySignal<number>
  /** There is more than one camera to switch between. */
  readonly canSwitchCamera: ReadonlySignal<boolean>
  readonly devices: ReadonlySignal<DeviceList>
  switchCamera(): void
}

/** What own media need. */
export interface OwnMediaPorts {
  readonly devices: Devices
  readonly meter: Meter
  readonly storage: Pick<Storage, 'setting' | 'saveSetting'>
}

const NONE: DeviceList = { camera: [], microphone: [], speaker: [] }

/** Makes own media, with everything off. */
export const createOwnMedia = defineModel(({ devices, meter, storage }: OwnMediaPorts): OwnMedia => {
  const list = signal<DeviceList>(NONE)
  const level = signal(0)
  let isGone = false
  const refresh = (): void => {
    devices.list().then(
      found => {
        if (!isGone) list.value = found
      },
      () => undefined // a browser that lists nothing: the default devices work all the same
    )
  }
  refresh()
  effect(() => devices.onChange(refresh))
  onDispose(() => (isGone = true))

  const camera = createDevice('camera', { devices, storage, list, refresh })
  const microphone = createDevice('microphone', { devices, storage, list, refresh })
  const preview = computed(() => (camera.track.value === undefined ? undefined : devices.streamOf(camera.track.value)))
  const canSwitchCamera = computed(() => camera.on.value && list.value.camera.length > 1)

  effect(() => {
    const track = microphone.track.value
    if (track === undefined) {
      level.value = 0
      return undefined
    }
    return meter.watch(track, heard => (level.value = heard))
  })

  return {
    camera,
    microphone,
    preview,
    level,
    canSwitchCamera,
    devices: list,
    switchCamera() {
      const cameras = list.peek().camera
      const nowId = camera.track.peek()?.getSettings().deviceId ?? camera.chosen.peek()
      const next = cameras[(cameras.findIndex(({ id }) => id === nowId) + 1) % cameras.length]
      if (next !== undefined) camera.choose(next.id)
    }
  }
})

interface Surroundings {
  readonly devices: Devices
  readonly storage: OwnMediaPorts['storage']
  readonly list: ReadonlySignal<DeviceList>
  refresh(): void
}

function createDevice(kind: DeviceKind, { devices, storage, list, refresh }: Surroundings): OwnDevice {
  const track = signal<MediaStreamTrack>()
  const starting = signal(false)
  const trouble = signal<Problem>()
  const chosen = signal('')
  const setting = kind === 'camera' ? 'cameraId' : 'microphoneId'
  /** Raised by everything that makes a device still starting unwanted. */
  let turn = 0

  void storage.setting(setting).then(id => {
    if (chosen.peek() === '') chosen.value = id
  })

  const stop = (): void => {
    turn++
    const old = track.peek()
    if (old !== undefined) {
      old.onended = null
      old.stop()
    }
    batch(() => {
      track.value = undefined
      starting.value = false
    })
  }

  const start = async (wish: DeviceWish): Promise<void> => {
    stop()
    const mine = turn
    batch(() => {
      starting.value = true
      trouble.value = undefined
    })
    try {
      const opened = await devices.open(kind, wish)
      if (mine !== turn) return opened.stop()
      opened.onended = () => {
        stop()
        trouble.value = problem('MEDIA-8', { device: kind })
        refresh()
      }
      batch(() => {
        track.value = opened
        starting.value = false
        chosen.value = opened.getSettings().deviceId ?? chosen.peek()
      })
      refresh() // now the browser tells the devices' names
    } catch (error) {
      if (mine !== turn) return
      batch(() => {
        starting.value = false
        trouble.value = problemFor(codeOf(error), 'media', { device: kind })
      })
    }
  }

  const startChosen = (): void => void start({ id: chosen.peek() })
  onDispose(stop)

  return {
    track,
    on: computed(() => track.value !== undefined),
    starting,
    problem: trouble,
    choices: computed(() =>
      list.value[kind].map((info, index) => ({ id: info.id, label: labelOf(info, kind, index) }))
    ),
    chosen,
    toggle() {
      if (track.peek() !== undefined || starting.peek()) stop()
      else startChosen()
    },
    choose(id) {
      chosen.value = id
      void storage.saveSetting(setting, id)
      if (track.peek() !== undefined || starting.peek()) startChosen()
    },
    retry: startChosen,
    dismiss: () => (trouble.value = undefined)
  }
}

/** Some devices have no name of their own. */
function labelOf({ label }: DeviceInfo, kind: DeviceKind, index: number): string {
  return label === '' ? `${kind} ${index + 1}` : label
}

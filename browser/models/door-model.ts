/** The Door: what one looks and sounds like before going in. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../text/problem.ts'

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

/** The Door. */
export interface DoorModel {
  readonly state: ReadonlySignal<
    { readonly kind: 'looking' } | { readonly kind: 'ready' } | { readonly kind: 'problem'; readonly problem: Problem }
  >
  readonly roomTitle: ReadonlySignal<string>
  readonly homeName: ReadonlySignal<string>
  readonly homeHref: ReadonlySignal<string>
  readonly door: ReadonlySignal<'open' | 'card' | 'closed'>
  /** Names of those inside; guests carry «(guest)». */
  readonly occupants: ReadonlySignal<readonly string[]>
  /** The citizen's name, when logged in; a guest types one. */
  readonly citizenName: ReadonlySignal<string | undefined>
  readonly guestName: ReadonlySignal<string>
  readonly nameProblem: ReadonlySignal<Problem | undefined>
  readonly camera: DoorDevice
  readonly microphone: DoorDevice
  readonly speaker: {
    readonly choices: ReadonlySignal<readonly DeviceChoice[]>
    readonly chosen: ReadonlySignal<string>
    /** Browsers without a choice of speakers show only the default. */
    readonly canChoose: boolean
    readonly testing: ReadonlySignal<boolean>
    choose(id: string): void
    test(): void
  }
  readonly preview: ReadonlySignal<MediaStream | undefined>
  readonly canSwitchCamera: ReadonlySignal<boolean>
  /** Loudness of the own microphone, 0 to 1. */
  readonly level: ReadonlySignal<number>
  readonly entering: ReadonlySignal<'no' | 'opening'>
  readonly enterProblem: ReadonlySignal<Problem | undefined>
  switchCamera(): void
  setGuestName(value: string): void
  enter(): void
  retry(): void
}

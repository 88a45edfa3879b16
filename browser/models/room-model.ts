/** The Room: tiles, controls, chat, people. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../text/problem.ts'
import type { ChatModel } from './chat-model.ts'
import type { InviteModel } from './invite-model.ts'

/** One person's tile. */
export interface TileView {
  readonly peer: string
  /** «You», «NAME» or «NAME (guest)». */
  readonly label: string
  readonly isSelf: boolean
  readonly camera: MediaStream | undefined
  readonly sound: MediaStream | undefined
  readonly isCameraOn: boolean
  readonly isMuted: boolean
  readonly state: 'connecting' | 'live' | 'reconnecting' | 'failed'
  readonly problem: Problem | undefined
}

/** A post-it: who came and went, and small events. */
export interface PostIt {
  readonly id: string
  readonly title: string
  readonly text: string | undefined
}

/** Camera or microphone in the room. */
export interface RoomDevice {
  readonly on: ReadonlySignal<boolean>
  readonly starting: ReadonlySignal<boolean>
  readonly problem: ReadonlySignal<Problem | undefined>
  toggle(): void
  dismiss(): void
}

/** The Room. */
export interface RoomModel {
  readonly roomTitle: string
  readonly homeName: string
  readonly homeHref: string
  readonly tiles: ReadonlySignal<readonly TileView[]>
  readonly people: ReadonlySignal<
    readonly { readonly peer: string; readonly label: string; readonly isGuest: boolean; readonly isSelf: boolean }[]
  >
  readonly postIt: ReadonlySignal<PostIt | undefined>
  readonly chat: ChatModel
  readonly camera: RoomDevice
  readonly microphone: RoomDevice
  readonly canSwitchCamera: ReadonlySignal<boolean>
  /** The id of the chosen speaker, for `setSinkId`. */
  readonly speakerId: ReadonlySignal<string>
  readonly isPeopleOpen: ReadonlySignal<boolean>
  readonly invite: ReadonlySignal<InviteModel | undefined>
  /** The browser refuses to play until something is pressed. */
  readonly isSoundBlocked: ReadonlySignal<boolean>
  /** Said while the room has lost its super-peers. */
  readonly connectionNote: ReadonlySignal<Problem | undefined>
  /** The view tells what `play()` said. */
  reportPlayback(isBlocked: boolean): void
  turnSoundOn(): void
  /** Raised each time sound shall be tried again; views call `play()` on a change. */
  readonly playRequests: ReadonlySignal<number>
  switchCamera(): void
  togglePeople(): void
  openInvite(): void
  closeInvite(): void
  dismissPostIt(): void
  leave(): void
}

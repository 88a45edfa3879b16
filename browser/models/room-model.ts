/** The Room: tiles, controls, chat, people. */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals'
import type { LinkView } from '../../protocol/media/media.ts'
import type { Member, Room } from '../../protocol/room/room.ts'
import type { Clock } from '../ports/clock.ts'
import type { PageLife } from '../ports/page-life.ts'
import type { WakeLock } from '../ports/wake-lock.ts'
import { hashOf } from '../routes.ts'
import type { Problem } from '../text/problem.ts'
import { problem } from '../text/problems.ts'
import { words } from '../text/words.ts'
import { createChatModel, type ChatModel, type Happening } from './chat-model.ts'
import type { Entered } from './door-model.ts'
import { createInviteSlot, type InviteModel } from './invite-model.ts'
import { defineModel, listen, onDispose, type Owned } from './model.ts'
import type { OwnDevice, OwnMedia } from './own-media.ts'

/** One person's tile. */
export interface TileView {
  readonly peer: string
  /** «You», «NAME» or «NAME (guest)». */
  readonly label: string
  /** The name alone, also one's own: initials are made of it. */
  readonly name: string
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
    readonly {
      readonly peer: string
      readonly label: string
      readonly name: string
      readonly isGuest: boolean
      readonly isSelf: boolean
    }[]
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
  /** Whether there is room for one panel only: then the one opened last takes the other's place. */
  setOnePanel(isOne: boolean): void
  openInvite(): void
  closeInvite(): void
  dismissPostIt(): void
  leave(): void
}

/** What a Room needs. */
export interface RoomParts extends Entered {
  /** As it was at the door. */
  readonly media: OwnMedia
  readonly clock: Clock
  readonly life: PageLife
  readonly wakeLock: WakeLock
  readonly speakerId: string
  invite(): Promise<Owned<InviteModel>>
  /** The room is left: by its button, or because it ended. Called once. */
  onLeft(): void
}

/** How long a post-it lies on the stage. */
const POST_IT_MS = 6_000

/** Makes a Room. Giving the model back leaves the room. */
export const createRoomModel = defineModel((parts: RoomParts): RoomModel => {
  const { room, home, entry, media, clock } = parts
  const members = signal<readonly Member[]>(room.members())
  const links = signal<readonly LinkView[]>(room.media.links())
  const state = signal(room.state)
  const isPeopleOpen = signal(false)
  const isSoundBlocked = signal(false)
  const playRequests = signal(0)
  let isLeft = false

  listen(room, 'members-changed', () => (members.value = [...room.members()]))
  listen(room.media, 'links-changed', () => (links.value = [...room.media.links()]))
  listen(room, 'state-changed', () => {
    state.value = room.state
    if (room.state === 'left') left()
  })

  const { postIt, onHappening, dismiss } = createHappenings(room, clock)
  const chat = createChatModel({ chat: room.chat, onHappening })
  const hasOnePanel = signal(false)
  effect(() => {
    if (hasOnePanel.value && isPeopleOpen.value) untracked(() => chat.close())
  })
  effect(() => {
    if (chat.isOpen.value && hasOnePanel.peek()) isPeopleOpen.value = false
  })
  publishDevice('camera', media.camera, parts)
  publishDevice('microphone', media.microphone, parts)
  effect(() => parts.wakeLock.hold())
  // the last moment to say good-bye: the others see it at once and need not wait
  effect(() => parts.life.onLeaving(() => left()))

  const left = (): void => {
    if (isLeft) return
    isLeft = true
    void room.leave().catch(() => undefined) // the others notice that we are gone
    parts.onLeft()
  }
  const slot = createInviteSlot(() => parts.invite())
  onDispose(() => {
    if (isLeft) return
    isLeft = true
    void room.leave().catch(() => undefined)
  })

  return {
    roomTitle: entry.title,
    homeName: home.record.name,
    homeHref: hashOf({ kind: 'home', home: home.home, hints: [] }),
    tiles: computed(() => {
      const byPeer = new Map(links.value.map(link => [link.peer, link]))
      return members.value.map(member =>
        member.isSelf ? ownTile(member, media) : tileOf(member, byPeer.get(member.peer))
      )
    }),
    people: computed(() =>
      members.value.map(member => ({
        peer: member.peer,
        label: member.isSelf ? words.room.you : labelOf(member),
        name: member.name,
        isGuest: member.kind === 'guest',
        isSelf: member.isSelf
      }))
    ),
    postIt,
    chat,
    camera: media.camera,
    microphone: media.microphone,
    canSwitchCamera: media.canSwitchCamera,
    speakerId: signal(parts.speakerId),
    isPeopleOpen,
    invite: slot.invite,
    isSoundBlocked,
    connectionNote: computed(() => (state.value === 'reconnecting' ? problem('ROOM-5') : undefined)),
    reportPlayback: isBlocked => (isSoundBlocked.value = isBlocked),
    turnSoundOn() {
      isSoundBlocked.value = false
      playRequests.value++
    },
    playRequests,
    switchCamera: media.switchCamera,
    togglePeople: () => (isPeopleOpen.value = !isPeopleOpen.peek()),
    setOnePanel: isOne => (hasOnePanel.value = isOne),
    openInvite: slot.open,
    closeInvite: slot.close,
    dismissPostIt: dismiss,
    leave: left
  }
})

function labelOf({ kind, name }: Pick<Member, 'kind' | 'name'>): string {
  return kind === 'guest' ? words.happenings.guest(name) : name
}

function ownTile({ peer, name }: Member, media: OwnMedia): TileView {
  return {
    peer,
    label: words.room.you,
    name,
    isSelf: true,
    camera: media.preview.value,
    sound: undefined, // nobody wants to hear themselves
    isCameraOn: media.camera.on.value,
    isMuted: !media.microphone.on.value,
    state: 'live',
    problem: undefined
  }
}

function tileOf(member: Member, link: LinkView | undefined): TileView {
  return {
    peer: member.peer,
    label: labelOf(member),
    name: member.name,
    isSelf: false,
    camera: member.presence.camera ? link?.camera : undefined,
    sound: link?.sound,
    isCameraOn: member.presence.camera,
    isMuted: !member.presence.microphone,
    state: tileState(link),
    problem: link?.state === 'failed' ? linkProblem(member.name, link.reason) : undefined
  }
}

function tileState(link: LinkView | undefined): TileView['state'] {
  if (link === undefined) return 'connecting'
  return link.state === 'connected' ? 'live' : link.state
}

function linkProblem(name: string, reason: string | undefined): Problem {
  return problem(reason === 'no-answer' ? 'ROOM-10' : 'ROOM-4', { name })
}

/** Tells the others what the own camera or microphone shows, whenever it is another than one went in with. */
function publishDevice(kind: 'camera' | 'microphone', device: OwnDevice, { room, tracks }: RoomParts): void {
  let last = tracks[kind]
  effect(() => {
    const track = device.track.value
    if (track === last) return
    const isNews = (track === undefined) !== (last === undefined)
    last = track
    untracked(() => {
      room.media.setTrack(kind, track).catch(() => undefined) // a link that fails says so on its own tile
      if (isNews) room.setPresence({ [kind]: track !== undefined })
    })
  })
}

/** Comings and goings: one post-it at a time, and a line in the chat for each. */
function createHappenings(room: Room, clock: Clock) {
  const postIt = signal<PostIt>()
  const listeners = new Set<(happening: Happening) => void>()
  let count = 0
  let stopWaiting = (): void => undefined

  const tell = (title: string): void => {
    stopWaiting()
    postIt.value = { id: `post-it-${++count}`, title, text: undefined }
    stopWaiting = clock.after(POST_IT_MS, () => (postIt.value = undefined))
    for (const listener of listeners) listener({ atMs: clock.nowMs(), text: title })
  }
  listen(room, 'member-joined', event => tell(words.happenings.cameIn(labelOf((event as CustomEvent<Member>).detail))))
  listen(room, 'member-left', event => tell(words.happenings.wentOut(labelOf((event as CustomEvent<Member>).detail))))
  onDispose(() => stopWaiting())

  return {
    postIt,
    onHappening(listener: (happening: Happening) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dismiss() {
      stopWaiting()
      postIt.value = undefined
    }
  }
}

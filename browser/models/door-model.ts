/** The Door: what one looks and sounds like before going in. */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals'
import type { City } from '../../protocol/city/city.ts'
import type { RoomEntry, VerifiedHome } from '../../protocol/city/home-record.ts'
import { toName } from '../../protocol/codec/fields.ts'
import { codeOf, StateError } from '../../protocol/errors.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { NAME_BYTES_MAX } from '../../protocol/limits.ts'
import type { Tracks } from '../../protocol/media/pair-connection.ts'
import type { Doorway, Occupant } from '../../protocol/room/doorway.ts'
import type { Room } from '../../protocol/room/room.ts'
import type { Speaker } from '../ports/speaker.ts'
import type { Storage } from '../ports/storage.ts'
import { hashOf } from '../routes.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import { words } from '../text/words.ts'
import { defineModel, lifetime, onDispose } from './model.ts'
import type { DeviceChoice, DoorDevice, OwnMedia } from './own-media.ts'
import { nameInCity, type Who } from './who.ts'

export type { DeviceChoice, DoorDevice } from './own-media.ts'

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
  /** What others will read of a guest, who may have typed more than a name may hold; empty for none. */
  readonly comesInAs: ReadonlySignal<string>
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

/** A room that was just entered, with whose it is. */
export interface Entered {
  readonly room: Room
  readonly home: VerifiedHome
  readonly entry: RoomEntry
  /** What one went in with: a device may have come on while the door opened. */
  readonly tracks: Tracks
}

/** What a Door needs. */
export interface DoorParts {
  readonly home: HomeId
  /** The room's part of the link. */
  readonly slug: string
  readonly city: Promise<City>
  readonly who: Who
  /** Off when it is handed over; goes on into the room. */
  readonly media: OwnMedia
  readonly speaker: Speaker
  readonly storage: Pick<Storage, 'setting' | 'saveSetting'>
  /** «Rejoin»: goes in as soon as the door is found. */
  readonly entersAtOnce: boolean
  approach(city: City, home: VerifiedHome, entry: RoomEntry): Promise<Doorway>
  onEntered(entered: Entered): void
}

/** The place behind the door, once it is found. */
interface Place {
  readonly home: VerifiedHome
  readonly entry: RoomEntry
  readonly doorway: Doorway
}

/** Makes a Door, with camera and microphone off. */
export const createDoorModel = defineModel((parts: DoorParts): DoorModel => {
  const { home, slug, who, media, speaker, storage } = parts
  const state = signal<DoorModel['state']['value']>({ kind: 'looking' })
  const place = signal<Place>()
  const occupants = signal<readonly Occupant[]>([])
  const guestName = signal('')
  const nameProblem = signal<Problem>()
  const entering = signal<'no' | 'opening'>('no')
  const enterProblem = signal<Problem>()
  const speakerId = signal('')
  const testing = signal(false)
  const comesInAs = computed(() => toName(guestName.value, NAME_BYTES_MAX))
  const life = lifetime()

  const leavePlace = (): void => {
    const left = place.peek()
    if (left === undefined) return
    place.value = undefined
    left.doorway.removeEventListener('occupants-changed', recount)
    void left.doorway.close()
  }
  const recount = (): void => {
    occupants.value = [...(place.peek()?.doorway.occupants() ?? [])]
  }
  onDispose(leavePlace)

  const settings = Promise.all([storage.setting('guestName'), storage.setting('speakerId')]).then(
    ([name, speakerChoice]) => {
      if (life.aborted) return
      if (guestName.peek() === '') guestName.value = name
      if (speakerId.peek() === '') speakerId.value = speakerChoice
    }
  )

  const look = async (): Promise<void> => {
    leavePlace()
    state.value = { kind: 'looking' }
    const city = await parts.city
    const found = await findRoom(city, home, slug, life)
    const doorway = await parts.approach(city, found.home, found.entry)
    if (life.aborted) return doorway.close()
    doorway.addEventListener('occupants-changed', recount)
    batch(() => {
      place.value = { ...found, doorway }
      state.value = { kind: 'ready' }
      recount()
    })
    await settings
    if (parts.entersAtOnce && !life.aborted) enter()
  }
  const lookAgain = (): void => {
    look().catch((error: unknown) => {
      if (!life.aborted) state.value = { kind: 'problem', problem: problemFor(codeOf(error), 'room') }
    })
  }
  lookAgain()

  const enter = (): void => {
    const at = place.peek()
    if (at === undefined || entering.peek() === 'opening') return
    const citizenName = nameInCity(who.citizen.peek())
    const name = citizenName ?? comesInAs.peek()
    if (name === '') {
      nameProblem.value = problem('FORM-1')
      return
    }
    if (citizenName === undefined) void storage.saveSetting('guestName', name)
    batch(() => {
      nameProblem.value = undefined
      enterProblem.value = undefined
      entering.value = 'opening'
    })
    const tracks = tracksOf(media)
    goIn(at, name, tracks).then(
      room => {
        if (life.aborted) return room.leave() // the person has gone elsewhere while the door opened
        entering.value = 'no'
        return parts.onEntered({ room, home: at.home, entry: at.entry, tracks })
      },
      (error: unknown) => {
        if (life.aborted) return
        batch(() => {
          entering.value = 'no'
          enterProblem.value = problemFor(codeOf(error), 'room')
        })
      }
    )
  }

  return {
    state,
    roomTitle: computed(() => place.value?.entry.title ?? ''),
    homeName: computed(() => place.value?.home.record.name ?? ''),
    homeHref: signal(hashOf({ kind: 'home', home, hints: [] })),
    door: computed(() => place.value?.entry.door ?? 'open'),
    occupants: computed(() =>
      occupants.value.map(({ kind, name }) => (kind === 'guest' ? words.happenings.guest(name) : name))
    ),
    citizenName: computed(() => nameInCity(who.citizen.value)),
    guestName,
    comesInAs,
    nameProblem,
    camera: media.camera,
    microphone: media.microphone,
    speaker: {
      choices: computed(() => media.devices.value.speaker),
      chosen: speakerId,
      canChoose: speaker.canChoose,
      testing,
      choose(id) {
        speakerId.value = id
        void storage.saveSetting('speakerId', id)
      },
      test() {
        if (testing.peek()) return
        testing.value = true
        // a speaker that does not play is heard to be silent: that is what the test is for
        speaker
          .test(speakerId.peek())
          .catch(() => undefined)
          .finally(() => (testing.value = false))
      }
    },
    preview: media.preview,
    canSwitchCamera: media.canSwitchCamera,
    level: media.level,
    entering,
    enterProblem,
    switchCamera: media.switchCamera,
    setGuestName(value) {
      guestName.value = value
      nameProblem.value = undefined
    },
    enter,
    retry: lookAgain
  }
})

async function findRoom(
  city: City,
  home: HomeId,
  slug: string,
  signal: AbortSignal
): Promise<Pick<Place, 'home' | 'entry'>> {
  const { first, newest } = city.homes.lookup(home, { signal })
  let anyone: VerifiedHome | undefined
  // the first answer is nearly always right, and saves the wait for the others
  for (const answer of [first, newest]) {
    const found = await answer
    anyone ??= found
    const entry = found?.record.rooms.find(room => room.slug === slug)
    if (found !== undefined && entry !== undefined) return { home: found, entry }
  }
  throw anyone === undefined
    ? new StateError('unknown-home', 'nobody holds a record of this home')
    : new StateError('unknown-room', 'the home has no such room')
}

function tracksOf(media: OwnMedia): Tracks {
  const camera = media.camera.track.peek()
  const microphone = media.microphone.track.peek()
  return { ...(camera === undefined ? {} : { camera }), ...(microphone === undefined ? {} : { microphone }) }
}

function goIn({ doorway }: Place, name: string, tracks: Tracks): Promise<Room> {
  const presence = { camera: tracks.camera !== undefined, microphone: tracks.microphone !== undefined }
  return doorway.enter({ name, presence, tracks })
}

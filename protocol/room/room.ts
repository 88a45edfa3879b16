/** Inside a room: its members, its chat, its media. */
import { TypedEventEmitter, type TypedEventTarget } from 'main-event'
import type { Chat } from '../chat/chat.ts'
import { withMembers } from '../events.ts'
import { LEAVE_TIMEOUT_MS } from '../limits.ts'
import type { Media, MediaEvents } from '../media/media.ts'
import type { CensusEvents } from './census.ts'
import { roomFrame } from './frame.ts'
import { type Member, memberOf, ownMember } from './member.ts'
import type { PresenceState } from './presence.ts'
import { watchCity } from './room-city.ts'
import type { RosterEntry } from './roster.ts'
import { connectStay, openStay, othersIn, type StayOptions } from './stay.ts'
import { listenTo, within } from './until-left.ts'

export type { Member } from './member.ts'

/** `reconnecting`: the super-peers are lost; who is connected directly goes on. */
export type RoomState = 'joining' | 'here' | 'reconnecting' | 'left'

/** What changes in a room. */
export interface RoomEvents {
  'members-changed': CustomEvent<undefined>
  'member-joined': CustomEvent<Member>
  'member-left': CustomEvent<Member>
  'state-changed': CustomEvent<RoomState>
}

/** Inside a room. */
export interface Room extends TypedEventTarget<RoomEvents> {
  readonly self: Member
  /** Everybody, ourselves first, then in the order they came. */
  members(): readonly Member[]
  readonly chat: Chat
  readonly media: Media
  readonly state: RoomState
  setPresence(change: Partial<PresenceState>): void
  /** Says goodbye and closes everything. May be called again. */
  leave(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Goes into a room whose door was approached: see {@link Doorway.enter}. */
export async function joinRoom(options: StayOptions): Promise<Room> {
  const { city, census, name } = options
  const { identity } = city
  const { channel } = census
  const stay = await openStay(options)
  const { registration, presence, media, chat } = stay
  const onCensus = listenTo<CensusEvents>(census)
  const events = new TypedEventEmitter<RoomEvents>()
  let state: RoomState = 'joining'

  const self = (): Member => ownMember(channel.self, identity, { name, presence: presence.own })
  const member = (entry: RosterEntry): Member =>
    memberOf(
      entry,
      media.links().find(({ peer }) => peer === entry.joined.peer)
    )
  const changed = (): void => void events.safeDispatchEvent('members-changed', { detail: undefined })
  const become = (next: RoomState): void => {
    if (state === next || state === 'left') return
    state = next
    events.safeDispatchEvent('state-changed', { detail: next })
  }

  const stops = [
    ...connectStay(options, stay),
    onCensus('joined', ({ detail }) => events.safeDispatchEvent('member-joined', { detail: member(detail) })),
    onCensus('left', ({ detail }) => events.safeDispatchEvent('member-left', { detail: member(detail) })),
    onCensus('changed', changed),
    listenTo<MediaEvents>(media)('links-changed', changed),
    watchCity(city, {
      onLost: () => become('reconnecting'),
      onBack: () => (state === 'joining' ? undefined : become('here'))
    })
  ]

  /** Ends everything but the census. */
  const stop = async (): Promise<void> => {
    for (const end of stops) end()
    const bye = channel.publish(roomFrame.encode({ kind: 'bye', expiresAtMs: registration.version }))
    const goodbye = within(LEAVE_TIMEOUT_MS, Promise.allSettled([bye, registration.close()]))
    media.close()
    presence.close()
    chat.close()
    stay.sealed.close()
    await goodbye
  }

  let leaving: Promise<void> | undefined
  const leave = (): Promise<void> => {
    leaving ??= (async () => {
      become('left')
      await stop()
      await census.close()
    })()
    return leaving
  }

  try {
    await registration.registered
  } catch (error) {
    await stop()
    throw error
  }
  become(city.state === 'offline' ? 'reconnecting' : 'here')

  return withMembers(events, {
    get self() {
      return self()
    },
    members: () => [self(), ...othersIn(census).map(member)],
    chat,
    media,
    get state() {
      return state
    },
    setPresence(change: Partial<PresenceState>) {
      presence.set(change)
      changed()
    },
    leave,
    [Symbol.asyncDispose]: leave
  })
}

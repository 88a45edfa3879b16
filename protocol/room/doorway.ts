/** In front of a room: who is inside, and everything made ready that shows no address, so that Enter is quick. */
import { TypedEventEmitter, type TypedEventTarget } from 'main-event'
import type { OpenChannel } from '../channel/channel.ts'
import { networkChannels } from '../channel/network.ts'
import type { RoomEntry, VerifiedHome } from '../city/home-record.ts'
import { AuthError, StateError } from '../errors.ts'
import { withMembers } from '../events.ts'
import type { HomeId } from '../identity/genesis.ts'
import { WARM_CONNECTIONS_MAX } from '../limits.ts'
import type { Tracks } from '../media/media.ts'
import { type CensusEvents, openCensus } from './census.ts'
import type { PresenceState } from './presence.ts'
import type { RoomCity } from './room-city.ts'
import { joinRoom, type Room } from './room.ts'
import { roomTag } from './tag.ts'
import { listenTo } from './until-left.ts'

/** How to approach a room. */
export interface ApproachOptions {
  readonly city: RoomCity
  readonly home: Pick<VerifiedHome, 'home'>
  readonly room: Pick<RoomEntry, 'id' | 'epoch' | 'door'>
  /** Unix ms; `Date.now` when left out. */
  readonly clock?: () => number
  /** The network below the room; the city's libp2p when left out. */
  readonly openChannel?: OpenChannel
  /** The browser's `RTCPeerConnection` when left out; `null`, or where there is none: a room without media. */
  readonly createPeerConnection?: ((configuration: RTCConfiguration) => RTCPeerConnection) | null
}

/** Somebody inside, as far as can be seen from the door. */
export interface Occupant {
  readonly peer: string
  readonly name: string
  readonly kind: 'citizen' | 'guest'
  readonly home?: HomeId
}

/** How to go in. */
export interface EnterOptions {
  /** What others read on the tile. */
  readonly name: string
  readonly presence: PresenceState
  readonly tracks?: Tracks
}

/** What changes at a door. */
export interface DoorwayEvents {
  'occupants-changed': CustomEvent<undefined>
}

/** In front of a room. */
export interface Doorway extends TypedEventTarget<DoorwayEvents> {
  occupants(): readonly Occupant[]
  /**
   * Goes in: registers, says who it is, and connects to everybody inside. Afterwards the doorway belongs to the room.
   *
   * @throws {@link AuthError} `not-allowed` if the door is not open
   * @throws {@link NetworkError} `no-super-peer` if none answers in time, `refused`
   * @throws {@link StateError} `clock-wrong`; `room-closed` if the door was left or used
   * @throws {@link CodecError} `malformed` for a name nobody may have
   */
  enter(options: EnterOptions): Promise<Room>
  /** Goes away; nothing if the room was entered. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Goes to the door of a room. Others do not notice.
 *
 * @example
 * const doorway = await approachRoom({ city, home, room: home.record.rooms[0] })
 * const room = await doorway.enter({ name: 'Ada', presence: { camera: false, microphone: false } })
 */
export async function approachRoom(options: ApproachOptions): Promise<Doorway> {
  const { city, home, room: entry, clock = Date.now } = options
  const tag = roomTag(home.home, entry)
  const census = await openCensus({
    tag,
    rendezvous: city.rendezvous,
    openChannel: options.openChannel ?? networkChannels(city.libp2p),
    clock
  })
  const events = new TypedEventEmitter<DoorwayEvents>()
  let state: 'open' | 'entering' | 'entered' | 'closed' = 'open'

  const warm = (): void => {
    for (const { joined } of census.present().slice(0, WARM_CONNECTIONS_MAX)) {
      census.channel.warm(joined.peer).catch(() => undefined) // then Enter takes a little longer
    }
  }
  const stopLooking = listenTo<CensusEvents>(census)('changed', () => {
    warm() // somebody's address may have come only now
    events.safeDispatchEvent('occupants-changed', { detail: undefined })
  })
  warm()

  const close = async (): Promise<void> => {
    if (state === 'entered' || state === 'closed') return
    state = 'closed'
    stopLooking()
    await census.close()
  }

  return withMembers(events, {
    occupants: () => census.present().map(({ joined }) => occupantOf(joined)),
    async enter({ name, presence, tracks = {} }: EnterOptions) {
      if (state !== 'open') throw new StateError('room-closed', `the door is ${state}`)
      if (entry.door !== 'open') throw new AuthError('not-allowed', 'this door opens to nobody yet')
      state = 'entering'
      try {
        const createPeerConnection =
          options.createPeerConnection === undefined ? browsersOwn() : options.createPeerConnection
        const media = { tracks, ...(createPeerConnection === null ? {} : { createPeerConnection }) }
        const room = await joinRoom({ city, census, tag, epoch: entry.epoch, clock, name, presence, ...media })
        // the door was left while it opened
        if (isClosed()) await room.leave()
        state = 'entered'
        stopLooking()
        return room
      } catch (error) {
        if (!isClosed()) state = 'open'
        throw error
      }
    },
    close,
    [Symbol.asyncDispose]: close
  })

  function isClosed(): boolean {
    return state === 'closed'
  }
}

function occupantOf({ peer, name, kind, home }: Occupant | (Omit<Occupant, 'home'> & { home: HomeId | undefined })) {
  return { peer, name, kind, ...(home === undefined ? {} : { home }) }
}

function browsersOwn(): ((configuration: RTCConfiguration) => RTCPeerConnection) | null {
  if (typeof RTCPeerConnection === 'undefined') return null
  return configuration => new RTCPeerConnection(configuration)
}

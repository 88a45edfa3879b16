/** What a stay in a room is made of, and how its parts hear of each other. */
import { createChat, type RoomChat } from '../chat/chat.ts'
import { equalBytes } from '../codec/message.ts'
import { PEER_LINK_HEARTBEAT_MS, PRESENCE_HEARTBEAT_MS } from '../limits.ts'
import { createMedia, type MediaEvents, type MediaOptions, type RoomMedia } from '../media/media.ts'
import type { Census, CensusEvents } from './census.ts'
import { roomFrame } from './frame.ts'
import { keyOf } from './member.ts'
import { keyOfPeer } from './peer-key.ts'
import { createPresence, type Presence, type PresenceState } from './presence.ts'
import { type Registration, register } from './registration.ts'
import { type RoomCity, watchCity } from './room-city.ts'
import type { RosterEntry } from './roster.ts'
import { createSealedTopic, type SealedTopic } from './sealed.ts'
import { every, listenTo } from './until-left.ts'

/** What {@link openStay} needs. */
export interface StayOptions extends Pick<MediaOptions, 'tracks' | 'createPeerConnection'> {
  readonly city: RoomCity
  /** Belongs to the room once it is entered. */
  readonly census: Census
  readonly tag: Uint8Array
  readonly epoch: number
  readonly clock: () => number
  readonly name: string
  readonly presence: PresenceState
}

/** The parts of a stay in a room. */
export interface Stay {
  readonly registration: Registration
  readonly sealed: SealedTopic
  readonly presence: Presence
  readonly media: RoomMedia
  readonly chat: RoomChat
}

/** Registers, and opens everything; nothing is connected yet. */
export async function openStay(options: StayOptions): Promise<Stay> {
  const { city, census, tag, epoch, clock, name, tracks, createPeerConnection } = options
  const { channel } = census
  const { identity, rendezvous, sealKeys } = city
  const peerKey = keyOfPeer(city.peerId)
  // another identity may be taken on while this stay goes on: in here nobody changes
  const certAtEntry = city.sessionCert
  const isStillUs = (): boolean => equalBytes(city.identity.signer.publicKey, identity.signer.publicKey)
  const sessionCert = (): Uint8Array => (isStillUs() ? city.sessionCert : certAtEntry)
  const registration = await register({ rendezvous, tag, epoch, peerKey, name, clock, identity, sessionCert })

  const sealed = createSealedTopic({
    self: { peer: channel.self, peerKey, sealKeys },
    tag,
    clock,
    async publish(frame) {
      await registration.registered // super-peers carry only what the registered say
      await channel.publish(frame)
    }
  })
  const presence = createPresence({
    lane: sealed.lanes.presence,
    initial: options.presence,
    clock,
    onTold: (peer, state, n) => census.note({ kind: 'presence', peer, state, n, atMs: clock() })
  })
  const media = createMedia({
    self: channel.self,
    direct: channel,
    clock,
    tracks,
    iceServers: () => city.iceServers,
    ...(createPeerConnection === undefined ? {} : { createPeerConnection })
  })
  const chat = createChat({
    tag,
    topic: sealed.lanes.chat,
    direct: channel,
    signer: identity.signer,
    name,
    self: { key: keyOf(identity), kind: identity.kind, sessionCert: certAtEntry },
    clock,
    authorOf: peer => othersIn(census).find(({ joined }) => joined.peer === peer)?.joined,
    members() {
      const others = othersIn(census)
      return others.length > 0 || census.isComplete ? others.map(({ joined }) => joined.peer) : undefined
    }
  })
  return { registration, sealed, presence, media, chat }
}

/** Lets the parts hear of each other, and reaches out to everybody inside; returns what ends it. */
export function connectStay({ city, census, clock }: StayOptions, stay: Stay): (() => void)[] {
  const { registration, sealed, presence, media, chat } = stay
  const { channel } = census
  const onCensus = listenTo<CensusEvents>(census)
  const admit = ({ joined }: RosterEntry): void => {
    sealed.joined(joined)
    media.add(joined.peer)
    presence.tellNewcomer()
  }
  const dismiss = ({ joined: { peer } }: RosterEntry): void => {
    sealed.left(peer)
    media.remove(peer)
  }
  const sayJoin = async (): Promise<void> => {
    await registration.registered
    await channel.publish(roomFrame.encode({ kind: 'join', statement: registration.statement }))
  }
  /** Sign of life, and what would otherwise be forgotten; what fails is tried with the next one. */
  const beat = async (): Promise<void> => {
    if ((await registration.renewIfDue()) || !sealed.hasSpoken) return sayJoin()
    presence.tell()
    chat.tellDigest()
  }
  const ignoreFailure = (trying: Promise<void>): void => void trying.catch(() => undefined)

  // media first: nobody waits for keys, presence or a super-peer's answer to see a face
  for (const entry of othersIn(census)) admit(entry)
  // the registration tells everybody; this is for who misses it
  ignoreFailure(sayJoin())

  return [
    onCensus('joined', ({ detail }) => admit(detail)),
    onCensus('left', ({ detail }) => dismiss(detail)),
    onCensus('frame', ({ detail: { from, frame } }) => sealed.hear(from, frame)),
    keepDirect(census, media),
    watchCity(city, {
      onLost: () => census.note({ kind: 'cut-off' }),
      onBack() {
        census.note({ kind: 'restored', atMs: clock() })
        chat.catchUp()
      }
    }),
    every(PEER_LINK_HEARTBEAT_MS, () => {
      const sinceMs = clock() - 2 * PEER_LINK_HEARTBEAT_MS
      const peers = media.links().flatMap(({ peer, heardAtMs }) => (heardAtMs > sinceMs ? [peer] : []))
      if (peers.length > 0) census.note({ kind: 'heard', peers, atMs: clock() })
    }),
    // a fifth earlier or later, so that a room does not speak in one voice
    every(PRESENCE_HEARTBEAT_MS * (0.8 + 0.4 * Math.random()), () => ignoreFailure(beat()))
  ]
}

/** Once the media of a pair is up, there is time for a direct connection beside it. */
function keepDirect({ channel }: Census, media: RoomMedia): () => void {
  let connected = new Set<string>()
  return listenTo<MediaEvents>(media)('links-changed', () => {
    const now = new Set(media.links().flatMap(({ peer, state }) => (state === 'connected' ? [peer] : [])))
    for (const peer of now) if (!connected.has(peer)) channel.straighten(peer)
    connected = now
  })
}

/** Everybody but ourselves: the census may have met us from before, under the same peer. */
export function othersIn(census: Census): RosterEntry[] {
  return census.present().filter(({ joined }) => joined.peer !== census.channel.self)
}

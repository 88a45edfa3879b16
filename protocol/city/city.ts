/** A node's way into the city: super-peers, homes, rendezvous, over one libp2p peer with a fresh key. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { GossipSub } from '@libp2p/gossipsub'
import type { Identify } from '@libp2p/identify'
import type { Libp2p, PrivateKey } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { webRTC, webRTCDirect } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { createLibp2p } from 'libp2p'
import { TypedEventEmitter, type TypedEventTarget } from 'main-event'
import { pEvent } from 'p-event'
import { codeOf, NetworkError } from '../errors.ts'
import { withMembers } from '../events.ts'
import type { HomeId } from '../identity/genesis.ts'
import type { Identity } from '../identity/identity.ts'
import type { SealKeys } from '../identity/seal-keys.ts'
import {
  CLOCK_SKEW_MS_MAX,
  CLOSEST_REVIEW_INTERVAL_MS,
  HOMES_REMEMBERED_MAX,
  ICE_SERVERS_MAX,
  RECONNECT_PAUSE_MS_MAX,
  SESSION_CERT_LIFETIME_MS,
  SUPER_PEER_DIAL_TIMEOUT_MS
} from '../limits.ts'
import { findSuperPeers, type WhereToLook } from './bootstrap.ts'
import { createHomes, type HomeMemory, type Homes } from './homes.ts'
import { mendInitChannel } from './init-channel.ts'
import { OWN_ICE_ONLY, sharedLibp2pOptions, sharedServices } from './libp2p.ts'
import { untilAskable, untilSomebodyToAsk } from './record-query.ts'
import { createRendezvous, type Rendezvous } from './rendezvous.ts'
import { relayedAddresses, relayTransport } from './reservation.ts'
import { createSession } from './session.ts'
import { createSuperPeerBook } from './super-peer-book.ts'
import { dialable } from './super-peer-link.ts'
import { createSuperPeerSet, type SuperPeerView } from './super-peers.ts'
import { createValidators } from './validators.ts'
import type { SuperPeerAddress, WellKnown } from './well-known.ts'

/** The services a city's libp2p runs. */
export type CityServices = { dht: KadDHT; pubsub: GossipSub; identify: Identify }

/** How to enter the city. */
export interface CityOptions extends WhereToLook {
  /** Who enters; may change later by {@link City.identify}. */
  readonly identity: Identity
  /** Newest record seen of each home; in memory when left out. */
  readonly memory?: HomeMemory
  /** Called with the super-peers worth remembering, whenever one has answered. */
  remember?(superPeers: readonly SuperPeerAddress[]): void
  /** Unix ms; `Date.now` when left out. */
  readonly clock?: () => number
}

/** What a city tells as it happens. */
export interface CityEvents {
  'state-changed': CustomEvent<CityState>
  'super-peers-changed': CustomEvent<readonly SuperPeerView[]>
  /** Once a super-peer's clock was compared with ours; positive when ours is ahead. */
  'clock-checked': CustomEvent<{ readonly skewMs: number; readonly isWrong: boolean }>
  /** The server of the page answered. */
  'origin-answered': CustomEvent<WellKnown>
}

/** `online`: at least one super-peer knows us and carries for us. */
export type CityState = 'connecting' | 'online' | 'offline'

/** A node's way into the city. */
export interface City extends TypedEventTarget<CityEvents> {
  /** Own libp2p peer ID, fresh for each city. */
  readonly peerId: string
  readonly libp2p: Libp2p<CityServices>
  readonly state: CityState
  readonly identity: Identity
  /** Certifies this peer's keys; changes with the identity, and is renewed before its end. */
  readonly sessionCert: Uint8Array
  readonly sealKeys: SealKeys
  readonly homes: Homes
  readonly rendezvous: Rendezvous
  /** STUN of our own super-peers, never a foreign one. */
  readonly iceServers: RTCIceServer[]
  superPeers(): readonly SuperPeerView[]
  /** Super-peers known, reached or not. */
  readonly superPeersKnown: number
  /** Becomes somebody else: guest to citizen and back. The libp2p peer stays. */
  identify(identity: Identity): Promise<void>
  /** Hears of super-peers, as multiaddrs from a link or a card; two cities that meet become one. */
  addHints(addresses: readonly string[]): void
  /** Tries at once again: the network is back, or the computer woke. */
  hurry(): void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Enters the city. Returns before a super-peer is reached; see {@link City.state}.
 *
 * @example
 * const city = await createCity({ identity, origins: ['https://city.example'] })
 */
export async function createCity(options: CityOptions): Promise<City> {
  mendInitChannel()
  const clock = options.clock ?? Date.now
  const peerKey = await generateKeyPair('Ed25519')
  const session = await createSession(options.identity, Uint8Array.from(peerKey.publicKey.raw), clock)
  const libp2p = await createCityLibp2p(peerKey, clock)
  const closing = new AbortController()
  const events = new TypedEventEmitter<CityEvents>()
  const book = createSuperPeerBook()
  let state: CityState = 'connecting'
  let isClockChecked = false

  const changed = (): void => {
    if (closing.signal.aborted) return
    const views = superPeers.views()
    const now: CityState = views.some(view => view.isUp) ? 'online' : 'offline'
    if (now !== state) {
      state = now
      events.safeDispatchEvent('state-changed', { detail: state })
    }
    events.safeDispatchEvent('super-peers-changed', { detail: views })
  }

  const checkClock = (theirMs: number, roundTripMs: number): void => {
    const skewMs = Math.round(clock() - roundTripMs / 2 - theirMs)
    const isWrong = Math.abs(skewMs) > CLOCK_SKEW_MS_MAX
    isClockChecked = true
    events.safeDispatchEvent('clock-checked', { detail: { skewMs, isWrong } })
  }

  const superPeers = createSuperPeerSet({
    libp2p,
    book,
    clock,
    sessionCert: () => session.cert,
    onUp(peer, nowMs, roundTripMs) {
      checkClock(nowMs, roundTripMs)
      options.remember?.(book.answered())
      rendezvous.superPeerUp(peer)
      rendezvous.review()
      changed()
    },
    onDown(peer, error) {
      if (codeOf(error) === 'refused') onRefused()
      rendezvous.superPeerDown(peer)
      rendezvous.review()
      changed()
    },
    onAnswer: (peer, answer) => rendezvous.answered(peer, answer)
  })
  const rendezvous = createRendezvous({ superPeers, addresses: () => relayedAddresses(libp2p) })
  watchRelayedAddresses(libp2p, rendezvous.addressesChanged)

  const hello = (): void => superPeers.sayAll({ kind: 'hello', session: session.cert })

  const look = async (where: WhereToLook, onFound?: (peer: string) => void): Promise<void> => {
    await findSuperPeers(libp2p, where, {
      signal: closing.signal,
      clock,
      onFound(superPeer) {
        if (book.add(superPeer)) superPeers.fill()
        rendezvous.review()
        onFound?.(superPeer.peer)
      },
      onOrigin(answer, roundTripMs) {
        if (roundTripMs !== undefined) checkClock(answer.nowMs, roundTripMs)
        events.safeDispatchEvent('origin-answered', { detail: answer })
      },
      onNothing: changed
    }).catch(changed) // nobody found: the state says so
  }

  /** Looks where a hint leads, until whoever is there can be asked, or does not answer. */
  const follow = async (addresses: readonly string[]): Promise<void> => {
    const found = new Set<string>()
    await look({ addresses }, peer => found.add(peer))
    const { dht } = libp2p.services
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(SUPER_PEER_DIAL_TIMEOUT_MS)])
    await Promise.allSettled(
      [...found].map(async peer => {
        // a home base that is complete would not ask for it
        const dialling = libp2p.dial(dialable(peer, book.addressesOf(peer)), { signal })
        await Promise.all([dialling, untilAskable(dht, peer, signal)])
      })
    )
  }
  const followed = new Set<Promise<void>>()

  const ready = async (signal: AbortSignal): Promise<void> => {
    try {
      if (state !== 'online') await pEvent(events, 'state-changed', { signal, filter: () => state === 'online' })
      await untilSomebodyToAsk(libp2p.services.dht, signal)
    } catch (cause) {
      throw new NetworkError('no-super-peer', 'no super-peer was reached', { cause })
    }
  }

  const homes = createHomes({
    dht: libp2p.services.dht,
    clock,
    memory: options.memory ?? memoryOfThisProcess(),
    ready,
    newcomers: () => (followed.size === 0 ? undefined : Promise.allSettled(followed)),
    superPeers: () => book.all().length
  })

  // what was asked once may be answered differently now
  const { asked, ...others } = options
  const again: WhereToLook = {
    ...others,
    origins: [...(asked === undefined ? [] : [asked.origin]), ...(options.origins ?? [])]
  }
  /** A super-peer would not have us: our certificate ran out while the computer slept, or our clock is wrong. */
  const onRefused = (): void => {
    void session.renew()
    // one that turns us away does not tell the time; the page's server does
    if (!isClockChecked) void look(again)
  }
  const lookAgain = (): void => {
    if (book.all().length === 0) void look(again)
  }

  const timers = [
    setInterval(lookAgain, RECONNECT_PAUSE_MS_MAX),
    setInterval(() => rendezvous.review(), CLOSEST_REVIEW_INTERVAL_MS),
    setInterval(() => void session.renew().then(hello), SESSION_CERT_LIFETIME_MS / 2)
  ]
  void look(options)

  const close = async (): Promise<void> => {
    if (closing.signal.aborted) return
    closing.abort(new NetworkError('connection-lost', 'the city was closed'))
    for (const timer of timers) clearInterval(timer)
    await superPeers.close()
    await libp2p.stop()
  }

  return withMembers(events, {
    peerId: libp2p.peerId.toString(),
    libp2p,
    sealKeys: session.sealKeys,
    homes,
    rendezvous,
    get state() {
      return state
    },
    get identity() {
      return session.identity
    },
    get sessionCert() {
      return session.cert
    },
    get superPeersKnown() {
      return book.all().length
    },
    get iceServers() {
      return superPeers
        .views()
        .flatMap(({ stun }) => (stun === undefined ? [] : [{ urls: `stun:${stun}` }]))
        .slice(0, ICE_SERVERS_MAX)
    },
    superPeers: superPeers.views,
    addHints(addresses: readonly string[]) {
      const following = follow(addresses).finally(() => followed.delete(following))
      followed.add(following)
    },
    hurry() {
      superPeers.hurry()
      lookAgain()
    },
    async identify(identity: Identity) {
      await session.become(identity)
      hello()
    },
    close,
    [Symbol.asyncDispose]: close
  })
}

async function createCityLibp2p(key: PrivateKey, clock: () => number): Promise<Libp2p<CityServices>> {
  return createLibp2p({
    ...sharedLibp2pOptions(key),
    addresses: { listen: ['/webrtc'] },
    transports: [
      webSockets(),
      webRTC({ rtcConfiguration: OWN_ICE_ONLY }),
      webRTCDirect({ rtcConfiguration: OWN_ICE_ONLY }),
      relayTransport()
    ],
    services: sharedServices({ validators: createValidators({ clock, isKeeper: false }), isServer: false })
  })
}

function watchRelayedAddresses(libp2p: Libp2p, onChange: () => void): void {
  let known = ''
  libp2p.addEventListener('self:peer:update', () => {
    const now = relayedAddresses(libp2p).sort().join(' ')
    if (now === known) return
    known = now
    onChange()
  })
}

function memoryOfThisProcess(): HomeMemory {
  const records = new Map<HomeId, Uint8Array>()
  return {
    load: async home => records.get(home),
    async save(home, bytes) {
      records.delete(home)
      records.set(home, bytes)
      if (records.size > HOMES_REMEMBERED_MAX) records.delete([...records.keys()][0] ?? home)
    }
  }
}

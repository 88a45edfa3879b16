/** The first way into the city: what the page's server says, super-peers of earlier visits, and addresses given by hand or card. */
import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { SUPER_PEER_DIAL_TIMEOUT_MS } from '../limits.ts'
import { askWellKnown, type SuperPeerAddress, type WellKnown } from './well-known.ts'

/** Where to look for super-peers. All places are tried at once. */
export interface WhereToLook {
  /** Web servers of super-peers, e.g. the one that served the page. */
  readonly origins?: readonly string[]
  /** Multiaddrs, with or without `/p2p/…`. */
  readonly addresses?: readonly string[]
  /** Super-peers that answered on an earlier visit, the best last. */
  readonly remembered?: readonly SuperPeerAddress[]
}

interface Listeners {
  readonly signal: AbortSignal
  readonly clock: () => number
  onFound(superPeer: SuperPeerAddress): void
  onOrigin(answer: WellKnown, roundTripMs: number): void
  /** One place gave nothing; others may. */
  onNothing(error: unknown): void
}

/** Looks in all places; `onFound` comes for each super-peer that is named, reached or not. */
export async function findSuperPeers(libp2p: Libp2p, where: WhereToLook, listeners: Listeners): Promise<void> {
  for (const superPeer of where.remembered ?? []) listeners.onFound(superPeer)
  await Promise.all([
    ...(where.origins ?? []).map(origin => askOrigin(origin, listeners).catch(listeners.onNothing)),
    ...(where.addresses ?? []).map(address => askAddress(libp2p, address, listeners).catch(listeners.onNothing))
  ])
}

async function askOrigin(origin: string, listeners: Listeners): Promise<void> {
  const { answer, roundTripMs } = await askWellKnown(origin, listeners)
  for (const superPeer of answer.superPeers) listeners.onFound(superPeer)
  // the one that answered is heard of last: it is tried first
  listeners.onFound({ peer: answer.peer, addresses: answer.addresses })
  listeners.onOrigin(answer, roundTripMs)
}

async function askAddress(libp2p: Libp2p, address: string, listeners: Listeners): Promise<void> {
  const peer = /\/p2p\/([^/]+)$/.exec(address)?.[1]
  if (peer !== undefined) return listeners.onFound({ peer, addresses: [address] })
  // a hint may leave the peer ID out, to be short enough for a QR code: whoever answers says it
  const signal = AbortSignal.any([listeners.signal, AbortSignal.timeout(SUPER_PEER_DIAL_TIMEOUT_MS)])
  const connection = await libp2p.dial(multiaddr(address), { signal })
  listeners.onFound({ peer: connection.remotePeer.toString(), addresses: [address] })
}

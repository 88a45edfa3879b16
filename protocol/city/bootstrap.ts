/** The first way into the city: what the page's server says, super-peers of earlier visits, and addresses given by hand or card. */
import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { NetworkError } from '../errors.ts'
import { SUPER_PEER_DIAL_TIMEOUT_MS } from '../limits.ts'
import { askWellKnown, type SuperPeerAddress, type WellKnown } from './well-known.ts'

/** Where to look for super-peers. All places are tried at once. */
export interface WhereToLook {
  /** Web servers of super-peers, e.g. the one that served the page. */
  readonly origins?: readonly string[]
  /** A web server that was asked already, and what it answers. */
  readonly asked?: { readonly origin: string; readonly answer: Promise<WellKnown | undefined> }
  /** Multiaddrs, with or without `/p2p/…`. */
  readonly addresses?: readonly string[]
  /** Super-peers that answered on an earlier visit, the best last. */
  readonly remembered?: readonly SuperPeerAddress[]
}

interface Listeners {
  readonly signal: AbortSignal
  readonly clock: () => number
  onFound(superPeer: SuperPeerAddress): void
  /** `roundTripMs` is left out when the answer may be old. */
  onOrigin(answer: WellKnown, roundTripMs?: number): void
  /** One place gave nothing; others may. */
  onNothing(error: unknown): void
}

/** Looks in all places; `onFound` comes for each super-peer that is named, reached or not. */
export async function findSuperPeers(libp2p: Libp2p, where: WhereToLook, listeners: Listeners): Promise<void> {
  for (const superPeer of where.remembered ?? []) listeners.onFound(superPeer)
  const { asked } = where
  await Promise.all([
    ...(asked === undefined ? [] : [asked.answer.then(answer => heed(asked.origin, answer, listeners))]),
    ...(where.origins ?? []).map(origin => askOrigin(origin, listeners).catch(listeners.onNothing)),
    ...(where.addresses ?? []).map(address => askAddress(libp2p, address, listeners).catch(listeners.onNothing))
  ])
}

async function askOrigin(origin: string, listeners: Listeners): Promise<void> {
  const { answer, roundTripMs } = await askWellKnown(origin, listeners)
  heed(origin, answer, listeners, roundTripMs)
}

function heed(origin: string, answer: WellKnown | undefined, listeners: Listeners, roundTripMs?: number): void {
  if (answer === undefined) return listeners.onNothing(new NetworkError('no-super-peer', `${origin} did not answer`))
  for (const superPeer of answer.superPeers) listeners.onFound(superPeer)
  // the one that answered is heard of last, with the way on which it answered first: that is tried first
  listeners.onFound({ peer: answer.peer, addresses: [socketAt(origin), ...answer.addresses] })
  listeners.onOrigin(answer, roundTripMs)
}

/** The WebSocket on the port of a web server of ours: for a page, its own origin. */
function socketAt(origin: string): string {
  const { hostname, port, protocol } = new URL(origin)
  const isSecure = protocol === 'https:'
  const tcp = `tcp/${port === '' ? (isSecure ? 443 : 80) : port}/${isSecure ? 'tls/ws' : 'ws'}`
  if (hostname.startsWith('[')) return `/ip6/${hostname.slice(1, -1)}/${tcp}`
  return `/${/^\d+(\.\d+){3}$/.test(hostname) ? 'ip4' : 'dns'}/${hostname}/${tcp}`
}

async function askAddress(libp2p: Libp2p, address: string, listeners: Listeners): Promise<void> {
  const peer = /\/p2p\/([^/]+)$/.exec(address)?.[1]
  if (peer !== undefined) return listeners.onFound({ peer, addresses: [address] })
  // a hint may leave the peer ID out, to be short enough for a QR code: whoever answers says it
  const signal = AbortSignal.any([listeners.signal, AbortSignal.timeout(SUPER_PEER_DIAL_TIMEOUT_MS)])
  const connection = await libp2p.dial(multiaddr(address), { signal })
  listeners.onFound({ peer: connection.remotePeer.toString(), addresses: [address] })
}

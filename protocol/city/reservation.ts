/**
 * Keeps a relay reservation at a super-peer. Work-around: js-libp2p neither renews one after its relay came back nor lets it be
 * asked for by a public call (https://github.com/libp2p/js-libp2p/issues/3601, circuit-relay-v2 4.2.13). The test of this file
 * fails when the internals it uses change.
 */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import type { Libp2p, PeerId } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'

interface ReservationStore {
  hasReservation(peer: PeerId): boolean
  addRelay(peer: PeerId, type: 'configured'): Promise<unknown>
  relayFilter: { has(bytes: Uint8Array): boolean; remove?(bytes: Uint8Array): boolean }
}

interface TransportManager {
  getTransports(): { [Symbol.toStringTag]?: string; reservationStore?: ReservationStore }[]
  listen(addresses: Multiaddr[]): Promise<void>
}

/** Says of every relay that it is known already, so that none is taken for discovered. */
const ALL_KNOWN = { has: () => true, add: () => undefined, remove: () => true }

/**
 * The circuit relay transport, without the discovery of relays by chance: which ones are used is decided here. Its queue runs
 * everything at once, because whatever still waits when one reservation is made is thrown away unsettled.
 */
export function relayTransport(): ReturnType<typeof circuitRelayTransport> {
  return circuitRelayTransport({ discoveryFilter: ALL_KNOWN, reservationConcurrency: RESERVATIONS_AT_ONCE })
}

const RESERVATIONS_AT_ONCE = 64

/** Relays a node has listened on, so that each gets one listener however often it is lost and found. */
const listening = new WeakMap<Libp2p, Set<string>>()

/**
 * Makes a reservation at a super-peer this node is connected to, unless it has one.
 *
 * @throws whatever the relay refuses with
 */
export async function reserveAt(libp2p: Libp2p, relay: PeerId): Promise<void> {
  const { transportManager } = (libp2p as unknown as { components: { transportManager: TransportManager } }).components
  const store = transportManager
    .getTransports()
    .find(transport => transport[Symbol.toStringTag] === '@libp2p/circuit-relay-v2-transport')?.reservationStore
  if (store === undefined) throw new Error('no circuit relay transport')
  if (store.hasReservation(relay)) return
  // a relay that could not be dialled once is never asked again: forget that it failed
  store.relayFilter.remove?.(relay.toMultihash().bytes)
  const known = listening.get(libp2p) ?? new Set()
  listening.set(libp2p, known)
  if (known.has(relay.toString())) {
    await store.addRelay(relay, 'configured')
    return
  }
  const connection = libp2p.getConnections(relay).find(candidate => candidate.limits === undefined)
  if (connection === undefined) throw new Error('not connected to the relay')
  const address = connection.remoteAddr.toString()
  const full = address.includes('/p2p/') ? address : `${address}/p2p/${relay.toString()}`
  await transportManager.listen([multiaddr(`${full}/p2p-circuit`)])
  known.add(relay.toString())
}

/** The ways to this node through its relays: circuit addresses only, so that no address of its own is told. */
export function relayedAddresses(libp2p: Libp2p): string[] {
  return libp2p
    .getMultiaddrs()
    .map(address => address.toString())
    .filter(address => address.includes('/p2p-circuit') && !address.includes('/webrtc'))
}

/** The super-peers this node has heard of, and which of them are closest to a point of key space. */
import { sha256 } from '@noble/hashes/sha2.js'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { compareBytes } from '../codec/message.ts'
import { HINT_BYTES_MAX, RENDEZVOUS_ADDRESSES_MAX, SUPER_PEERS_REMEMBERED_MAX } from '../limits.ts'
import type { SuperPeerAddress } from './well-known.ts'

/**
 * The super-peers a node has heard of. Capped: those that answered stay, the last of them longest. To be named by others
 * costs nothing, so those only heard of give way first, and come first in every list that has the best last.
 */
export interface SuperPeerBook {
  /** Hears of one; addresses that are not well-formed are dropped. Returns whether anything is new. */
  add(superPeer: SuperPeerAddress): boolean
  /** It answered just now. */
  markGood(peer: string): void
  addressesOf(peer: string): readonly string[]
  /** Those only heard of, then those that answered, the last one last. */
  all(): readonly SuperPeerAddress[]
  /** Those that answered, the last one last: they are worth remembering. */
  answered(): readonly SuperPeerAddress[]
  /** All it knows in the order of their distance to a key, the closest first. */
  closest(key: Uint8Array): readonly string[]
}

interface Entry {
  readonly addresses: string[]
  readonly point: Uint8Array
}

/** Makes an empty book. */
export function createSuperPeerBook(): SuperPeerBook {
  // insertion order is the order of eviction
  const heardOf = new Map<string, Entry>()
  const answered = new Map<string, Entry>()
  const find = (peer: string): Entry | undefined => answered.get(peer) ?? heardOf.get(peer)
  const entries = (): [string, Entry][] => [...heardOf, ...answered]

  /** Makes room for one that was just heard of: for another only heard of, or it would never have its turn. */
  const evict = (): void => {
    if (heardOf.size + answered.size <= SUPER_PEERS_REMEMBERED_MAX) return
    const from = heardOf.size > 1 ? heardOf : answered
    from.delete(from.keys().next().value ?? '')
  }

  return {
    add({ peer, addresses }) {
      const point = pointOf(peer)
      if (point === undefined) return false
      const known = find(peer)
      const fresh = addresses.filter(isUsable).filter(address => known?.addresses.includes(address) !== true)
      if (known !== undefined) {
        // half of the addresses of one that answered are safe from what others say of it
        known.addresses.splice(answered.has(peer) ? RENDEZVOUS_ADDRESSES_MAX / 2 : 0, 0, ...fresh)
        known.addresses.splice(RENDEZVOUS_ADDRESSES_MAX)
        return fresh.length > 0
      }
      heardOf.set(peer, { addresses: fresh.slice(0, RENDEZVOUS_ADDRESSES_MAX), point })
      evict()
      return true
    },
    markGood(peer) {
      const entry = find(peer)
      if (entry === undefined) return
      heardOf.delete(peer)
      answered.delete(peer)
      answered.set(peer, entry)
    },
    addressesOf: peer => find(peer)?.addresses ?? [],
    all: () => entries().map(addressOf),
    answered: () => [...answered].map(addressOf),
    closest(key) {
      const target = sha256(key)
      return entries()
        .map(([peer, { point }]) => ({ peer, distance: xor(point, target) }))
        .sort((a, b) => compareBytes(a.distance, b.distance))
        .map(({ peer }) => peer)
    }
  }
}

function addressOf([peer, { addresses }]: [string, Entry]): SuperPeerAddress {
  return { peer, addresses }
}

/** A peer's place in key space, as Kademlia has it: the hash of its multihash. */
function pointOf(peer: string): Uint8Array | undefined {
  try {
    return sha256(peerIdFromString(peer).toMultihash().bytes)
  } catch {
    return undefined // not a peer ID: a lie or another version, and of no use either way
  }
}

function isUsable(address: string): boolean {
  if (address.length > HINT_BYTES_MAX || address.includes('/p2p-circuit')) return false
  try {
    multiaddr(address)
    return true
  } catch {
    return false // counted as unknown; an address we cannot read is one we cannot dial
  }
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, index) => byte ^ (b[index] ?? 0))
}

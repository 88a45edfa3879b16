/** The super-peers this node has heard of, and which of them are closest to a point of key space. */
import { sha256 } from '@noble/hashes/sha2.js'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { compareBytes } from '../codec/message.ts'
import { HINT_BYTES_MAX, RENDEZVOUS_ADDRESSES_MAX, SUPER_PEERS_REMEMBERED_MAX } from '../limits.ts'
import type { SuperPeerAddress } from './well-known.ts'

/** The super-peers a node has heard of. Capped: the ones that answered last stay. */
export interface SuperPeerBook {
  /** Hears of one; addresses that are not well-formed are dropped. Returns whether anything is new. */
  add(superPeer: SuperPeerAddress): boolean
  /** It answered just now. */
  markGood(peer: string): void
  addressesOf(peer: string): readonly string[]
  all(): readonly SuperPeerAddress[]
  /** All it knows in the order of their distance to a key, the closest first. */
  closest(key: Uint8Array): readonly string[]
}

/** Makes an empty book. */
export function createSuperPeerBook(): SuperPeerBook {
  // insertion order is the order of eviction: what answered last is last
  const entries = new Map<string, { addresses: string[]; point: Uint8Array }>()

  return {
    add({ peer, addresses }) {
      const point = pointOf(peer)
      if (point === undefined) return false
      const known = entries.get(peer)
      const fresh = addresses.filter(isUsable).filter(address => known?.addresses.includes(address) !== true)
      if (known !== undefined) {
        known.addresses.unshift(...fresh)
        known.addresses.splice(RENDEZVOUS_ADDRESSES_MAX)
        return fresh.length > 0
      }
      entries.set(peer, { addresses: fresh.slice(0, RENDEZVOUS_ADDRESSES_MAX), point })
      if (entries.size > SUPER_PEERS_REMEMBERED_MAX) entries.delete(entries.keys().next().value ?? '')
      return true
    },
    markGood(peer) {
      const entry = entries.get(peer)
      if (entry === undefined) return
      entries.delete(peer)
      entries.set(peer, entry)
    },
    addressesOf: peer => entries.get(peer)?.addresses ?? [],
    all: () => [...entries].map(([peer, { addresses }]) => ({ peer, addresses })),
    closest(key) {
      const target = sha256(key)
      return [...entries]
        .map(([peer, { point }]) => ({ peer, distance: xor(point, target) }))
        .sort((a, b) => compareBytes(a.distance, b.distance))
        .map(({ peer }) => peer)
    }
  }
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

/** A room's tag: what it is called at the rendezvous and on its topic. Wire: docs/protocol.md#tags */
import { sha256 } from '@noble/hashes/sha2.js'
import { type HomeId, homeMultihash } from '../identity/genesis.ts'

const LABEL = new TextEncoder().encode('videocity/room/')

/** The tag of an open room: it tells who knows the home which room this is, and others nothing. */
export function roomTag(home: HomeId, room: { readonly id: Uint8Array; readonly epoch: number }): Uint8Array {
  const epoch = new DataView(new ArrayBuffer(8))
  epoch.setBigUint64(0, BigInt(room.epoch))
  return sha256(Uint8Array.from([...LABEL, ...homeMultihash(home), ...room.id, ...new Uint8Array(epoch.buffer)]))
}

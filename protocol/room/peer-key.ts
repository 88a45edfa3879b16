/** A libp2p peer ID and the raw Ed25519 key in it. */
import { peerIdFromPublicKey, peerIdFromString } from '@libp2p/peer-id'
import { ed25519PublicKey } from '../codec/signer.ts'
import { CodecError } from '../errors.ts'

/** The peer with this key. */
export function peerOfKey(peerKey: Uint8Array): string {
  return peerIdFromPublicKey(ed25519PublicKey(peerKey)).toString()
}

/**
 * The key of a peer.
 *
 * @throws {@link CodecError} `malformed` if it is no peer ID, or of another kind of key
 */
export function keyOfPeer(peer: string): Uint8Array {
  try {
    const id = peerIdFromString(peer)
    if (id.type === 'Ed25519') return Uint8Array.from(id.publicKey.raw)
  } catch (cause) {
    throw new CodecError('malformed', 'not a peer ID', { cause })
  }
  throw new CodecError('malformed', 'not the ID of an Ed25519 key')
}

/** The key messages to a home are sealed to, one a generation. Wire: docs/protocol.md#home-mail-key */
import { x25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import * as v from 'valibot'
import { signed } from '../codec/envelope.ts'
import { bytes, count } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { signerFromSeed } from '../codec/signer.ts'
import { AuthError } from '../errors.ts'
import { CERT_BYTES_MAX } from '../limits.ts'
import type { ChainState } from './chain.ts'
import { type HomeId, homeIdOfMultihash, homeMultihash } from './genesis.ts'

/** A home's mail key, signed by its root; it travels inside the home's record. */
export const homeMail = signed(
  defineMessage(
    'videocity/home-mail/v1',
    CERT_BYTES_MAX,
    v.object({
      home: bytes(34),
      /** Generation: raised when a device is revoked. */
      g: v.pipe(count(), v.minValue(1)),
      /** X25519, public. */
      key: bytes(32)
    })
  ),
  CERT_BYTES_MAX
)

/** A home's mail key of one generation. */
export type HomeMail = MessageOf<typeof homeMail.message>

/**
 * The private mail key of a generation: X25519, HKDF-SHA-256 of the root seed with `videocity/mail/v1` and the
 * generation as 8 bytes, big endian, as info.
 */
export function mailSecretOf(seed: Uint8Array, generation: number): Uint8Array {
  const label = new TextEncoder().encode('videocity/mail/v1')
  const info = new Uint8Array(label.length + 8)
  info.set(label)
  new DataView(info.buffer).setBigUint64(label.length, BigInt(generation))
  return hkdf(sha256, seed, undefined, info, 32)
}

/** Signs the public mail key of a generation with the root key. */
export async function signHomeMail(seed: Uint8Array, home: HomeId, generation: number): Promise<Uint8Array> {
  const secret = mailSecretOf(seed, generation)
  const key = x25519.getPublicKey(secret)
  secret.fill(0)
  return (await homeMail.sign({ home: homeMultihash(home), g: generation, key }, await signerFromSeed(seed))).bytes
}

/**
 * Opens a home's mail key.
 *
 * @param chain - the home's, whose present root must have signed
 * @throws {@link CodecError} if malformed
 * @throws {@link AuthError} `bad-signature`, `not-allowed`
 */
export async function openHomeMail(envelope: Uint8Array, chain: ChainState): Promise<HomeMail> {
  const { value } = await homeMail.open(envelope, { signer: chain.rootKey })
  if (homeIdOfMultihash(value.home) !== chain.home) throw new AuthError('not-allowed', 'a mail key of another home')
  return value
}

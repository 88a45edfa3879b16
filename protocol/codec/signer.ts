/** Ed25519 keys that sign: from a seed, or kept by the browser so that no script can read them. */
import { generateKeyPairFromSeed, publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { Ed25519PublicKey } from '@libp2p/interface'
import { UsageError } from '../errors.ts'

/** Something that signs with one Ed25519 key. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** An Ed25519 signature, 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** Bytes of an Ed25519 seed and of a public key. */
export const ED25519_KEY_BYTES = 32

/** A signer whose key is derived from 32 secret bytes. */
export async function signerFromSeed(seed: Uint8Array): Promise<Signer> {
  if (seed.length !== ED25519_KEY_BYTES) throw new UsageError('bad-option', 'an Ed25519 seed has 32 bytes')
  const key = await generateKeyPairFromSeed('Ed25519', Uint8Array.from(seed))
  return { publicKey: Uint8Array.from(key.publicKey.raw), sign: async message => key.sign(message) }
}

/** A signer around a WebCrypto key pair, which may be non-extractable. */
export async function signerFromCryptoKeys(pair: CryptoKeyPair): Promise<Signer> {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return {
    publicKey,
    sign: async message =>
      new Uint8Array(await crypto.subtle.sign({ name: 'Ed25519' }, pair.privateKey, Uint8Array.from(message)))
  }
}

/** A raw public key as libp2p's object. */
export function ed25519PublicKey(raw: Uint8Array): Ed25519PublicKey {
  // a copy: WebCrypto takes the whole buffer behind a view
  return publicKeyFromRaw(Uint8Array.from(raw)) as Ed25519PublicKey
}

/** The key pair a session is sealed to: HPKE with X25519, certified beside the peer key. */
import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core'
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519'

/** The suite of everything sealed to a person or a session. @see https://www.rfc-editor.org/rfc/rfc9180#section-7 */
export function sealSuite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
}

/** A session's HPKE key pair. */
export interface SealKeys {
  /** 32 bytes, as in the session certificate. */
  readonly publicKey: Uint8Array
  readonly privateKey: CryptoKey
}

/** Makes a fresh pair. */
export async function createSealKeys(): Promise<SealKeys> {
  const { kem } = sealSuite()
  const pair = await kem.generateKeyPair()
  return { publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)), privateKey: pair.privateKey }
}

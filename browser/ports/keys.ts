/** Keys of this browser: made here, kept so that no script can read them out, used only to sign. */
import type { Signer } from '../../protocol/codec/signer.ts'

// Keys are made when the page begins, and what signs with them is needed only with the network: it is loaded apart.
const loadSigner = () => import('../../protocol/codec/signer.ts')

/** A key as the browser stores it. */
export type StoredKey =
  | { readonly kind: 'webcrypto'; readonly pair: CryptoKeyPair }
  /** Where WebCrypto has no Ed25519: the seed, sealed under an AES key that cannot be read out. */
  | { readonly kind: 'sealed'; readonly key: CryptoKey; readonly iv: Uint8Array; readonly sealed: Uint8Array }

/** Keys of this browser. */
export interface Keys {
  /** A fresh key. */
  make(): Promise<StoredKey>
  /** What signs with it. */
  signer(key: StoredKey): Promise<Signer>
}

const SEED_BYTES = 32

/** Keys by WebCrypto; by seeds where it has no Ed25519. */
export function createKeys(source: Pick<Crypto, 'subtle' | 'getRandomValues'> = crypto): Keys {
  return {
    async make() {
      const pair = await ed25519Pair(source.subtle)
      if (pair !== undefined) return { kind: 'webcrypto', pair }
      return sealSeed(source, source.getRandomValues(new Uint8Array(SEED_BYTES)))
    },
    async signer(key) {
      const { signerFromCryptoKeys, signerFromSeed } = await loadSigner()
      if (key.kind === 'webcrypto') return signerFromCryptoKeys(key.pair)
      const seed = await source.subtle.decrypt(
        { name: 'AES-GCM', iv: Uint8Array.from(key.iv) },
        key.key,
        Uint8Array.from(key.sealed)
      )
      return signerFromSeed(new Uint8Array(seed))
    }
  }
}

async function ed25519Pair(subtle: SubtleCrypto): Promise<CryptoKeyPair | undefined> {
  try {
    return await subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify'])
  } catch (error) {
    // the browser has no Ed25519 (an older Chromium or WebKit); anything else is a real failure
    if (error instanceof Error && (error.name === 'NotSupportedError' || error.name === 'SyntaxError')) return undefined
    throw error
  }
}

async function sealSeed(source: Pick<Crypto, 'subtle' | 'getRandomValues'>, seed: Uint8Array<ArrayBuffer>) {
  const key = await source.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = source.getRandomValues(new Uint8Array(12))
  const sealed = new Uint8Array(await source.subtle.encrypt({ name: 'AES-GCM', iv }, key, seed))
  seed.fill(0)
  return { kind: 'sealed', key, iv, sealed } as const
}

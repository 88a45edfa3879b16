/** What only a home's root key can do: found it, admit devices and revoke them. The seed is used and never kept. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { equalBytes } from '../codec/message.ts'
import { ED25519_KEY_BYTES, signerFromSeed } from '../codec/signer.ts'
import { AuthError, UsageError } from '../errors.ts'
import { DEVICE_CERT_LIFETIME_MS, REVOKED_SERIALS_MAX } from '../limits.ts'
import { extendChain, verifyChain } from './chain.ts'
import { deviceCert } from './device.ts'
import { type Genesis, GENESIS_NONCE_BYTES, type HomeId, homeIdOf, homeMultihash } from './genesis.ts'
import { signHomeMail } from './home-mail.ts'
import type { Credential } from './identity.ts'
import { openRevocations, revocations } from './revocation.ts'

/** Fills fresh bytes with chance; given only where a result must come out the same again. */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array

const systemRandom: Random = bytes => crypto.getRandomValues(bytes)

/** A fresh root or recovery seed. */
export function newSeed(random: Random = systemRandom): Uint8Array {
  return random(new Uint8Array(ED25519_KEY_BYTES))
}

/**
 * The genesis a root seed gives, always the same one: a login card alone can find, or found again, its home.
 *
 * The nonce is HKDF-SHA-256 of the seed with `videocity/genesis/v1` as info.
 */
export function genesisOf(seed: Uint8Array): Genesis {
  const info = new TextEncoder().encode('videocity/genesis/v1')
  return { v: 1, rootKey: publicKeyOf(seed), nonce: hkdf(sha256, seed, undefined, info, GENESIS_NONCE_BYTES) }
}

/** The Ed25519 public key of a root or recovery seed. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  if (seed.length !== ED25519_KEY_BYTES) throw new UsageError('bad-option', 'an Ed25519 seed has 32 bytes')
  return ed25519.getPublicKey(seed)
}

/** A device to be certified. */
export interface DeviceToAdmit {
  /** Its Ed25519 public key. */
  readonly deviceKey: Uint8Array
  /** What its owner calls it, for the list of devices. */
  readonly deviceName: string
  readonly nowMs: number
  readonly random?: Random
}

/** A home that has just been founded: everything its root key had to sign. */
export interface FoundedHome {
  readonly home: HomeId
  readonly genesis: Genesis
  readonly chain: Uint8Array[]
  /** Of the device it was founded on. */
  readonly credential: Credential
  /** Envelope of the first mail key. */
  readonly mail: Uint8Array
}

/**
 * Founds a home.
 *
 * @param options.seed - 32 random bytes, the root key's; they go into the login card
 * @param options.recoverySeed - 32 random bytes of the recovery sheet, if there is one
 */
export async function foundHome(
  options: DeviceToAdmit & { readonly seed: Uint8Array; readonly recoverySeed?: Uint8Array }
): Promise<FoundedHome> {
  const { seed, recoverySeed, ...device } = options
  const genesis = genesisOf(seed)
  const home = homeIdOf(genesis)
  const chain =
    recoverySeed === undefined
      ? []
      : await extendChain(genesis, [], {
          recoveryKeys: [publicKeyOf(recoverySeed)],
          signer: await signerFromSeed(seed)
        })
  const credential = await admitDevice({ seed, genesis, chain, ...device })
  return { home, genesis, chain, credential, mail: await signHomeMail(seed, home, 1) }
}

/**
 * Certifies a device of a home, or renews its certificate.
 *
 * @param options.seed - the root's
 * @throws {@link AuthError} `not-allowed` if the seed is not that of the present root key
 */
export async function admitDevice(
  options: DeviceToAdmit & {
    readonly seed: Uint8Array
    readonly genesis: Genesis
    readonly chain: readonly Uint8Array[]
  }
): Promise<Credential> {
  const { seed, genesis, chain, deviceKey, deviceName, nowMs, random = systemRandom } = options
  const { home, rootKey } = await verifyChain(genesis, chain)
  const signer = await signerFromSeed(seed)
  if (!equalBytes(signer.publicKey, rootKey))
    throw new AuthError('not-allowed', 'not the present root key of this home')
  const { bytes: cert } = await deviceCert.sign(
    {
      home: homeMultihash(home),
      deviceKey,
      name: deviceName,
      issuedAtMs: nowMs,
      expiresAtMs: nowMs + DEVICE_CERT_LIFETIME_MS,
      serial: random(new Uint8Array(8))
    },
    signer
  )
  return { genesis, chain: [...chain], cert }
}

/**
 * Revokes devices of a home, in addition to those revoked before.
 *
 * @param options.seed - the root's or a recovery sheet's
 * @param options.revoked - envelope of the revocations until now
 * @param options.serials - of certificates that shall count no more
 * @param options.certsBeforeMs - certificates issued before shall count no more; the oldest serials may then give way
 * @returns the envelope of the new revocations
 * @throws {@link AuthError} `not-allowed`
 * @throws {@link UsageError} if the list is full: use `certsBeforeMs` and admit the remaining devices again
 */
export async function revokeDevice(options: {
  readonly seed: Uint8Array
  readonly genesis: Genesis
  readonly chain: readonly Uint8Array[]
  readonly revoked?: Uint8Array
  readonly serials?: readonly Uint8Array[]
  readonly certsBeforeMs?: number
}): Promise<Uint8Array> {
  const state = await verifyChain(options.genesis, options.chain)
  const before =
    options.revoked === undefined
      ? { n: 0, serials: [], certsBeforeMs: 0 }
      : await openRevocations(options.revoked, state)
  const added = (options.serials ?? []).filter(serial => !before.serials.some(other => equalBytes(serial, other)))
  const serials = [...before.serials, ...added]
  if (serials.length > REVOKED_SERIALS_MAX && options.certsBeforeMs === undefined) {
    throw new UsageError('bad-option', 'too many serials')
  }
  const { bytes: envelope } = await revocations.sign(
    {
      home: homeMultihash(state.home),
      n: before.n + 1,
      serials: serials.slice(-REVOKED_SERIALS_MAX),
      certsBeforeMs: Math.max(before.certsBeforeMs, options.certsBeforeMs ?? 0)
    },
    await signerFromSeed(options.seed)
  )
  await openRevocations(envelope, state)
  return envelope
}

/** Certificates: a home's for its device, and a device's for one tab or process. Wire: docs/protocol.md#certificates */
import * as v from 'valibot'
import { signed } from '../codec/envelope.ts'
import { bytes, instant, nameText } from '../codec/fields.ts'
import { defineMessage, equalBytes, type MessageOf } from '../codec/message.ts'
import { AuthError } from '../errors.ts'
import {
  CERT_BYTES_MAX,
  CLOCK_SKEW_MS_MAX,
  DEVICE_CERT_LIFETIME_MS,
  NAME_BYTES_MAX,
  SESSION_CERT_BYTES_MAX,
  SESSION_CERT_LIFETIME_MS
} from '../limits.ts'
import { type ChainState, verifyChain } from './chain.ts'
import { type HomeId, homeIdOfMultihash } from './genesis.ts'
import { type Credential, credentialFields, type Identity } from './identity.ts'

/** Certificate of a device, signed by the home's present root key. */
export const deviceCert = signed(
  defineMessage(
    'videocity/device-cert/v1',
    CERT_BYTES_MAX,
    v.pipe(
      v.object({
        home: bytes(34),
        deviceKey: bytes(32),
        name: nameText(NAME_BYTES_MAX),
        issuedAtMs: instant(),
        expiresAtMs: instant(),
        serial: bytes(8)
      }),
      lastsAtMost(DEVICE_CERT_LIFETIME_MS)
    )
  ),
  CERT_BYTES_MAX
)

/** What a device's certificate says. */
export type DeviceCert = MessageOf<typeof deviceCert.message>

/** Certificate of a tab's or process's own libp2p key, signed by the device or guest key. */
export const sessionCert = signed(
  defineMessage(
    'videocity/session-cert/v1',
    SESSION_CERT_BYTES_MAX,
    v.pipe(
      v.object({
        by: v.variant('kind', [
          v.object({ kind: v.literal('citizen'), ...credentialFields }),
          v.object({ kind: v.literal('guest'), key: bytes(32) })
        ]),
        /** Ed25519, raw: the libp2p peer. */
        peerKey: bytes(32),
        /** X25519: what is for this session alone is sealed to it. */
        sealKey: bytes(32),
        issuedAtMs: instant(),
        expiresAtMs: instant()
      }),
      lastsAtMost(SESSION_CERT_LIFETIME_MS)
    )
  ),
  SESSION_CERT_BYTES_MAX
)

/** A schema action: the span from `issuedAtMs` to `expiresAtMs` is above 0 and within `lifetimeMsMax`. */
export function lastsAtMost<T extends { readonly issuedAtMs: number; readonly expiresAtMs: number }>(
  lifetimeMsMax: number
) {
  return v.check<T, string>(
    ({ issuedAtMs, expiresAtMs }) => expiresAtMs > issuedAtMs && expiresAtMs - issuedAtMs <= lifetimeMsMax,
    'a lifetime out of bounds'
  )
}

/**
 * Checks that a span holds now, give or take a clock's error.
 *
 * @throws {@link AuthError} `not-yet-valid`, `expired`
 */
export function checkTimes(what: string, span: { issuedAtMs: number; expiresAtMs: number }, nowMs: number): void {
  if (span.issuedAtMs > nowMs + CLOCK_SKEW_MS_MAX) throw new AuthError('not-yet-valid', `${what} is of the future`)
  if (span.expiresAtMs <= nowMs - CLOCK_SKEW_MS_MAX) throw new AuthError('expired', `${what} has expired`)
}

/** A credential that was verified. */
export interface VerifiedCredential {
  readonly home: HomeId
  readonly chain: ChainState
  readonly cert: DeviceCert
}

/**
 * Verifies that a device belongs to a home: the chain, then the certificate by the chain's present root.
 *
 * Revocations are in the home's record, for whoever has it: see `isRevoked`.
 *
 * @param options.deviceKey - the key that must be the certified one
 * @param options.nowMs - the instant at which the certificate must hold
 * @throws {@link CodecError} if a part is malformed
 * @throws {@link AuthError} `bad-signature`, `not-allowed`, `expired`, `not-yet-valid`
 */
export async function verifyCredential(
  { genesis, chain: steps, cert: envelope }: Credential,
  { deviceKey, nowMs }: { deviceKey: Uint8Array; nowMs: number }
): Promise<VerifiedCredential> {
  const chain = await verifyChain(genesis, steps)
  const { value: cert } = await deviceCert.open(envelope, { signer: chain.rootKey })
  if (homeIdOfMultihash(cert.home) !== chain.home) throw new AuthError('not-allowed', 'a certificate of another home')
  if (!equalBytes(cert.deviceKey, deviceKey)) throw new AuthError('not-allowed', 'a certificate of another device')
  checkTimes('the device certificate', cert, nowMs)
  return { home: chain.home, chain, cert }
}

/**
 * Certifies the keys of one tab or process.
 *
 * @param session.peerKey - raw Ed25519 key of the libp2p peer
 * @param session.sealKey - X25519 public key
 * @returns the envelope
 */
export async function issueSessionCert(
  identity: Identity,
  session: { readonly peerKey: Uint8Array; readonly sealKey: Uint8Array; readonly nowMs: number }
): Promise<Uint8Array> {
  const { peerKey, sealKey, nowMs: issuedAtMs } = session
  const by =
    identity.kind === 'citizen'
      ? { kind: identity.kind, ...identity.credential }
      : { kind: identity.kind, key: identity.signer.publicKey }
  const expiresAtMs = issuedAtMs + SESSION_CERT_LIFETIME_MS
  return (await sessionCert.sign({ by, peerKey, sealKey, issuedAtMs, expiresAtMs }, identity.signer)).bytes
}

interface AnySession {
  /** The device's or the guest's key: the one that is named, shown and banned. */
  readonly key: Uint8Array
  readonly peerKey: Uint8Array
  readonly sealKey: Uint8Array
  readonly expiresAtMs: number
}

/** A session certificate that was verified. */
export type VerifiedSession =
  | (AnySession & { readonly kind: 'guest'; readonly home?: undefined; readonly serial?: undefined })
  | (AnySession & VerifiedCredential & { readonly kind: 'citizen'; readonly serial: Uint8Array })

/**
 * Verifies a session certificate and all it stands on.
 *
 * @param options.peerKey - the libp2p key it must be for
 * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
 * @throws {@link AuthError} `bad-signature`, `not-allowed`, `expired`, `not-yet-valid`
 */
export async function verifySessionCert(
  bytes: Uint8Array,
  { nowMs, peerKey }: { readonly nowMs: number; readonly peerKey?: Uint8Array }
): Promise<VerifiedSession> {
  const { value, signer: key } = await sessionCert.open(bytes)
  if (peerKey !== undefined && !equalBytes(value.peerKey, peerKey)) {
    throw new AuthError('not-allowed', 'a session certificate of another peer')
  }
  checkTimes('the session certificate', value, nowMs)
  const session = { key, peerKey: value.peerKey, sealKey: value.sealKey, expiresAtMs: value.expiresAtMs }
  if (value.by.kind === 'guest') {
    if (!equalBytes(value.by.key, key))
      throw new AuthError('bad-signature', 'signed by another than the guest it names')
    return { kind: 'guest', ...session }
  }
  const verified = await verifyCredential(value.by, { deviceKey: key, nowMs })
  return { kind: 'citizen', ...session, ...verified, serial: verified.cert.serial }
}

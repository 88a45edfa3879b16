/** Join statements: who somebody in a room is, proved by himself to everybody at once. Wire: docs/protocol.md#join-statement */
import * as v from 'valibot'
import { toString as bytesToText } from 'uint8arrays'
import { signed } from '../codec/envelope.ts'
import { bytes, bytesUpTo, count, instant, nameText } from '../codec/fields.ts'
import { defineMessage, equalBytes } from '../codec/message.ts'
import { AuthError, codeOf } from '../errors.ts'
import { type VerifiedSession, verifySessionCert } from '../identity/device.ts'
import type { HomeId } from '../identity/genesis.ts'
import type { Identity } from '../identity/identity.ts'
import {
  CLOCK_SKEW_MS_MAX,
  JOIN_STATEMENT_BYTES_MAX,
  JOIN_STATEMENT_LIFETIME_MS,
  NAME_BYTES_MAX,
  SESSION_CERT_BYTES_MAX
} from '../limits.ts'
import { peerOfKey } from './peer-key.ts'

/** How far two clocks may be apart: each as wrong as a clock may be, in opposite directions. */
const CLOCKS_APART_MS_MAX = 2 * CLOCK_SKEW_MS_MAX

/** Signed by the device or guest key that the session certificate names. */
export const joinStatement = signed(
  defineMessage(
    'videocity/join-statement/v1',
    JOIN_STATEMENT_BYTES_MAX,
    v.object({
      /** The room. */
      tag: bytes(32),
      epoch: count(),
      /** The libp2p peer that joins, and no other. */
      peerKey: bytes(32),
      sessionCert: bytesUpTo(SESSION_CERT_BYTES_MAX),
      name: nameText(NAME_BYTES_MAX),
      /** Also the order of the statements of one session: a later one counts. */
      expiresAtMs: instant()
    })
  ),
  JOIN_STATEMENT_BYTES_MAX
)

/** Somebody whose join statement holds. */
export interface Joined {
  readonly peer: string
  readonly peerKey: Uint8Array
  /** X25519: sender keys for this session are sealed to it. */
  readonly sealKey: Uint8Array
  /** The device's or guest's key, in hexadecimal: who it is, whatever the session. */
  readonly key: string
  readonly kind: 'citizen' | 'guest'
  readonly home: HomeId | undefined
  readonly name: string
  /** A later statement of the same session has a greater one. */
  readonly version: number
  /** When the statement or what it stands on ends. */
  readonly expiresAtMs: number
  readonly sessionCert: Uint8Array
  /** The envelope as it came. */
  readonly bytes: Uint8Array
}

/** What a statement is made of beside the identity that signs it. */
export interface StatementFields {
  readonly tag: Uint8Array
  readonly epoch: number
  readonly peerKey: Uint8Array
  readonly sessionCert: Uint8Array
  readonly name: string
  readonly nowMs: number
}

/**
 * Says that this session joins a room.
 *
 * @throws {@link CodecError} `malformed` for a name nobody may have
 */
export async function signJoinStatement(
  { tag, epoch, peerKey, sessionCert, name, nowMs }: StatementFields,
  identity: Identity
): Promise<Uint8Array> {
  const expiresAtMs = nowMs + JOIN_STATEMENT_LIFETIME_MS
  const value = { tag, epoch, peerKey, sessionCert, name, expiresAtMs }
  return (await joinStatement.sign(value, identity.signer)).bytes
}

/**
 * Verifies a statement as every member and every super-peer does, each alone.
 *
 * @param at.tag - the room it must be for
 * @param at.peerKey - the peer that sent or registered it, by the transport's word
 * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
 * @throws {@link AuthError} `bad-signature`, `not-allowed` for another room or peer, `expired`, `clock-wrong` for one of
 * the future
 */
export async function verifyJoinStatement(
  bytes: Uint8Array,
  at: { readonly tag: Uint8Array; readonly peerKey: Uint8Array; readonly nowMs: number }
): Promise<Joined> {
  const { tag, peerKey, nowMs } = at
  const { value, signer } = await joinStatement.open(bytes)
  if (!equalBytes(value.tag, tag)) throw new AuthError('not-allowed', 'a join statement for another room')
  if (!equalBytes(value.peerKey, peerKey)) throw new AuthError('not-allowed', 'a join statement of another peer')
  if (value.expiresAtMs <= nowMs - CLOCKS_APART_MS_MAX) throw new AuthError('expired', 'the join statement has expired')
  if (value.expiresAtMs > nowMs + JOIN_STATEMENT_LIFETIME_MS + CLOCKS_APART_MS_MAX) {
    throw new AuthError('clock-wrong', 'a join statement of the future')
  }
  const session = await verifySession(value.sessionCert, { nowMs, peerKey })
  if (!equalBytes(session.key, signer)) throw new AuthError('not-allowed', 'a session certificate of somebody else')
  return {
    peer: peerOfKey(peerKey),
    peerKey,
    sealKey: session.sealKey,
    key: bytesToText(session.key, 'hex'),
    kind: session.kind,
    home: session.home,
    name: value.name,
    version: value.expiresAtMs,
    expiresAtMs: Math.min(value.expiresAtMs, session.expiresAtMs),
    sessionCert: value.sessionCert,
    bytes
  }
}

/** Certificates allow for one wrong clock; here there are two of them, and none to ask. */
async function verifySession(
  cert: Uint8Array,
  { nowMs, peerKey }: { readonly nowMs: number; readonly peerKey: Uint8Array }
): Promise<VerifiedSession> {
  const at = (otherMs: number): Promise<VerifiedSession> => verifySessionCert(cert, { nowMs: otherMs, peerKey })
  try {
    return await at(nowMs)
  } catch (error) {
    if (codeOf(error) === 'expired') return at(nowMs - CLOCK_SKEW_MS_MAX)
    if (codeOf(error) !== 'not-yet-valid') throw error
  }
  try {
    return await at(nowMs + CLOCK_SKEW_MS_MAX)
  } catch (cause) {
    if (codeOf(cause) !== 'not-yet-valid') throw cause
    throw new AuthError('clock-wrong', 'a session certificate of the future', { cause })
  }
}

/** The record of a home: what the city knows of it, signed by one of its devices. Wire: docs/protocol.md#home-record */
import { sha256 } from '@noble/hashes/sha2.js'
import * as v from 'valibot'
import { signed } from '../codec/envelope.ts'
import { bytesUpTo, count, instant } from '../codec/fields.ts'
import { compareBytes, defineMessage, equalBytes, type MessageOf } from '../codec/message.ts'
import { AuthError, CodecError, codeOf, StateError } from '../errors.ts'
import { type ChainState, compareChains, relateChains, verifyChain } from '../identity/chain.ts'
import { checkTimes, type DeviceCert, lastsAtMost, verifyCredential } from '../identity/device.ts'
import { type HomeId, homeIdOf } from '../identity/genesis.ts'
import { type HomeMail, openHomeMail } from '../identity/home-mail.ts'
import { type CitizenIdentity, credentialFields } from '../identity/identity.ts'
import { isRevoked, openRevocations, type Revocations } from '../identity/revocation.ts'
import { version } from '../identity/version.ts'
import { CERT_BYTES_MAX, CLOCK_SKEW_MS_MAX, ENVELOPE_BYTES_MAX, HOME_RECORD_LIFETIME_MS } from '../limits.ts'
import { homeFields, type roomEntry } from './home-fields.ts'

// There is no field for an address: where somebody is now lives in rendezvous, behind circuit addresses.

/** The record, signed by a certified device of the home. */
export const homeRecord = signed(
  defineMessage(
    'videocity/home-record/v1',
    ENVELOPE_BYTES_MAX,
    v.pipe(
      v.object({
        v: version(1),
        ...credentialFields,
        /** Envelope of the home's revocations. */
        revoked: v.optional(bytesUpTo(CERT_BYTES_MAX)),
        /** Envelope of the home's mail key. */
        mail: bytesUpTo(CERT_BYTES_MAX),
        seq: count(),
        issuedAtMs: instant(),
        expiresAtMs: instant(),
        ...homeFields
      }),
      lastsAtMost(HOME_RECORD_LIFETIME_MS),
      v.check(record => record.seq <= record.issuedAtMs, 'a sequence number ahead of its time')
    )
  )
)

/** A home's record. */
export type HomeRecord = MessageOf<typeof homeRecord.message>
/** A room in a home's record. */
export type RoomEntry = v.InferOutput<typeof roomEntry>
/** What an owner edits. */
export type HomeFields = Pick<HomeRecord, keyof typeof homeFields>

/** A record of which every rule was checked. */
export interface VerifiedHome {
  readonly home: HomeId
  readonly record: HomeRecord
  /** The envelope, to be handed on unchanged. */
  readonly bytes: Uint8Array
  /** SHA-256 of the envelope. */
  readonly hash: Uint8Array
  readonly chain: ChainState
  /** Key of the device that signed it. */
  readonly deviceKey: Uint8Array
  readonly cert: DeviceCert
  readonly revoked: Revocations | undefined
  readonly mail: HomeMail
}

/** The part of a record its owner edits. */
export function fieldsOf({ record }: VerifiedHome): HomeFields {
  const { name, about, picture, rooms, listed, square, capabilityRevocations } = record
  return { name, about, picture, rooms, listed, square, capabilityRevocations }
}

/**
 * Signs a record.
 *
 * @param options.identity - of the owner, on this device
 * @param options.mail - envelope of the mail key
 * @param options.revoked - envelope of the revocations, once there are any
 * @param options.seq - from `nextSeq`
 * @returns the envelope
 * @throws what {@link openHomeRecord} throws: nobody could read it
 */
export async function signHomeRecord(
  fields: HomeFields,
  options: {
    readonly identity: CitizenIdentity
    readonly mail: Uint8Array
    readonly revoked?: Uint8Array | undefined
    readonly seq: number
    readonly nowMs: number
  }
): Promise<Uint8Array> {
  const { identity, mail, revoked, seq, nowMs } = options
  const { signer, credential, home } = identity
  const { cert } = await verifyCredential(credential, { deviceKey: signer.publicKey, nowMs })
  // a device whose clock was ahead may have taken a number that is still to come
  const issuedAtMs = Math.max(nowMs, seq)
  const expiresAtMs = Math.min(issuedAtMs + HOME_RECORD_LIFETIME_MS, cert.expiresAtMs)
  const record: HomeRecord = { ...fields, v: 1, ...credential, revoked, mail, seq, issuedAtMs, expiresAtMs }
  const { bytes: envelope } = await homeRecord.sign(record, signer)
  await openHomeRecord(home, envelope, { nowMs })
  return envelope
}

/**
 * Opens a record and checks every rule of the protocol but one: whether it is the newest, which needs another to
 * compare.
 *
 * @param home - whose it must be
 * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
 * @throws {@link AuthError} `bad-signature`, `not-allowed`, `revoked`, `expired`, `not-yet-valid`
 */
export async function openHomeRecord(
  home: HomeId,
  envelope: Uint8Array,
  { nowMs }: { readonly nowMs: number }
): Promise<VerifiedHome> {
  const { value: record, signer: deviceKey, bytes: own } = await homeRecord.open(envelope)
  if (homeIdOf(record.genesis) !== home) throw new AuthError('not-allowed', 'the record of another home')
  checkTimes('the record', record, nowMs)
  const { chain, cert } = await verifyCredential(record, { deviceKey, nowMs })
  // so a record that has not expired always has a certificate that has not
  if (record.expiresAtMs > cert.expiresAtMs) throw new CodecError('malformed', 'a record outlives its certificate')
  const revoked = record.revoked === undefined ? undefined : await openRevocations(record.revoked, chain)
  if (isRevoked(cert, revoked)) throw new AuthError('revoked', 'the device that signed was revoked')
  const mail = await openHomeMail(record.mail, chain)
  return { home, record, bytes: own, hash: sha256(own), chain, deviceKey, cert, revoked, mail }
}

/**
 * Opens a record that super-peers hold, as a reader does. Its signer's clock may be as much ahead of theirs as ours is behind:
 * what they took and is of the future here is looked at a little later.
 *
 * @throws what {@link openHomeRecord} throws
 */
export async function openHeldRecord(
  home: HomeId,
  envelope: Uint8Array,
  { nowMs }: { readonly nowMs: number }
): Promise<VerifiedHome> {
  try {
    return await openHomeRecord(home, envelope, { nowMs })
  } catch (error) {
    if (codeOf(error) !== 'not-yet-valid') throw error
    return openHomeRecord(home, envelope, { nowMs: nowMs + CLOCK_SKEW_MS_MAX })
  }
}

/**
 * Opens a record that was valid once, whatever the time is now: what its owner has revoked, and the number he has reached, hold
 * beyond its end and however wrong a clock is.
 *
 * @throws what {@link openHomeRecord} throws
 */
export async function openPastRecord(home: HomeId, envelope: Uint8Array): Promise<VerifiedHome> {
  const { value } = await homeRecord.open(envelope)
  return openHomeRecord(home, envelope, { nowMs: value.issuedAtMs })
}

/**
 * Signs the record after `base`, with some of its fields changed.
 *
 * @param change - makes the new fields from the old ones; it may be called again upon another base
 * @throws what {@link signHomeRecord} and {@link nextSeq} throw
 */
export async function editHomeRecord(
  base: VerifiedHome,
  change: (fields: HomeFields) => HomeFields,
  { identity, nowMs }: { readonly identity: CitizenIdentity; readonly nowMs: number }
): Promise<Uint8Array> {
  const { credential } = identity
  // recovery keys may have been added on another device: this one's certificate holds, its chain is out of date
  const own = await verifyChain(credential.genesis, credential.chain)
  const chain = relateChains(base.chain, own) === 'newer' ? base.record.chain : credential.chain
  return signHomeRecord(change(fieldsOf(base)), {
    identity: { ...identity, credential: { ...credential, chain } },
    mail: base.record.mail,
    revoked: base.record.revoked,
    seq: nextSeq(base.record.seq, nowMs),
    nowMs
  })
}

/**
 * Order of two records of the same home, total: above 0 when `a` is newer, 0 when they are the same bytes.
 *
 * First the chain, then the number of the revocations, then `seq`; at equal `seq` the lower hash counts.
 */
export function compareHomes(a: VerifiedHome, b: VerifiedHome): number {
  return compareChains(a.chain, b.chain) || compareWithinChain(a, b)
}

function compareWithinChain(a: VerifiedHome, b: VerifiedHome): number {
  return (a.revoked?.n ?? 0) - (b.revoked?.n ?? 0) || a.record.seq - b.record.seq || compareBytes(b.hash, a.hash)
}

/**
 * Whether somebody who has seen a record of a home may still believe another one.
 *
 * Not when its chain, its revocations or its `seq` are older; nor when its chain has forked from the one seen first.
 */
export function acceptAfter(seen: VerifiedHome | undefined, candidate: VerifiedHome): boolean {
  if (seen === undefined) return true
  const relation = relateChains(candidate.chain, seen.chain)
  // a newer chain outranks all else: who stole the old root must not bar the way back with a high number
  return relation === 'newer' || (relation === 'same' && compareWithinChain(candidate, seen) >= 0)
}

/** Whether one device signed two different records with one number: a fault or a lie, to be reported. */
export function isEquivocation(a: VerifiedHome, b: VerifiedHome): boolean {
  return equalBytes(a.deviceKey, b.deviceKey) && a.record.seq === b.record.seq && !equalBytes(a.hash, b.hash)
}

/**
 * The number of an owner's next record: one more than the newest, so that two edits at once are seen to collide.
 *
 * The first is the Unix time in seconds: a home that was forgotten everywhere and is founded again from its login card
 * is then newer than what readers may remember of it, and stays far below its time in milliseconds.
 *
 * @param previous - `seq` of the newest record
 * @throws {@link StateError} `clock-wrong` if this clock is so late that nobody would take the number yet
 */
export function nextSeq(previous: number | undefined, nowMs: number): number {
  if (previous === undefined) return Math.floor(nowMs / 1000)
  if (previous + 1 > nowMs + CLOCK_SKEW_MS_MAX)
    throw new StateError('clock-wrong', 'the newest record is of the future')
  return previous + 1
}

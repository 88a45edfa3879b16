/** What the DHT accepts: valid home records, and small pictures under their own hash. */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Validators } from '@libp2p/kad-dht'
import { equalBytes } from '../codec/message.ts'
import { AuthError, CodecError } from '../errors.ts'
import { PICTURE_BYTES_MAX } from '../limits.ts'
import { homeOfRecordKey } from '../identity/genesis.ts'
import { relateChains } from '../identity/chain.ts'
import { acceptAfter, openHeldRecord, openHomeRecord, type VerifiedHome } from './home-record.ts'

const PICTURE_PREFIX = new TextEncoder().encode('/picture/')

/** The DHT key of a picture: `/picture/` and the multihash of its bytes. */
export function pictureKey(cid: Uint8Array): Uint8Array {
  return Uint8Array.from([...PICTURE_PREFIX, ...cid.subarray(2)])
}

/** CIDv1 (raw, SHA-256) of a picture, 36 bytes. */
export function pictureCid(picture: Uint8Array): Uint8Array {
  return Uint8Array.from([0x01, 0x55, 0x12, 0x20, ...sha256(picture)])
}

/**
 * Makes the validators of the DHT. They throw on what must not be believed; whether something newer is held is the store's
 * matter ({@link supersedes}).
 *
 * @param options.isKeeper - keeps records for others, and so is strict about their times
 */
export function createValidators({
  clock,
  isKeeper
}: {
  readonly clock: () => number
  readonly isKeeper: boolean
}): Validators {
  const open = isKeeper ? openHomeRecord : openHeldRecord
  return {
    async home(key, value) {
      await open(homeOfRecordKey(key), value, { nowMs: clock() })
    },
    async picture(key, value) {
      validatePicture(key, value)
    },
    // public keys are in our peer IDs: nothing needs this part of the stock DHT
    async pk() {
      throw new CodecError('malformed', 'public key records are not stored')
    }
  }
}

/**
 * Whether a super-peer that holds one record of a home takes another. At a tie what came first stays: the later writer learns by
 * the refusal that another device was faster, and edits again.
 */
export function supersedes(candidate: VerifiedHome, held: VerifiedHome): boolean {
  const isTie =
    candidate.record.seq === held.record.seq &&
    candidate.revoked?.n === held.revoked?.n &&
    relateChains(candidate.chain, held.chain) === 'same'
  return !isTie && acceptAfter(held, candidate)
}

function validatePicture(key: Uint8Array, value: Uint8Array): void {
  if (value.length > PICTURE_BYTES_MAX) throw new CodecError('too-large', `a picture of ${value.length} bytes`)
  if (!equalBytes(key, pictureKey(pictureCid(value)))) throw new AuthError('bad-signature', 'another picture')
}

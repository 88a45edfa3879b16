/** What the DHT accepts: valid home records that are not older than the one held, and small pictures under their own hash. */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Validators } from '@libp2p/kad-dht'
import { equalBytes } from '../codec/message.ts'
import { AuthError, CodecError } from '../errors.ts'
import { PICTURE_BYTES_MAX } from '../limits.ts'
import { homeOfRecordKey } from '../identity/genesis.ts'
import { relateChains } from '../identity/chain.ts'
import { acceptAfter, openHomeRecord, type VerifiedHome } from './home-record.ts'

/** What the validators need. */
export interface ValidatorOptions {
  readonly clock: () => number
  /** The value this node holds under a key. Super-peers give it, so that an old record never replaces a newer one. */
  held?(key: Uint8Array): Promise<Uint8Array | undefined>
  /** Called with each home record that was found valid. */
  onHome?(home: VerifiedHome): void
}

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
 * Makes the validators of the DHT. They throw on what must not be stored or believed.
 *
 * Work-around: kad-dht 16.4 overwrites a newer record by an older one, as it only validates
 * (https://github.com/libp2p/js-libp2p/issues/3377); so the comparison is made here.
 */
export function createValidators(options: ValidatorOptions): Validators {
  return {
    home: (key, value) => validateHome(options, key, value),
    picture: async (key, value) => validatePicture(key, value),
    // public keys are in our peer IDs: nothing needs this part of the stock DHT
    pk: async () => {
      throw new CodecError('malformed', 'public key records are not stored')
    }
  }
}

async function validateHome({ clock, held, onHome }: ValidatorOptions, key: Uint8Array, value: Uint8Array) {
  const home = homeOfRecordKey(key)
  const nowMs = clock()
  const candidate = await openHomeRecord(home, value, { nowMs })
  const heldBytes = await held?.(key)
  if (heldBytes !== undefined && !equalBytes(heldBytes, value)) {
    const current = await openHomeRecord(home, heldBytes, { nowMs }).catch(() => undefined) // expired by now: anything valid is newer
    if (current !== undefined && !supersedes(candidate, current)) {
      throw new AuthError('stale', 'a record as new as this or newer is held')
    }
  }
  onHome?.(candidate)
}

/** At a tie what came first stays: the later writer learns by the refusal that another device was faster, and edits again. */
function supersedes(candidate: VerifiedHome, current: VerifiedHome): boolean {
  const isTie =
    candidate.record.seq === current.record.seq &&
    candidate.revoked?.n === current.revoked?.n &&
    relateChains(candidate.chain, current.chain) === 'same'
  return !isTie && acceptAfter(current, candidate)
}

function validatePicture(key: Uint8Array, value: Uint8Array): void {
  if (value.length > PICTURE_BYTES_MAX) throw new CodecError('too-large', `a picture of ${value.length} bytes`)
  if (!equalBytes(key, pictureKey(pictureCid(value)))) throw new AuthError('bad-signature', 'another picture')
}

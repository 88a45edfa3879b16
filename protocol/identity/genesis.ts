/** The beginning of a home, whose hash is the home's address for ever. Wire: docs/protocol.md#genesis */
import { sha256 } from '@noble/hashes/sha2.js'
import { base36 } from 'multiformats/bases/base36'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import * as v from 'valibot'
import { bytes } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { CodecError } from '../errors.ts'
import { GENESIS_BYTES_MAX } from '../limits.ts'
import { version } from './version.ts'

declare const homeIdBrand: unique symbol

/** Address of a home: the CID of its genesis in base36, 56 characters. Made only by this file's functions. */
export type HomeId = string & { readonly [homeIdBrand]: 'HomeId' }

/** Bytes of the random part of a genesis. */
export const GENESIS_NONCE_BYTES = 16
/** Bytes of a home's multihash: two of prefix and a SHA-256. */
export const HOME_MULTIHASH_BYTES = 34

const DAG_CBOR = 0x71
const SHA2_256 = 0x12
const HOME_ID_CHARACTERS = 56
const RECORD_KEY_PREFIX = new TextEncoder().encode('/home/')

/** Fields of a genesis, for messages that carry one. */
export const genesisFields = v.object({ v: version(1), rootKey: bytes(32), nonce: bytes(GENESIS_NONCE_BYTES) })

/** A genesis by itself, as it is hashed. */
export const genesisMessage = defineMessage('videocity/genesis/v1', GENESIS_BYTES_MAX, genesisFields)

/** What a home began with: its first root key. It never changes, whatever becomes of the key. */
export type Genesis = MessageOf<typeof genesisMessage>

/** The address of the home that began with this genesis. */
export function homeIdOf(genesis: Genesis): HomeId {
  return homeIdOfDigest(genesisDigest(genesis))
}

/** SHA-256 of a genesis: what the first step of its chain names as the one before. */
export function genesisDigest(genesis: Genesis): Uint8Array {
  return sha256(genesisMessage.encode(genesis))
}

/**
 * Reads a home's address: exactly the 56 characters, in lower case.
 *
 * @throws {@link CodecError} `malformed`
 */
export function parseHomeId(text: string): HomeId {
  const cid = text.length === HOME_ID_CHARACTERS ? readCid(text) : undefined
  const isHome =
    cid?.version === 1 && cid.code === DAG_CBOR && cid.multihash.code === SHA2_256 && cid.multihash.size === 32
  if (!isHome || cid.toString(base36) !== text) throw new CodecError('malformed', 'not a home ID')
  return text as HomeId
}

/** The multihash in a home's address: the short form of it in messages. */
export function homeMultihash(home: HomeId): Uint8Array {
  return Uint8Array.from(CID.parse(home, base36).multihash.bytes)
}

/**
 * The address with this multihash.
 *
 * @throws {@link CodecError} `malformed`
 */
export function homeIdOfMultihash(multihash: Uint8Array): HomeId {
  if (multihash.length !== HOME_MULTIHASH_BYTES || multihash[0] !== SHA2_256 || multihash[1] !== 32) {
    throw new CodecError('malformed', 'not the multihash of a home')
  }
  return homeIdOfDigest(multihash.subarray(2))
}

/** The key of a home's record in the DHT: `/home/` and the multihash. */
export function homeRecordKey(home: HomeId): Uint8Array {
  return Uint8Array.from([...RECORD_KEY_PREFIX, ...homeMultihash(home)])
}

/**
 * The home a key of the DHT belongs to.
 *
 * @throws {@link CodecError} `malformed`
 */
export function homeOfRecordKey(key: Uint8Array): HomeId {
  if (!RECORD_KEY_PREFIX.every((byte, index) => key[index] === byte)) {
    throw new CodecError('malformed', 'not the key of a home record')
  }
  return homeIdOfMultihash(key.subarray(RECORD_KEY_PREFIX.length))
}

/** A home's address shortened for the eye: `k2jvtuxf…7x0wz1f3`. Never to be compared. */
export function shortHomeId(home: HomeId): string {
  return `${home.slice(0, 8)}…${home.slice(-8)}`
}

function homeIdOfDigest(digest: Uint8Array): HomeId {
  return CID.createV1(DAG_CBOR, Digest.create(SHA2_256, digest)).toString(base36) as HomeId
}

function readCid(text: string): CID | undefined {
  try {
    return CID.parse(text, base36)
  } catch {
    return undefined // the caller says `malformed`, which is all there is to say
  }
}

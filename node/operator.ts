/** The operator's home, with the open town square: somewhere to go in a new city. */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Logger } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import type { Datastore } from 'interface-datastore'
import {
  editHomeRecord,
  nextSeq,
  openHomeRecord,
  signHomeRecord,
  type HomeFields,
  type RoomEntry,
  type VerifiedHome
} from '../protocol/city/home-record.ts'
import { putRecord } from '../protocol/city/record-query.ts'
import { signerFromSeed } from '../protocol/codec/signer.ts'
import { foundHome } from '../protocol/identity/citizen.ts'
import { homeMultihash, homeRecordKey, type HomeId } from '../protocol/identity/genesis.ts'
import type { CitizenIdentity } from '../protocol/identity/identity.ts'
import {
  HOME_PUBLISH_TIMEOUT_MS,
  HOME_RECORD_RENEWAL_MS,
  RECORD_COPIES,
  REPUBLISH_INTERVAL_MS
} from '../protocol/limits.ts'
import type { SuperPeerKeys } from './keys.ts'
import { storedRecord } from './record-store.ts'

/** The operator's home. */
export interface OperatorHome {
  readonly home: HomeId
  /** Slug of the town square. */
  readonly square: string
  close(): void
}

/** What {@link openOperatorHome} needs. */
export interface OperatorHomeOptions {
  readonly keys: SuperPeerKeys
  readonly name: string
  readonly dht: KadDHT
  readonly store: Datastore
  readonly clock: () => number
  readonly log: Logger
}

const SQUARE_SLUG = 'square'
const ABOUT = 'Kept by this super-peer, open to all'

/** Opens the operator's home: the record in the store while it holds, a renewed one otherwise, published again every hour. */
export async function openOperatorHome(options: OperatorHomeOptions): Promise<OperatorHome> {
  const { keys, dht, clock, log } = options
  const device = await signerFromSeed(keys.device)
  const founded = await foundHome({
    seed: keys.home,
    deviceKey: device.publicKey,
    deviceName: 'super-peer',
    nowMs: clock()
  })
  const { home, credential, mail } = founded
  const identity: CitizenIdentity = { kind: 'citizen', home, signer: device, credential }
  const closing = new AbortController()

  const heldHome = async (nowMs: number): Promise<VerifiedHome | undefined> => {
    const held = await storedRecord(options.store, homeRecordKey(home))
    if (held === undefined) return undefined
    try {
      return await openHomeRecord(home, held, { nowMs })
    } catch (error) {
      log('the old record does not hold any more - %e', error)
      return undefined
    }
  }

  const current = async (): Promise<Uint8Array> => {
    const nowMs = clock()
    const fields = fieldsFor(options.name, home)
    const known = await heldHome(nowMs)
    if (known === undefined) return signHomeRecord(fields, { identity, mail, seq: nextSeq(undefined, nowMs), nowMs })
    if (isAsWanted(known, options.name, nowMs)) return known.bytes
    return editHomeRecord(known, () => fields, { identity, nowMs })
  }

  const publish = async (): Promise<void> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(HOME_PUBLISH_TIMEOUT_MS)])
    await putRecord(dht, homeRecordKey(home), await current(), { signal, enough: RECORD_COPIES })
  }

  await publish()
  const timer = setInterval(() => {
    publish().catch((error: unknown) => log.error('could not publish the operator home - %e', error))
  }, REPUBLISH_INTERVAL_MS)

  return {
    home,
    square: SQUARE_SLUG,
    close() {
      clearInterval(timer)
      closing.abort()
    }
  }
}

function isAsWanted({ record }: VerifiedHome, name: string, nowMs: number): boolean {
  return record.name === name && record.expiresAtMs - nowMs > HOME_RECORD_RENEWAL_MS
}

function fieldsFor(name: string, home: HomeId): HomeFields {
  const square: RoomEntry = {
    // always the same, so that those who are in stay together when the super-peer begins anew
    id: sha256(homeMultihash(home)).subarray(0, 16),
    slug: SQUARE_SLUG,
    title: 'Town square',
    door: 'open',
    flags: 0,
    epoch: 0
  }
  return { name, about: ABOUT, rooms: [square], listed: false, square: true }
}

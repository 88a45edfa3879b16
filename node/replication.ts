/** Keeps what this super-peer holds alive: copies it to the closest others now and then and when neighbours change, forgets what is no longer valid. */
import type { Libp2p, Logger } from '@libp2p/interface'
import type { KadDHT, Validators } from '@libp2p/kad-dht'
import type { Datastore } from 'interface-datastore'
import { openPastRecord } from '../protocol/city/home-record.ts'
import { putRecord, routingTableOf } from '../protocol/city/record-query.ts'
import { homeOfRecordKey } from '../protocol/identity/genesis.ts'
import {
  DEVICE_CERT_LIFETIME_MS,
  HOME_PUBLISH_TIMEOUT_MS,
  REREPLICATE_AFTER_CHANGE_MS,
  REREPLICATE_INTERVAL_MS
} from '../protocol/limits.ts'
import { forgetRecord, storedRecords, type StoredRecord } from './record-store.ts'

/** What {@link keepReplicating} needs. */
export interface ReplicationOptions {
  readonly libp2p: Libp2p<{ dht: KadDHT }>
  readonly store: Datastore
  readonly validators: Validators
  readonly clock: () => number
}

/**
 * Begins to copy. kad-dht neither copies values to newcomers nor refreshes its own, which it drops 48 h after it received them; a
 * put of the same bytes does both, for the others and for this store.
 */
export function keepReplicating({ libp2p, store, validators, clock }: ReplicationOptions): { close(): Promise<void> } {
  const log: Logger = libp2p.logger.forComponent('videocity:replication')
  const { dht } = libp2p.services
  const closing = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> = Promise.resolve()

  const copy = async ({ key, value }: StoredRecord): Promise<void> => {
    try {
      await validate(validators, key, value)
    } catch (error) {
      if (await isStillNeeded(key, value, clock())) return log('keeping a record that is not valid now - %e', error)
      log('forgetting a record that is no longer valid - %e', error)
      return forgetRecord(store, key)
    }
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(HOME_PUBLISH_TIMEOUT_MS)])
    await putRecord(dht, key, value, { signal, enough: dht.k })
  }

  const copyAll = async (): Promise<void> => {
    for await (const record of storedRecords(store)) {
      if (closing.signal.aborted) return
      await copy(record).catch((error: unknown) => log('could not copy a record - %e', error))
    }
  }

  const schedule = (inMs: number): void => {
    if (closing.signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(copyAll).catch((error: unknown) => log.error('%e', error))
      schedule(REREPLICATE_INTERVAL_MS * (0.8 + 0.4 * Math.random()))
    }, inMs)
  }

  const onNeighbour = (): void => schedule(REREPLICATE_AFTER_CHANGE_MS)
  const routingTable = routingTableOf(dht)
  routingTable.addEventListener('peer:add', onNeighbour)
  routingTable.addEventListener('peer:remove', onNeighbour)
  schedule(REREPLICATE_INTERVAL_MS * Math.random())

  return {
    async close() {
      closing.abort()
      clearTimeout(timer)
      routingTable.removeEventListener('peer:add', onNeighbour)
      routingTable.removeEventListener('peer:remove', onNeighbour)
      await running
    }
  }
}

async function validate(validators: Validators, key: Uint8Array, value: Uint8Array): Promise<void> {
  const namespace = new TextDecoder().decode(key.subarray(1, key.indexOf(0x2f, 1)))
  const validator = validators[namespace]
  if (validator === undefined) throw new Error(`nothing is stored under /${namespace}/`)
  await validator(key, value)
}

/**
 * A home's record that is not valid now, because it has expired or our clock is wrong, still says what was revoked and which number
 * was reached, for as long as a device certificate of that time can last.
 */
async function isStillNeeded(key: Uint8Array, value: Uint8Array, nowMs: number): Promise<boolean> {
  try {
    const { record } = await openPastRecord(homeOfRecordKey(key), value)
    return nowMs <= record.expiresAtMs + DEVICE_CERT_LIFETIME_MS
  } catch {
    return false // no home, or never valid
  }
}

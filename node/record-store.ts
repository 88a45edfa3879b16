/**
 * The store of a super-peer, which itself refuses what must not replace what it holds. Work-around: kad-dht 16.4 overwrites a newer
 * record by an older one (https://github.com/libp2p/js-libp2p/issues/3377), stores its own puts unseen, and two puts at once end in
 * either order; here every write of a home record is compared, one after the other for each key.
 */
import { Libp2pRecord } from '@libp2p/record'
import type { Datastore } from 'interface-datastore'
import { Key } from 'interface-datastore/key'
import { base32 } from 'multiformats/bases/base32'
import { equalBytes } from '../protocol/codec/message.ts'
import { openHomeRecord, openPastRecord } from '../protocol/city/home-record.ts'
import { supersedes } from '../protocol/city/validators.ts'
import { AuthError } from '../protocol/errors.ts'
import { homeOfRecordKey } from '../protocol/identity/genesis.ts'

/** Where kad-dht keeps values: `/dht/record/` and the key in base32. Pinned by a test, as it is an inside. */
const RECORD_PREFIX = '/dht/record/'
const HOME_PREFIX = new TextEncoder().encode('/home/')

/** A value in the DHT's part of the store. */
export interface StoredRecord {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/** The same store, refusing home records that do not supersede the one held. */
export function guardRecords(store: Datastore, clock: () => number): Datastore {
  const writing = new Map<string, Promise<unknown>>()

  const put: Datastore['put'] = async (key, value, options) => {
    const name = key.toString()
    if (!name.startsWith(RECORD_PREFIX)) return store.put(key, value, options)
    const before = writing.get(name) ?? Promise.resolve()
    const turn = before
      .catch(() => undefined) // another writer's refusal is told to that writer
      .then(() => checkReplacement(store, key, value, clock()))
      .then(() => store.put(key, value, options))
    writing.set(name, turn)
    try {
      return await turn
    } finally {
      if (writing.get(name) === turn) writing.delete(name)
    }
  }

  // kad-dht deletes what was not put again for 48 h; what a home has reached must outlast that, or an older record could come back
  const remove: Datastore['delete'] = async (key, options) => {
    if (!isHomeKey(key)) await store.delete(key, options)
  }

  const guarded = new Proxy(store, {
    get(target, member) {
      if (member === 'put') return put
      if (member === 'delete') return remove
      const value: unknown = Reflect.get(target, member, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    }
  })
  unguarded.set(guarded, store)
  return guarded
}

/** The store below each guarded one. */
const unguarded = new WeakMap<Datastore, Datastore>()

async function checkReplacement(store: Datastore, key: Key, bytes: Uint8Array, nowMs: number): Promise<void> {
  const incoming = Libp2pRecord.deserialize(bytes)
  if (!isHome(incoming.key) || !(await store.has(key))) return
  const held = Libp2pRecord.deserialize(await store.get(key))
  if (equalBytes(held.value, incoming.value)) return
  const home = homeOfRecordKey(incoming.key)
  const current = await openPastRecord(home, held.value).catch(() => undefined) // damaged: anything valid is better
  if (current === undefined) return
  if (!supersedes(await openHomeRecord(home, incoming.value, { nowMs }), current)) {
    throw new AuthError('stale', 'a record as new as this or newer is held')
  }
}

/** All values of the DHT this store holds. */
export async function* storedRecords(store: Datastore): AsyncGenerator<StoredRecord> {
  for await (const { value } of store.query({ prefix: RECORD_PREFIX })) {
    const { key, value: content } = Libp2pRecord.deserialize(value)
    yield { key, value: content }
  }
}

/** The value held under a key of the DHT. */
export async function storedRecord(store: Datastore, key: Uint8Array): Promise<Uint8Array | undefined> {
  const name = storeKey(key)
  return (await store.has(name)) ? Libp2pRecord.deserialize(await store.get(name)).value : undefined
}

/** Forgets a value. */
export async function forgetRecord(store: Datastore, key: Uint8Array): Promise<void> {
  await (unguarded.get(store) ?? store).delete(storeKey(key))
}

function storeKey(key: Uint8Array): Key {
  return new Key(RECORD_PREFIX + base32.baseEncode(key), false)
}

function isHomeKey(key: Key): boolean {
  const name = key.toString()
  return name.startsWith(RECORD_PREFIX) && isHome(base32.baseDecode(name.slice(RECORD_PREFIX.length)))
}

function isHome(key: Uint8Array): boolean {
  return HOME_PREFIX.every((byte, index) => key[index] === byte)
}

import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { Libp2pRecord } from '@libp2p/record'
import { MemoryDatastore } from 'datastore-core'
import { Key } from 'interface-datastore/key'
import { base32 } from 'multiformats/bases/base32'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { guardRecords, storedRecord } from '../../node/record-store.ts'
import { keepReplicating, type ReplicationOptions } from '../../node/replication.ts'
import { createValidators } from '../../protocol/city/validators.ts'
import { homeRecordKey } from '../../protocol/identity/genesis.ts'
import { DAY_MS } from '../support/fixed-keys.ts'
import { newCitizen } from '../support/small-city.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What is left of a home's record after its super-peer has gone through its store, with a clock that differs. */
async function leftAfter(clockMs: number): Promise<Uint8Array | undefined> {
  const asha = await newCitizen()
  const key = homeRecordKey(asha.identity.home)
  const clock = (): number => Date.now() + clockMs
  const store = guardRecords(new MemoryDatastore(), clock)
  const record = new Libp2pRecord(key, await asha.record(), new Date())
  await store.put(new Key(`/dht/record/${base32.baseEncode(key)}`, false), record.serialize())
  const put = vi.fn(async function* () {})
  const routingTable = new EventTarget()
  const libp2p = {
    peerId: peerIdFromPrivateKey(await generateKeyPair('Ed25519')),
    logger: { forComponent: () => Object.assign(vi.fn(), { error: vi.fn() }) },
    services: { dht: { k: 20, put, routingTable } }
  } as unknown as ReplicationOptions['libp2p']
  const validators = createValidators({ clock, isKeeper: true })
  const replicating = keepReplicating({ libp2p, store, validators, clock })
  routingTable.dispatchEvent(new Event('peer:add'))
  await vi.advanceTimersByTimeAsync(30_000)
  await replicating.close()
  expect(put).toHaveBeenCalledTimes(clockMs === 0 ? 1 : 0)
  return storedRecord(store, key)
}

test('a record that is valid is copied, and kept', async () => {
  expect(await leftAfter(0)).toBeDefined()
})

test('neither a clock that is wrong nor the end of a record makes a super-peer forget a home', async () => {
  expect(await leftAfter(-2 * DAY_MS)).toBeDefined()
  expect(await leftAfter(100 * DAY_MS)).toBeDefined()
})

test('a record is forgotten when no device of its time can have a certificate any more', async () => {
  expect(await leftAfter(500 * DAY_MS)).toBeUndefined()
})

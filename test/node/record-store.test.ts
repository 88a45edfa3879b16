import { MemoryDatastore } from 'datastore-core'
import { Libp2pRecord } from '@libp2p/record'
import { Key } from 'interface-datastore/key'
import { base32 } from 'multiformats/bases/base32'
import { beforeEach, expect, test } from 'vitest'
import { forgetRecord, guardRecords, storedRecord, storedRecords } from '../../node/record-store.ts'
import { homeRecordKey } from '../../protocol/identity/genesis.ts'
import { newCitizen, type NewCitizen } from '../support/small-city.ts'

let store: MemoryDatastore
let guarded: ReturnType<typeof guardRecords>
let asha: NewCitizen
let key: Uint8Array

beforeEach(async () => {
  store = new MemoryDatastore()
  guarded = guardRecords(store, Date.now)
  asha = await newCitizen()
  key = homeRecordKey(asha.identity.home)
})

/** As kad-dht writes. */
const put = (value: Uint8Array): Promise<unknown> =>
  Promise.resolve(
    guarded.put(
      new Key(`/dht/record/${base32.baseEncode(key)}`, false),
      new Libp2pRecord(key, value, new Date()).serialize()
    )
  )

test('a newer record replaces an older one, and never the other way round', async () => {
  const [older, newer] = [await asha.record({}, 1_000), await asha.record({}, 1_001)]
  await put(older)
  await put(newer)
  await expect(put(older)).rejects.toMatchObject({ code: 'stale' })
  expect(await storedRecord(guarded, key)).toEqual(newer)
})

test('at a tie what came first stays, and the same bytes may always be written again', async () => {
  const [first, second] = [await asha.record({ about: 'a' }, 1_000), await asha.record({ about: 'b' }, 1_000)]
  await put(first)
  await put(first)
  await expect(put(second)).rejects.toMatchObject({ code: 'stale' })
  expect(await storedRecord(guarded, key)).toEqual(first)
})

test('of many writes at once the newest is held at the end', async () => {
  const records = await Promise.all([5, 3, 9, 1, 7].map(n => asha.record({}, 1_000 + n)))
  await Promise.allSettled(records.map(put))
  expect(await storedRecord(guarded, key)).toEqual(records[2])
})

test('after a restart on the same store an old record is still refused', async () => {
  const [older, newer] = [await asha.record({}, 1_000), await asha.record({}, 1_001)]
  await put(newer)
  guarded = guardRecords(store, Date.now)
  await expect(put(older)).rejects.toMatchObject({ code: 'stale' })
})

test.each([100, -2])(
  'when the clock is %i days off, or time has passed, an older record is still refused',
  async days => {
    const [older, newer] = [await asha.record({}, 1_000), await asha.record({}, 1_001)]
    await put(newer)
    guarded = guardRecords(store, () => Date.now() + days * 24 * 3_600_000)
    await expect(put(older)).rejects.toBeDefined()
    expect(await storedRecord(guarded, key)).toEqual(newer)
  }
)

test('kad-dht cannot delete what a home has reached, and can delete everything else', async () => {
  const record = await asha.record()
  await put(record)
  await guarded.delete(new Key(`/dht/record/${base32.baseEncode(key)}`, false))
  expect(await storedRecord(guarded, key)).toEqual(record)
  const other = new TextEncoder().encode('/picture/x')
  const name = new Key(`/dht/record/${base32.baseEncode(other)}`, false)
  await guarded.put(name, new Libp2pRecord(other, record, new Date()).serialize())
  await guarded.delete(name)
  expect(await guarded.has(name)).toBe(false)
})

test('records can be listed and forgotten, and other keys of the store are left alone', async () => {
  const value = await asha.record()
  await put(value)
  await guarded.put(new Key('/peers/x'), new Uint8Array([1]))
  const all: Uint8Array[] = []
  for await (const record of storedRecords(guarded)) all.push(record.value)
  expect(all).toEqual([value])
  await forgetRecord(guarded, key)
  expect(await storedRecord(guarded, key)).toBeUndefined()
  expect(await guarded.get(new Key('/peers/x'))).toEqual(new Uint8Array([1]))
})

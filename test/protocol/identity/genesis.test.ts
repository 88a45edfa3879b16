import { base36 } from 'multiformats/bases/base36'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { expect, test } from 'vitest'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import {
  genesisMessage,
  homeIdOf,
  homeIdOfMultihash,
  homeMultihash,
  homeOfRecordKey,
  homeRecordKey,
  parseHomeId,
  shortHomeId
} from '../../../protocol/identity/genesis.ts'
import { filled, ROOT_SEED } from '../../support/fixed-keys.ts'

const home = homeIdOf(genesisOf(ROOT_SEED))
const malformed = expect.objectContaining({ name: 'CodecError', code: 'malformed' })

test('a home ID has 56 characters and begins with k2', () => {
  for (let byte = 0; byte < 256; byte += 15) {
    expect(homeIdOf({ v: 1, rootKey: filled(byte), nonce: filled(byte, 16) })).toMatch(/^k2[0-9a-z]{54}$/)
  }
})

test('a root seed always founds the same home, and another seed another one', () => {
  expect(homeIdOf(genesisOf(filled(1)))).toBe(home)
  expect(homeIdOf(genesisOf(filled(4)))).not.toBe(home)
})

test('a home ID is read only as it is written', () => {
  expect(parseHomeId(home)).toBe(home)
  const wrong = ['', home.toUpperCase(), ` ${home}`, home.slice(0, -1), `${home}0`, `b${home.slice(1)}`, 'k'.repeat(56)]
  for (const text of wrong) expect(() => parseHomeId(text)).toThrow(malformed)
})

test('CIDs of another codec or hash are no home IDs, though they look like one', () => {
  const digest = homeMultihash(home).subarray(2)
  const raw = CID.createV1(0x55, Digest.create(0x12, digest)).toString(base36)
  const blake = CID.createV1(0x71, Digest.create(0x1e, digest)).toString(base36)
  for (const text of [raw, blake]) {
    expect(text).toMatch(/^k2[0-9a-z]{54}$/)
    expect(() => parseHomeId(text)).toThrow(malformed)
  }
})

test('a home ID goes through its multihash and its key in the DHT', () => {
  expect(homeMultihash(home)).toHaveLength(34)
  expect(homeIdOfMultihash(homeMultihash(home))).toBe(home)
  const key = homeRecordKey(home)
  expect(new TextDecoder().decode(key.subarray(0, 6))).toBe('/home/')
  expect(homeOfRecordKey(key)).toBe(home)
  for (const bad of [key.subarray(1), key.subarray(0, 39), Uint8Array.from([...key, 0]), filled(0, 40)]) {
    expect(() => homeOfRecordKey(bad)).toThrow(malformed)
  }
})

test('a genesis of another version is told apart', () => {
  const genesis = { ...genesisOf(ROOT_SEED), v: 2 as unknown as 1 }
  expect(() => genesisMessage.encode(genesis)).toThrow(expect.objectContaining({ code: 'unknown-version' }))
})

test('a home ID is shortened for the eye', () => {
  expect(shortHomeId(home)).toBe(`${home.slice(0, 8)}…${home.slice(-8)}`)
})

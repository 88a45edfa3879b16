import * as v from 'valibot'
import { encode } from '@ipld/dag-cbor'
import { expect, test } from 'vitest'
import { bytes, count, text } from '../../../protocol/codec/fields.ts'
import { defineMessage } from '../../../protocol/codec/message.ts'

const note = defineMessage(
  'videocity/test-note/v1',
  256,
  v.object({ id: bytes(4), n: count(), text: text(32), extra: v.optional(text(8)) })
)
const value = { id: new Uint8Array([1, 2, 3, 4]), n: 7, text: 'hello' }

test('a message comes back as it was encoded', () => {
  expect(note.decode(note.encode(value))).toEqual(value)
})

test('unknown fields are left out, and __proto__ is an ordinary string', () => {
  const raw = encode({ ...value, other: 1, ['__proto__']: { extra: 'sneak' } })
  const decoded = note.decode(raw)
  expect(decoded).toEqual(value)
  expect(decoded.extra).toBeUndefined()
})

test('size is checked before anything is parsed', () => {
  expect(() => note.decode(new Uint8Array(257))).toThrow(expect.objectContaining({ code: 'too-large' }))
})

test('deep, wide, tagged and broken structures are refused', () => {
  const deep = new Uint8Array(200).fill(0x81)
  const wide = new Uint8Array([0x9a, 0x7f, 0xff, 0xff, 0xff])
  const tagged = new Uint8Array([0xd8, 0x2a, 0x41, 0x00])
  for (const raw of [deep, wide, tagged, new Uint8Array(), new Uint8Array([0xff])]) {
    expect(() => note.decode(raw)).toThrow(expect.objectContaining({ code: 'malformed' }))
  }
})

test('signed bytes must be the only way to write their value', () => {
  // the keys of this map are not in canonical order
  const raw = bytesOf('a3', '64', 'text', '61', 'a', '61', 'n', '07', '62', 'id', '44', '01020304')
  expect(note.decode(raw).n).toBe(7)
  expect(() => note.decodeCanonical(raw)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
})

/** Bytes from pairs of hexadecimal digits and from names as they are. */
function bytesOf(...parts: readonly string[]): Uint8Array {
  const isHex = (part: string) => /^([0-9a-f]{2})+$/.test(part)
  return Uint8Array.from(
    parts.flatMap(part =>
      isHex(part)
        ? Array.from(part.matchAll(/../g), ([pair]) => Number.parseInt(pair, 16))
        : Array.from(new TextEncoder().encode(part))
    )
  )
}

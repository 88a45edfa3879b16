import * as v from 'valibot'
import { encode } from '@ipld/dag-cbor'
import { expect, test } from 'vitest'
import { bytes, count, text } from '../../../protocol/codec/fields.ts'
import { defineMessage } from '../../../protocol/codec/message.ts'
import { signed } from '../../../protocol/codec/envelope.ts'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'

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
  const raw = new Uint8Array([
    0xa3,
    0x64,
    ...new TextEncoder().encode('text'),
    0x61,
    0x61,
    0x61,
    ...new TextEncoder().encode('n'),
    7,
    0x62,
    ...new TextEncoder().encode('id'),
    0x44,
    1,
    2,
    3,
    4
  ])
  expect(note.decode(raw).n).toBe(7)
  expect(() => note.decodeCanonical(raw)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
})

test('a signature holds for its own domain and key alone', async () => {
  const signer = await signerFromSeed(new Uint8Array(32).fill(1))
  const other = await signerFromSeed(new Uint8Array(32).fill(2))
  const envelope = signed(note)
  const { bytes: sealed } = await envelope.sign(value, signer)
  expect((await envelope.open(sealed, { signer: signer.publicKey })).value).toEqual(value)
  await expect(envelope.open(sealed, { signer: other.publicKey })).rejects.toMatchObject({ code: 'bad-signature' })
  const sameShape = defineMessage('videocity/test-mote/v1', 256, v.object({ id: bytes(4), n: count(), text: text(32) }))
  await expect(signed(sameShape).open(sealed)).rejects.toMatchObject({ code: 'malformed' })
  for (let i = 0; i < sealed.length; i += 3) {
    const forged = Uint8Array.from(sealed)
    forged[i] = (forged[i] ?? 0) ^ 0x01
    await expect(envelope.open(forged)).rejects.toMatchObject({ name: expect.stringMatching(/CodecError|AuthError/) })
  }
})

import * as v from 'valibot'
import { expect, test } from 'vitest'
import { signed } from '../../../protocol/codec/envelope.ts'
import { bytes, count, text } from '../../../protocol/codec/fields.ts'
import { defineMessage } from '../../../protocol/codec/message.ts'
import { signerFromCryptoKeys, signerFromSeed } from '../../../protocol/codec/signer.ts'

const fields = v.object({ id: bytes(4), n: count(), text: text(32) })
const value = { id: new Uint8Array([1, 2, 3, 4]), n: 7, text: 'hello' }
const note = signed(defineMessage('videocity/test-note/v1', 256, fields))
const signer = await signerFromSeed(new Uint8Array(32).fill(1))
const other = await signerFromSeed(new Uint8Array(32).fill(2))
const { bytes: sealed } = await note.sign(value, signer)

test('what was signed comes back with its signer', async () => {
  expect(await note.open(sealed)).toEqual({ value, signer: signer.publicKey, bytes: sealed })
})

test('a key the browser keeps signs as well', async () => {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
  const kept = await signerFromCryptoKeys(pair)
  const { bytes: envelope } = await note.sign(value, kept)
  expect((await note.open(envelope, { signer: kept.publicKey })).value).toEqual(value)
})

test('a signature is of one key', async () => {
  await expect(note.open(sealed, { signer: other.publicKey })).rejects.toMatchObject({ code: 'bad-signature' })
})

test('a signature is of one kind of message', async () => {
  const sameShape = signed(defineMessage('videocity/test-mote/v1', 256, fields))
  await expect(sameShape.open(sealed)).rejects.toMatchObject({ code: 'malformed' })
})

test('another version of a kind of message is told apart', async () => {
  const later = signed(defineMessage('videocity/test-note/v2', 256, fields))
  await expect(later.open(sealed)).rejects.toMatchObject({ name: 'CodecError', code: 'unknown-version' })
})

test('size is checked before anything is parsed', async () => {
  await expect(note.open(new Uint8Array(8193))).rejects.toMatchObject({ code: 'too-large' })
  await expect(signed(note.message, 64).sign(value, signer)).rejects.toMatchObject({ code: 'too-large' })
})

test('not one byte of an envelope can be changed', async () => {
  for (let i = 0; i < sealed.length; i++) {
    const forged = Uint8Array.from(sealed)
    forged[i] = (forged[i] ?? 0) ^ 0x01
    await expect(note.open(forged)).rejects.toMatchObject({ name: expect.stringMatching(/CodecError|AuthError/) })
  }
})

test('nothing can be added to an envelope', async () => {
  // an unknown protobuf field, and a second signature
  for (const extra of [
    [0x78, 0x01],
    [0x2a, 0x01, 0x00]
  ]) {
    await expect(note.open(Uint8Array.from([...sealed, ...extra]))).rejects.toMatchObject({ name: 'CodecError' })
  }
})

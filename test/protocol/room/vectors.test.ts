import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { chatLine } from '../../../protocol/chat/chat-line.ts'
import { chatFrame } from '../../../protocol/chat/chat-frame.ts'
import { historyFrame } from '../../../protocol/chat/history.ts'
import { signed, type SignedMessage } from '../../../protocol/codec/envelope.ts'
import { defineMessage, type Message } from '../../../protocol/codec/message.ts'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { parseHomeId } from '../../../protocol/identity/genesis.ts'
import { createSealKeys } from '../../../protocol/identity/seal-keys.ts'
import { signalMessage } from '../../../protocol/media/signal.ts'
import { isRoomFrame, roomFrame } from '../../../protocol/room/frame.ts'
import { createHeardKeys } from '../../../protocol/room/heard-keys.ts'
import { openKeyBox, sealKeyTo } from '../../../protocol/room/key-box.ts'
import { joinStatement, verifyJoinStatement } from '../../../protocol/room/membership.ts'
import { presenceMessage } from '../../../protocol/room/presence.ts'
import { roomTag } from '../../../protocol/room/tag.ts'
import { filled, NOW_MS } from '../../support/fixed-keys.ts'
import { freshSeed, impostors, mutated, tampered } from '../../support/hostile.ts'
import derivations from '../../vectors/room-derivations.json' with { type: 'json' }
import roomVectors from '../../vectors/room.json' with { type: 'json' }
import { fromHex, fromJson, type Vector } from '../../vectors/vector.ts'

const vectors: readonly Vector[] = roomVectors
const seed = freshSeed()
const tag = fromHex(derivations.tag)
const peerKey = fromHex(derivations.peers.ada.key)

const signedKinds = [joinStatement, chatLine] as unknown as readonly SignedMessage<unknown>[]
const messages = [
  roomFrame,
  presenceMessage,
  chatFrame,
  historyFrame,
  signalMessage,
  ...signedKinds.map(({ message }) => message)
] as unknown as readonly Message<unknown>[]
const messageOf = ({ message }: Vector) => messages.find(({ label }) => label === message)
const ours = /^(CodecError|AuthError)$/

test.each(messages)('$label has a smallest and a largest vector', ({ label }) => {
  const names = vectors.filter(({ message }) => message === label).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['smallest', 'largest']))
})

test.each(vectors)('the $name $message is written and read as its vector', vector => {
  const [value, bytes] = [fromJson(vector.value), fromHex(vector.bytes)]
  expect(messageOf(vector)?.decodeCanonical(bytes)).toEqual(value)
  expect(messageOf(vector)?.encode(value)).toEqual(bytes)
  expect(bytes.length).toBeLessThanOrEqual(messageOf(vector)?.maxBytes ?? 0)
})

const envelopes = vectors.flatMap(vector =>
  vector.envelope === undefined ? [] : [{ ...vector, envelope: vector.envelope }]
)

test.each(envelopes)('the $name $message is signed as its vector', async vector => {
  const kind = signedKinds.find(({ message }) => message.label === vector.message)
  const signer = await signerFromSeed(fromHex(vector.signerSeed ?? ''))
  const envelope = fromHex(vector.envelope)
  expect((await kind?.sign(fromJson(vector.value), signer))?.bytes).toEqual(envelope)
  expect(await kind?.open(envelope, { signer: signer.publicKey })).toMatchObject({ value: fromJson(vector.value) })
  expect(envelope.length).toBeLessThanOrEqual(kind?.maxBytes ?? 0)
})

test('the statements in the vectors let somebody in', async () => {
  for (const { name, message, envelope } of envelopes) {
    if (message !== joinStatement.message.label) continue
    const joined = await verifyJoinStatement(fromHex(envelope), { tag, peerKey, nowMs: NOW_MS })
    expect(joined).toMatchObject({ peer: derivations.peers.ada.peer, kind: name === 'smallest' ? 'guest' : 'citizen' })
  }
})

test('a room is called as its vector', () => {
  const { home, room } = derivations
  expect(roomTag(parseHomeId(home), { id: fromHex(room.id), epoch: room.epoch })).toEqual(tag)
})

test('words are unsealed as their vector', async () => {
  const { key, sealed } = derivations.senderKey
  const keys = createHeardKeys(derivations.topic.split('/').at(-1) ?? '', derivations.peers.ada.peer)
  keys.learn(sealed.generation, 0, fromHex(key))
  const { generation, step, n } = sealed
  const opened = await keys.open({ kind: 'sealed', lane: 'chat', generation, step, n, box: fromHex(sealed.box) })
  expect(opened.kind === 'words' && new TextDecoder().decode(opened.bytes)).toBe(sealed.text)
})

test(`a sealed key that was touched is not opened (seed ${seed})`, async () => {
  const own = await createSealKeys()
  const context = { tag: 'tag', from: 'a', to: 'b', generation: 1, step: 0 }
  const box = await sealKeyTo(own.publicKey, filled(7), context)
  expect(await openKeyBox(box, own, context)).toEqual(filled(7))
  const changed = mutated(box).filter(bytes => bytes.join() !== box.join())
  await fc.assert(
    fc.asyncProperty(changed, async bytes => {
      await expect(openKeyBox(bytes, own, context)).rejects.toMatchObject({ code: 'malformed' })
    }),
    { seed, numRuns: 30 }
  )
})

test.each(vectors)(`mutated bytes of the $name $message do no harm (seed ${seed})`, vector =>
  fc.assert(
    fc.property(mutated(fromHex(vector.bytes)), bytes => {
      try {
        expect(impostors(messageOf(vector)?.decode(bytes))).toEqual([])
      } catch (error) {
        expect(error).toMatchObject({ name: expect.stringMatching(ours) })
      }
      expect(typeof isRoomFrame(bytes)).toBe('boolean')
    }),
    { seed, numRuns: 60 }
  )
)

test.each(envelopes)(`a mutated envelope of the $name $message is not believed (seed ${seed})`, vector => {
  const valid = fromHex(vector.envelope)
  const changed = mutated(valid).filter(bytes => bytes.join() !== valid.join())
  const believe = (bytes: Uint8Array): Promise<unknown> =>
    vector.message === chatLine.message.label
      ? chatLine.open(bytes)
      : verifyJoinStatement(bytes, { tag, peerKey, nowMs: NOW_MS })
  return fc.assert(
    fc.asyncProperty(changed, async bytes => {
      await expect(believe(bytes)).rejects.toMatchObject({ name: expect.stringMatching(ours) })
    }),
    { seed, numRuns: 40 }
  )
})

test.each(envelopes)(`a $name $message with strange fields, well signed, does no harm (seed ${seed})`, async vector => {
  const kind = signedKinds.find(({ message }) => message.label === vector.message)
  const signer = await signerFromSeed(fromHex(vector.signerSeed ?? ''))
  const anything = signed(defineMessage(kind?.message.label ?? '', kind?.message.maxBytes ?? 0, v.unknown()))
  await fc.assert(
    fc.asyncProperty(tampered(fromJson(vector.value)), async value => {
      try {
        expect(impostors((await kind?.open((await anything.sign(value, signer)).bytes))?.value)).toEqual([])
      } catch (error) {
        expect(error).toMatchObject({ name: expect.stringMatching(ours) })
      }
    }),
    { seed, numRuns: 60 }
  )
})

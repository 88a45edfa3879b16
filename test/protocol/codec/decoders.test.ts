import fc from 'fast-check'
import * as v from 'valibot'
import { afterAll, expect, test } from 'vitest'
import { homeRecord, openHomeRecord } from '../../../protocol/city/home-record.ts'
import { signed, type SignedMessage } from '../../../protocol/codec/envelope.ts'
import { defineMessage, type Message } from '../../../protocol/codec/message.ts'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { recogniseCard, recogniseQrText } from '../../../protocol/identity/card-picture.ts'
import { chainStep, verifyChain } from '../../../protocol/identity/chain.ts'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { deviceCert, sessionCert, verifySessionCert } from '../../../protocol/identity/device.ts'
import { genesisMessage, homeOfRecordKey, homeRecordKey, parseHomeId } from '../../../protocol/identity/genesis.ts'
import { homeMail, openHomeMail } from '../../../protocol/identity/home-mail.ts'
import { homeOfLoginCard, loginCard } from '../../../protocol/identity/login-card.ts'
import { withPngChunk } from '../../../protocol/identity/png.ts'
import { openRecoverySheet, recoverySheet, recoverySheetFromTyped } from '../../../protocol/identity/recovery-sheet.ts'
import { openRevocations, revocations } from '../../../protocol/identity/revocation.ts'
import { openVisitingCard, visitingCard } from '../../../protocol/identity/visiting-card.ts'
import { NOW_MS, ROOT_SEED } from '../../support/fixed-keys.ts'
import { freshSeed, impostors, mutated, tampered } from '../../support/hostile.ts'
import { tinyPng } from '../../support/png-pieces.ts'
import derivations from '../../vectors/derivations.json' with { type: 'json' }
import homeRecordVectors from '../../vectors/home-record.json' with { type: 'json' }
import identityVectors from '../../vectors/identity.json' with { type: 'json' }
import { fromHex, fromJson, type Vector } from '../../vectors/vector.ts'

const nowMs = NOW_MS
const seed = freshSeed()
const home = parseHomeId(derivations.home)
const genesis = genesisOf(ROOT_SEED)
const chain = await verifyChain(genesis, [])
const vectors: readonly Vector[] = [...identityVectors, ...homeRecordVectors]

/** Every kind of signed message, and the function that believes it. */
const believers = [
  [chainStep, bytes => verifyChain(genesis, [bytes])],
  [deviceCert, bytes => deviceCert.open(bytes)],
  [sessionCert, bytes => verifySessionCert(bytes, { nowMs })],
  [revocations, bytes => openRevocations(bytes, chain)],
  [homeMail, bytes => openHomeMail(bytes, chain)],
  [visitingCard, bytes => openVisitingCard(bytes, { nowMs })],
  [homeRecord, bytes => openHomeRecord(home, bytes, { nowMs })]
] as readonly (readonly [SignedMessage<unknown>, (bytes: Uint8Array) => Promise<unknown>])[]

const signedCases = vectors.flatMap(vector =>
  believers
    .filter(([kind]) => kind.message.label === vector.message)
    .map(([kind, believe]) => ({ name: vector.name, label: vector.message, vector, kind, believe }))
)
const plainMessages = [genesisMessage, loginCard, recoverySheet] as unknown as readonly Message<unknown>[]
const messageCases = vectors.flatMap(vector =>
  [...plainMessages, ...believers.map(([kind]) => kind.message)]
    .filter(({ label }) => label === vector.message)
    .map(message => ({ name: vector.name, label: vector.message, vector, message }))
)

const prototypes = [Object.prototype, Array.prototype, Function.prototype, Uint8Array.prototype]
const before = prototypes.map(prototype => Reflect.ownKeys(prototype))

afterAll(() => {
  // nothing any of these tests decoded has found its way into what all objects share
  expect(prototypes.map(prototype => Reflect.ownKeys(prototype))).toEqual(before)
})

/** Runs a decoder: whatever it gives is plain, whatever it throws is one of ours. */
async function survive(decode: () => unknown): Promise<void> {
  try {
    expect(impostors(await decode())).toEqual([])
  } catch (error) {
    expect(error).toMatchObject({ name: expect.stringMatching(/^(CodecError|AuthError)$/) })
  }
}

const check = <T>(input: fc.Arbitrary<T>, decode: (value: T) => unknown, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(input, value => survive(() => decode(value))),
    { seed, numRuns }
  )

test.each(messageCases)(`mutated bytes of the $name $label do no harm (seed ${seed})`, ({ vector, message }) =>
  check(mutated(fromHex(vector.bytes)), async bytes => [message.decode(bytes), message.decodeCanonical(bytes)], 100)
)

test.each(signedCases)(
  `a mutated envelope of the $name $label is not believed (seed ${seed})`,
  ({ vector, believe }) => {
    const valid = fromHex(vector.envelope ?? '')
    const changed = mutated(valid).filter(bytes => bytes.join() !== valid.join())
    return fc.assert(
      fc.asyncProperty(changed, async bytes => {
        await expect(believe(bytes)).rejects.toMatchObject({ name: expect.stringMatching(/^(CodecError|AuthError)$/) })
      }),
      { seed, numRuns: 40 }
    )
  }
)

test.each(signedCases)(`a $name $label with strange fields, well signed, does no harm (seed ${seed})`, async given => {
  const { vector, kind, believe } = given
  const signer = await signerFromSeed(fromHex(vector.signerSeed ?? ''))
  const anything = signed(defineMessage(kind.message.label, kind.message.maxBytes, v.unknown()))
  await check(tampered(fromJson(vector.value)), async value => believe((await anything.sign(value, signer)).bytes), 60)
})

const card = withPngChunk(tinyPng(), 'vcLg', fromHex(derivations.loginCard.payload))

test.each([
  ['a card', mutated(card), recogniseCard],
  ['a login card', mutated(fromHex(derivations.loginCard.payload)), homeOfLoginCard],
  ['a recovery sheet', mutated(fromHex(derivations.recoverySheet.payload)), openRecoverySheet],
  ['the key of a record', mutated(homeRecordKey(home)), homeOfRecordKey]
] as readonly (readonly [string, fc.Arbitrary<Uint8Array>, (bytes: Uint8Array) => unknown])[])(
  `mutated bytes of %s do no harm (seed ${seed})`,
  (_, bytes, decode) => check(bytes, decode, 500)
)

const utf8 = (text: string) => new TextEncoder().encode(text)

test.each([
  ['a login card’s QR code', derivations.loginCard.qrText, recogniseQrText],
  ['a recovery sheet’s QR code', derivations.recoverySheet.qrText, recogniseQrText],
  ['a link in a QR code', derivations.links[1] ?? '', recogniseQrText],
  ['a typed recovery sheet', derivations.recoverySheet.groups.join(' '), recoverySheetFromTyped],
  ['a home ID', derivations.home, parseHomeId]
] as readonly (readonly [string, string, (text: string) => unknown])[])(
  `mutated text of %s does no harm (seed ${seed})`,
  (_, text, decode) =>
    check(
      mutated(utf8(text)).map(bytes => new TextDecoder().decode(bytes)),
      decode,
      300
    )
)

import { describe, expect, test } from 'vitest'
import { homeRecord, openHomeRecord } from '../../../protocol/city/home-record.ts'
import type { SignedMessage } from '../../../protocol/codec/envelope.ts'
import type { Message } from '../../../protocol/codec/message.ts'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { chainStep } from '../../../protocol/identity/chain.ts'
import { deviceCert, sessionCert, verifySessionCert } from '../../../protocol/identity/device.ts'
import { genesisMessage, parseHomeId } from '../../../protocol/identity/genesis.ts'
import { homeMail } from '../../../protocol/identity/home-mail.ts'
import { loginCard, loginCardFromQrText, openLoginCard } from '../../../protocol/identity/login-card.ts'
import {
  recoverySheet,
  recoverySheetFromQrText,
  recoverySheetFromTyped
} from '../../../protocol/identity/recovery-sheet.ts'
import { revocations } from '../../../protocol/identity/revocation.ts'
import { openVisitingCard, visitingCard } from '../../../protocol/identity/visiting-card.ts'
import { NOW_MS } from '../../support/fixed-keys.ts'
import derivations from '../../vectors/derivations.json' with { type: 'json' }
import homeRecordVectors from '../../vectors/home-record.json' with { type: 'json' }
import identityVectors from '../../vectors/identity.json' with { type: 'json' }
import { fromHex, fromJson, type Vector } from '../../vectors/vector.ts'

const plain = [genesisMessage, loginCard, recoverySheet] as unknown as readonly Message<unknown>[]
const signed = [
  chainStep,
  deviceCert,
  sessionCert,
  revocations,
  homeMail,
  visitingCard,
  homeRecord
] as unknown as readonly SignedMessage<unknown>[]
const messages = [...plain, ...signed.map(({ message }) => message)]
const vectors: readonly Vector[] = [...identityVectors, ...homeRecordVectors]

test.each(messages)('$label has a smallest and a largest vector', ({ label }) => {
  const names = vectors.filter(({ message }) => message === label).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['smallest', 'largest']))
})

test.each(vectors)('the $name $message is written and read as its vector', vector => {
  const message = messages.find(({ label }) => label === vector.message)
  const [value, bytes] = [fromJson(vector.value), fromHex(vector.bytes)]
  expect(message?.decodeCanonical(bytes)).toEqual(value)
  expect(message?.encode(value)).toEqual(bytes)
  expect(bytes.length).toBeLessThanOrEqual(message?.maxBytes ?? 0)
})

test.each(vectors.filter(({ envelope }) => envelope !== undefined))(
  'the $name $message is signed as its vector',
  async vector => {
    const kind = signed.find(({ message }) => message.label === vector.message)
    const [value, envelope] = [fromJson(vector.value), fromHex(vector.envelope ?? '')]
    const signer = await signerFromSeed(fromHex(vector.signerSeed ?? ''))
    expect((await kind?.sign(value, signer))?.bytes).toEqual(envelope)
    expect(await kind?.open(envelope, { signer: signer.publicKey })).toMatchObject({ value })
    expect(envelope.length).toBeLessThanOrEqual(kind?.maxBytes ?? 0)
  }
)

describe('what proves somebody', () => {
  const nowMs = NOW_MS
  const home = parseHomeId(derivations.home)
  const envelopes = (label: string) =>
    vectors
      .filter(({ message }) => message === label)
      .map(({ name, envelope }) => ({ name, bytes: fromHex(envelope ?? '') }))

  test.each(envelopes('videocity/home-record/v1'))('the $name home record holds', async ({ bytes }) => {
    expect(await openHomeRecord(home, bytes, { nowMs })).toMatchObject({ home })
  })

  test.each(envelopes('videocity/visiting-card/v1'))('the $name visiting card holds', async ({ bytes }) => {
    expect(await openVisitingCard(bytes, { nowMs })).toMatchObject({ home })
  })

  test.each(envelopes('videocity/session-cert/v1'))('the $name session certificate holds', async ({ name, bytes }) => {
    expect(await verifySessionCert(bytes, { nowMs })).toMatchObject(name === 'smallest' ? { kind: 'guest' } : { home })
  })
})

test('the login card opens, from its QR code as well', async () => {
  const { payload, passphrase, qrText } = derivations.loginCard
  expect(loginCardFromQrText(qrText)).toEqual(fromHex(payload))
  expect(await openLoginCard(fromHex(payload), passphrase)).toMatchObject({ home: derivations.home, moved: false })
})

test('the recovery sheet is the same from its QR code and as it is typed', () => {
  const { payload, qrText, groups } = derivations.recoverySheet
  expect(recoverySheetFromQrText(qrText)).toEqual(fromHex(payload))
  expect(recoverySheetFromTyped(groups.join(' '))).toEqual(fromHex(payload))
})

import { expect, test } from 'vitest'
import { recogniseCard, recogniseQrText } from '../../../protocol/identity/card-picture.ts'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../../protocol/identity/genesis.ts'
import { formatLink } from '../../../protocol/identity/link.ts'
import { loginCard, loginCardToQrText } from '../../../protocol/identity/login-card.ts'
import { withPngChunk } from '../../../protocol/identity/png.ts'
import { makeRecoverySheet, recoverySheetToQrText } from '../../../protocol/identity/recovery-sheet.ts'
import { filled, RECOVERY_SEED, ROOT_SEED } from '../../support/fixed-keys.ts'
import { joined, tinyPng } from '../../support/png-pieces.ts'

const MIB = 1024 * 1024
const payload = Uint8Array.from([1, 2, 3])
const latin1 = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))
const flaw = (code: string) => expect.objectContaining({ name: 'CodecError', code })
const home = homeIdOf(genesisOf(ROOT_SEED))

test('a card is known by its chunk', () => {
  expect(recogniseCard(withPngChunk(tinyPng(), 'vcLg', payload))).toEqual({ kind: 'login', payload })
  expect(recogniseCard(withPngChunk(tinyPng(), 'vcVc', payload))).toEqual({ kind: 'visiting', payload })
})

test('other pictures may show a QR code', () => {
  const beginnings = ['\xff\xd8\xff\xe0', 'GIF89a', 'RIFF\0\0\0\0WEBPVP8 ', 'BM', '\0\0\0 ftypavif', '\0\0\0 ftypheic']
  for (const file of [tinyPng(), ...beginnings.map(latin1)]) expect(recogniseCard(file)).toEqual({ kind: 'picture' })
})

test('a PNG too large for a card may be a photograph of one', () => {
  expect(recogniseCard(joined(tinyPng(), new Uint8Array(2 * MIB)))).toEqual({ kind: 'picture' })
  expect(() => recogniseCard(joined(tinyPng(), new Uint8Array(25 * MIB)))).toThrow(flaw('too-large'))
})

test('what is no picture is no card', () => {
  const files = ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7', 'MZ', 'RIFF\0\0\0\0WAVE', 'hello']
  for (const file of files) expect(() => recogniseCard(latin1(file))).toThrow(flaw('not-a-card'))
})

test('a QR code is a login card, a recovery sheet, a link, or nothing of ours', () => {
  const card = loginCard.encode({
    v: 1,
    h: joined([0x12, 32], filled(1)),
    k: 'argon2id',
    m: 65_536,
    t: 3,
    p: 1,
    s: filled(2, 16),
    n: filled(3, 24),
    c: filled(4, 48)
  })
  const sheet = makeRecoverySheet({ genesis: genesisOf(ROOT_SEED), recoverySeed: RECOVERY_SEED })
  const link = { origin: 'https://city.example.org', home, hints: [] }
  expect(recogniseQrText(loginCardToQrText(card))).toEqual({ kind: 'login', payload: card })
  expect(recogniseQrText(recoverySheetToQrText(sheet))).toEqual({ kind: 'recovery', payload: sheet })
  expect(recogniseQrText(formatLink(link))).toEqual({ kind: 'link', link })
  for (const text of ['', 'hello', 'https://example.org/#/about', 'WIFI:S:cafe;;', 'k2']) {
    expect(recogniseQrText(text)).toBeUndefined()
  }
})

test('a QR code of ours that is broken says so', () => {
  for (const text of ['VIDEOCITY1:ABC', 'VIDEOCITY-RECOVERY1:', 'web+videocity:k2']) {
    expect(() => recogniseQrText(text)).toThrow(flaw('malformed'))
  }
  expect(() => recogniseQrText('VIDEOCITY9:ABC')).toThrow(flaw('unknown-version'))
})

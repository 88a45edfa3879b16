import { argon2id } from '@noble/hashes/argon2.js'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { encode } from '@ipld/dag-cbor'
import encodeQR from 'qr'
import { describe, expect, test } from 'vitest'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../../protocol/identity/genesis.ts'
import {
  homeOfLoginCard,
  isPassphrase,
  loginCard,
  type LoginCard,
  loginCardFromQrText,
  loginCardToQrText,
  makeLoginCard,
  openLoginCard
} from '../../../protocol/identity/login-card.ts'
import { filled, notRandom, ROOT_SEED } from '../../support/fixed-keys.ts'

const passphrase = 'correct horse battery staple'
/** As little as a card may ask for: the tests are not about how slow it is. */
const quick = { memoryKiB: 16 * 1024, passes: 1 }
const home = homeIdOf(genesisOf(ROOT_SEED))
const card = await makeLoginCard({ seed: ROOT_SEED, passphrase, ...quick })

const change = (fields: Partial<LoginCard>) => loginCard.encode({ ...loginCard.decode(card), ...fields })
const refusal = (code: string) => expect.objectContaining({ name: 'AuthError', code })
const flaw = (code: string) => expect.objectContaining({ name: 'CodecError', code })

describe('a login card', () => {
  test('gives back the seed for its passphrase, as cards are made by default', async () => {
    const real = await makeLoginCard({ seed: ROOT_SEED, passphrase })
    expect(loginCard.decode(real)).toMatchObject({ k: 'argon2id', m: 65_536, t: 3, p: 1 })
    expect(await openLoginCard(real, passphrase)).toEqual({ seed: ROOT_SEED, home, moved: false })
  })

  test('is another one each time', async () => {
    expect(await makeLoginCard({ seed: ROOT_SEED, passphrase, ...quick })).not.toEqual(card)
  })

  test('stays closed for another passphrase', async () => {
    for (const wrong of ['correct horse battery stapl', `${passphrase} `, '', 'x'.repeat(2_000)]) {
      await expect(openLoginCard(card, wrong)).rejects.toThrow(refusal('wrong-passphrase'))
    }
  })

  test('opens however the passphrase is composed', async () => {
    const composed = await makeLoginCard({ seed: ROOT_SEED, passphrase: 'Zoë\u00e9 \ufb01nds', ...quick })
    expect(await openLoginCard(composed, 'Zoe\u0308e\u0301 finds')).toMatchObject({ home })
  })

  test('says whose it is before it is opened', () => expect(homeOfLoginCard(card)).toBe(home))

  test('of a home that got a new root says that it moved', async () => {
    const moved = await makeLoginCard({ seed: filled(51), home, passphrase, ...quick })
    expect(await openLoginCard(moved, passphrase)).toEqual({ seed: filled(51), home, moved: true })
  })

  test('is bound to all that is written on it', async () => {
    const other = loginCard.decode(await makeLoginCard({ seed: filled(4), passphrase, ...quick }))
    for (const fields of [{ h: other.h }, { t: 2 }, { s: other.s }, { n: other.n }, { c: other.c }]) {
      await expect(openLoginCard(change(fields), passphrase)).rejects.toThrow(refusal('wrong-passphrase'))
    }
  })

  test.each([
    ['too much memory', { m: 256 * 1024 + 1 }],
    ['all the memory there is', { m: 2 ** 32 - 1 }],
    ['too little memory', { m: 16 * 1024 - 1 }],
    ['too many passes', { t: 9 }],
    ['no passes', { t: 0 }],
    ['too many lanes', { p: 5 }],
    ['no lanes', { p: 0 }],
    ['another function', { k: 'argon2i' }]
  ])('that asks for %s is refused before any is taken', async (_, fields) => {
    // for what it asks, and not because taking the memory failed
    const refused = { name: 'AuthError', code: 'kdf-refused', message: expect.stringMatching(/KiB/) }
    await expect(openLoginCard(change(fields), passphrase)).rejects.toThrow(expect.objectContaining(refused))
  })

  test('is not made with a passphrase too short or too long', async () => {
    expect(isPassphrase('12345678')).toBe(true)
    expect(isPassphrase('1234567')).toBe(false)
    expect(isPassphrase('👩‍👩‍👧'.repeat(2))).toBe(true)
    const wrong = expect.objectContaining({ name: 'UsageError', code: 'bad-option' })
    for (const text of ['1234567', 'x'.repeat(1_025)]) {
      await expect(makeLoginCard({ seed: ROOT_SEED, passphrase: text })).rejects.toThrow(wrong)
    }
  })

  test('is sealed as another program would seal it', async () => {
    const fixed = await makeLoginCard({ seed: ROOT_SEED, passphrase, ...quick, random: notRandom(5) })
    const { c, ...header } = loginCard.decode(fixed)
    const key = argon2id(passphrase, filled(5, 16), { m: 16 * 1024, t: 1, p: 1, dkLen: 32 })
    expect(xchacha20poly1305(key, filled(5, 24), encode(header)).decrypt(c)).toEqual(ROOT_SEED)
  })

  test('of another version is told apart, and a broken one is malformed', async () => {
    const { c, ...rest } = loginCard.decode(card)
    await expect(openLoginCard(encode({ ...rest, c, v: 2 }), passphrase)).rejects.toThrow(flaw('unknown-version'))
    await expect(openLoginCard(encode(rest), passphrase)).rejects.toThrow(flaw('malformed'))
    await expect(openLoginCard(card.subarray(1), passphrase)).rejects.toThrow(flaw('malformed'))
    await expect(openLoginCard(filled(0, 257), passphrase)).rejects.toThrow(flaw('too-large'))
  })
})

describe('its QR code', () => {
  const text = loginCardToQrText(card)

  test('holds the same card', () => {
    expect(loginCardFromQrText(text)).toEqual(card)
    expect(loginCardFromQrText(`\n ${text}\t`)).toEqual(card)
  })

  test('is of version 9 at error correction M, in the alphanumeric mode', () => {
    expect(text).toMatch(/^VIDEOCITY1:[0-9A-Z $%*+\-./:]+$/)
    const modules = encodeQR(text, 'raw', { ecc: 'medium', encoding: 'alphanumeric', border: 1 })
    expect(modules).toHaveLength(17 + 4 * 9 + 2)
  })

  test('of something else is not a card', () => {
    for (const other of ['', 'https://example.org', text.slice(1), text.toLowerCase(), 'VIDEOCITY']) {
      expect(loginCardFromQrText(other)).toBeUndefined()
    }
  })

  test('that is broken says so', () => {
    expect(() => loginCardFromQrText(text.slice(0, -1))).toThrow(flaw('malformed'))
    expect(() => loginCardFromQrText('VIDEOCITY1:')).toThrow(flaw('malformed'))
    expect(() => loginCardFromQrText('VIDEOCITY1:abc')).toThrow(flaw('malformed'))
    expect(() => loginCardFromQrText(text.replace('1:', '2:'))).toThrow(flaw('unknown-version'))
    expect(() => loginCardFromQrText(`VIDEOCITY1:${'0'.repeat(10_000)}`)).toThrow(flaw('too-large'))
  })
})

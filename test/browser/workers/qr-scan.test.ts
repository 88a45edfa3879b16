import { expect, test } from 'vitest'
import { scanQr, type Pixels } from '../../../browser/workers/qr-scan.ts'
import { makeLoginCard, loginCardToQrText } from '../../../protocol/identity/login-card.ts'
import { cardWith, photograph, randomFrom, type Shot } from './photograph.ts'

const seeded = (seed: number) => (bytes: Uint8Array) => {
  const random = randomFrom(seed)
  return bytes.map(() => 256 * random())
}
const text = loginCardToQrText(
  await makeLoginCard({
    seed: new Uint8Array(32).fill(1),
    passphrase: 'correct horse battery',
    memoryKiB: 16 * 1024,
    passes: 1,
    random: seeded(3)
  })
)
const card = cardWith(text)

function scan(pixels: Pixels, timeLimitMs = 15_000): string | undefined {
  return scanQr(pixels, { clock: () => performance.now(), deadlineMs: performance.now() + timeLimitMs })
}

const photo = { widthPx: 1000, heightPx: 750, fill: 0.8, blurPx: 1, grain: 10, shade: 0.5, turnDegrees: 6 }

test.each<[string, Shot]>([
  ['as it is', { widthPx: 600, heightPx: 360, fill: 1 }],
  ['at half its size', { widthPx: 320, heightPx: 200, fill: 1 }],
  ['on a desk, seen from the upper left', { ...photo, tiltXDegrees: 15, tiltYDegrees: -15 }],
  ['on a desk, seen from the lower right', { ...photo, tiltXDegrees: -15, tiltYDegrees: 15, seed: 2 }],
  ['on its side', { ...photo, turnDegrees: 90 }],
  ['upside down', { ...photo, turnDegrees: 181 }],
  ['in the dark', { ...photo, grain: 30, seed: 4 }],
  ['out of focus', { ...photo, blurPx: 2 }],
  ['half in shadow', { ...photo, shade: 0.15 }],
  ['small in a large photo', { ...photo, widthPx: 1400, heightPx: 1050, fill: 0.5 }]
])('reads a card %s', (_how, shot) => {
  expect(scan(photograph(card, shot))).toBe(text)
})

test('finds nothing where nothing is, within its time', () => {
  const nothing = photograph(card, { widthPx: 800, heightPx: 600, fill: 0.05 })
  const began = performance.now()
  expect(scan(nothing, 1_000)).toBeUndefined()
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('tells how far it is', () => {
  const seen: number[] = []
  const nothing = { width: 64, height: 64, data: new Uint8Array(4 * 64 * 64).fill(255) }
  scanQr(nothing, { clock: () => 0, deadlineMs: 1_000, onProgress: fraction => seen.push(fraction) })
  expect(seen[0]).toBe(0)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBeGreaterThan(0.9)
})

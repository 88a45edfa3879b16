import { expect, test } from 'vitest'
import { recogniseCard } from '../../../protocol/identity/card-picture.ts'
import { readPngChunks, withPngChunk } from '../../../protocol/identity/png.ts'
import { joined, PNG_SIGNATURE, pngChunk, pngHeader, pngPixels, tinyPng } from '../../support/png-pieces.ts'

const MIB = 1024 * 1024
const MS_MAX = 50

const iend = pngChunk('IEND')
const png = (...parts: readonly Uint8Array[]) => joined(PNG_SIGNATURE, ...parts)
const repeated = (part: Uint8Array, times: number): Uint8Array => {
  const whole = new Uint8Array(part.length * times)
  for (let at = 0; at < whole.length; at += part.length) whole.set(part, at)
  return whole
}
/** As many of a chunk as fit into the largest file that is read. */
const filledWith = (part: Uint8Array, bytes = 2 * MIB) =>
  png(pngHeader(), repeated(part, Math.floor((bytes - 8 - 25 - 22 - 12) / part.length)), pngPixels(), iend)

/** Zlib of far more bytes than anybody wants: only its beginning, since nobody shall inflate it. */
const inflatable = joined([65, 0, 0, 0x78, 0xda], new Uint8Array(60_000))

const bombs: readonly (readonly [name: string, code: string, file: () => Uint8Array])[] = [
  ['nothing but the signature', 'malformed', () => png()],
  ['a header without an end', 'malformed', () => png(pngHeader())],
  ['pixels without an end', 'malformed', () => png(pngHeader(), pngPixels())],
  ['an end without pixels', 'malformed', () => png(pngHeader(), iend)],
  ['an end before the header', 'malformed', () => png(iend, pngHeader(), pngPixels())],
  ['pixels before the header', 'malformed', () => png(pngPixels(), pngHeader(), iend)],
  ['two headers', 'malformed', () => png(pngHeader(), pngHeader(), pngPixels(), iend)],
  ['a header after the pixels', 'malformed', () => png(pngHeader(), pngPixels(), pngHeader(), iend)],
  ['a header too short', 'malformed', () => png(pngChunk('IHDR', [0, 0, 0, 1]), pngPixels(), iend)],
  ['a header too long', 'malformed', () => png(pngChunk('IHDR', new Uint8Array(14).fill(1)), pngPixels(), iend)],
  ['a header said to be 2^31 long', 'malformed', () => png(pngChunk('IHDR', [0, 0, 0, 1], { length: 2 ** 31 }))],
  ['a chunk said to be 2^32 − 1 long', 'malformed', () => tinyPng(pngChunk('tEXt', [65], { length: 2 ** 32 - 1 }))],
  ['a chunk said to be 2^31 − 1 long', 'malformed', () => tinyPng(pngChunk('tEXt', [65], { length: 2 ** 31 - 1 }))],
  ['a chunk one byte longer than the file', 'malformed', () => png(pngHeader(), pngChunk('IDAT', [], { length: 1 }))],
  ['our chunk said to be 2^31 long', 'malformed', () => tinyPng(pngChunk('vcLg', [1], { length: 2 ** 31 }))],
  ['our chunk of 64 KiB and a byte', 'too-large', () => tinyPng(pngChunk('vcLg', new Uint8Array(65_537)))],
  ['our chunk of a megabyte', 'too-large', () => tinyPng(pngChunk('vcVc', new Uint8Array(MIB)))],
  ['our chunk twice', 'malformed', () => tinyPng(pngChunk('vcLg', [1]), pngChunk('vcLg', [2]))],
  ['our other chunk twice', 'malformed', () => tinyPng(pngChunk('vcVc', [1]), pngChunk('vcVc', [1]))],
  ['our chunk 60 times', 'malformed', () => tinyPng(repeated(pngChunk('vcLg', [1]), 60))],
  ['both of our chunks', 'malformed', () => tinyPng(pngChunk('vcLg', [1]), pngChunk('vcVc', [1]))],
  [
    'our chunk before and after the pixels',
    'malformed',
    () => png(pngHeader(), pngChunk('vcLg', [1]), pngPixels(), pngChunk('vcLg', [1]), iend)
  ],
  ['a wrong checksum in our chunk', 'malformed', () => tinyPng(pngChunk('vcLg', [1], { crc: 0 }))],
  [
    'a wrong checksum in the header',
    'malformed',
    () => png(pngChunk('IHDR', [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0], { crc: 1 }), pngPixels(), iend)
  ],
  ['a wrong checksum in the end', 'malformed', () => png(pngHeader(), pngPixels(), pngChunk('IEND', [], { crc: 1 }))],
  ['an end with something in it', 'malformed', () => png(pngHeader(), pngPixels(), pngChunk('IEND', [1]))],
  ['a width of nothing', 'malformed', () => png(pngHeader(0, 1), pngPixels(), iend)],
  ['a height of nothing', 'malformed', () => png(pngHeader(1, 0), pngPixels(), iend)],
  ['a width of 2^31 − 1', 'too-large', () => png(pngHeader(2 ** 31 - 1, 1), pngPixels(), iend)],
  ['a picture of 65,535 × 65,535', 'too-large', () => png(pngHeader(65_535, 65_535), pngPixels(), iend)],
  ['a picture of 4,097 × 1', 'too-large', () => png(pngHeader(4_097, 1), pngPixels(), iend)],
  ['a chunk whose type is no text', 'malformed', () => tinyPng(pngChunk('\0\0\0\0'))],
  ['a chunk whose type has a digit', 'malformed', () => tinyPng(pngChunk('tEX1'))],
  ['170,000 empty chunks', 'too-large', () => filledWith(pngChunk('tEXt'))],
  ['170,000 empty chunks of pixels', 'too-large', () => filledWith(pngChunk('IDAT'))],
  ['65 chunks', 'too-large', () => tinyPng(repeated(pngChunk('tEXt'), 63))],
  ['65 packed texts', 'too-large', () => filledWith(pngChunk('zTXt', inflatable.subarray(0, 30_000)))],
  ['zeros without end', 'malformed', () => png(new Uint8Array(MIB))],
  ['ones without end', 'malformed', () => png(new Uint8Array(MIB).fill(0xff))]
]

test('there are enough of them', () => expect(bombs.length).toBeGreaterThanOrEqual(30))

test.each(bombs)('%s is %s, and soon', (_, code, make) => {
  const file = make()
  const refusal = expect.objectContaining({ name: 'CodecError', code })
  expect(timeOf(() => expect(() => recogniseCard(file)).toThrow(refusal))).toBeLessThan(MS_MAX)
})

// not for a walker that inflates nothing to refuse; whoever draws them has limits of their own
test.each([
  ['packed texts', tinyPng(pngChunk('zTXt', inflatable), pngChunk('iTXt', inflatable), pngChunk('iCCP', inflatable))],
  ['packed pixels', png(pngHeader(4_096, 4_096), pngChunk('IDAT', inflatable), iend)],
  ['two megabytes in one chunk', filledWith(pngChunk('prVt', new Uint8Array(2 * MIB - 100)))]
])('%s are passed over, and soon', (_, file) => {
  expect(recogniseCard(file)).toEqual({ kind: 'picture' })
  expect(timeOf(() => recogniseCard(file))).toBeLessThan(MS_MAX)
})

test('ten million bytes of tiny chunks are no card, and soon', () => {
  const file = filledWith(pngChunk('tEXt'), 12 * MIB)
  expect(timeOf(() => expect(recogniseCard(file)).toEqual({ kind: 'picture' }))).toBeLessThan(MS_MAX)
  expect(() => readPngChunks(file)).toThrow(expect.objectContaining({ code: 'too-large' }))
})

test('a card cut off anywhere is malformed', () => {
  const card = withPngChunk(tinyPng(), 'vcLg', new Uint8Array(40).fill(7))
  for (let length = 8; length < card.length; length++) {
    expect(() => recogniseCard(card.subarray(0, length))).toThrow(expect.objectContaining({ code: 'malformed' }))
  }
  for (let length = 0; length < 8; length++) {
    expect(() => recogniseCard(card.subarray(0, length))).toThrow(expect.objectContaining({ code: 'not-a-card' }))
  }
})

test('a card with any one bit wrong is no card', () => {
  const payload = new Uint8Array(40).fill(7)
  const card = withPngChunk(tinyPng(), 'vcLg', payload)
  for (let bit = 0; bit < card.length * 8; bit++) {
    const broken = Uint8Array.from(card)
    broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(() => recogniseCard(broken)).toThrow(expect.objectContaining({ name: 'CodecError' }))
  }
})

/** The best of three: what else the computer does is not the walker's fault. */
function timeOf(work: () => void): number {
  const once = () => {
    const beganMs = performance.now()
    work()
    return performance.now() - beganMs
  }
  return Math.min(once(), once(), once())
}

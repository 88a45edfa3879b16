import { describe, expect, test } from 'vitest'
import { findPngChunk, isPng, readPngChunks, withPngChunk } from '../../../protocol/identity/png.ts'
import { joined, PNG_SIGNATURE, pngChunk, pngHeader, pngPixels, tinyPng } from '../../support/png-pieces.ts'

const KIB = 1024
const data = Uint8Array.from([1, 2, 3])
const typesOf = (file: Uint8Array) => readPngChunks(file).map(chunk => chunk.type)

describe('a chunk of ours', () => {
  test('comes back as it was written, before the pixels', () => {
    const file = withPngChunk(tinyPng(), 'vcLg', data)
    expect(typesOf(file)).toEqual(['IHDR', 'vcLg', 'IDAT', 'IEND'])
    expect(findPngChunk(readPngChunks(file), 'vcLg')).toEqual(data)
    expect(findPngChunk(readPngChunks(file), 'vcVc')).toBeUndefined()
  })

  test('stands behind all that others wrote before the pixels, and leaves the rest as it was', () => {
    const file = joined(
      PNG_SIGNATURE,
      pngHeader(),
      pngChunk('tEXt', [65, 0, 66]),
      pngPixels(),
      pngChunk('IDAT'),
      pngChunk('tIME', [7, 235, 1, 15, 0, 0, 0]),
      pngChunk('IEND')
    )
    expect(typesOf(withPngChunk(file, 'vcVc', data))).toEqual(['IHDR', 'tEXt', 'vcVc', 'IDAT', 'IDAT', 'tIME', 'IEND'])
  })

  test('takes the place of any other of ours', () => {
    const twice = withPngChunk(withPngChunk(tinyPng(), 'vcLg', data), 'vcVc', Uint8Array.from([9]))
    expect(typesOf(twice)).toEqual(['IHDR', 'vcVc', 'IDAT', 'IEND'])
    expect(findPngChunk(readPngChunks(twice), 'vcVc')).toEqual(Uint8Array.from([9]))
  })

  test('may have 64 KiB and no byte more', () => {
    const largest = new Uint8Array(64 * KIB)
    expect(findPngChunk(readPngChunks(withPngChunk(tinyPng(), 'vcLg', largest)), 'vcLg')).toEqual(largest)
    const tooLarge = expect.objectContaining({ name: 'CodecError', code: 'too-large' })
    expect(() => withPngChunk(tinyPng(), 'vcLg', new Uint8Array(64 * KIB + 1))).toThrow(tooLarge)
  })

  test('does not make a picture larger than a reader takes', () => {
    const filler = pngChunk('prVt', new Uint8Array(2 * KIB * KIB - tinyPng().length - 12))
    const full = tinyPng(filler)
    expect(full).toHaveLength(2 * KIB * KIB)
    expect(() => withPngChunk(full, 'vcLg', data)).toThrow(expect.objectContaining({ code: 'too-large' }))
  })

  test('is a copy: the file may change under it', () => {
    const file = withPngChunk(tinyPng(), 'vcLg', data)
    const found = findPngChunk(readPngChunks(file), 'vcLg')
    file.fill(0)
    expect(found).toEqual(data)
  })
})

test('bytes behind the end are ignored when read and left out when written', () => {
  const file = joined(tinyPng(), [1, 2, 3])
  expect(typesOf(file)).toEqual(['IHDR', 'IDAT', 'IEND'])
  const written = withPngChunk(file, 'vcLg', data)
  expect(written).toHaveLength(tinyPng().length + 12 + data.length)
})

test('a view into a larger buffer is read as well', () => {
  const file = tinyPng()
  const view = joined([0, 0, 0], file, [0]).subarray(3, 3 + file.length)
  expect(typesOf(view)).toEqual(['IHDR', 'IDAT', 'IEND'])
})

test('64 chunks besides the pixels are read', () => {
  const extra = Array.from({ length: 62 }, () => pngChunk('tEXt', [65, 0]))
  expect(typesOf(tinyPng(...extra))).toHaveLength(65)
})

test('pixels in many pieces are one picture', () => {
  const pieces = Array.from({ length: 600 }, () => pngChunk('IDAT', [0]))
  expect(typesOf(joined(PNG_SIGNATURE, pngHeader(), ...pieces, pngChunk('IEND')))).toHaveLength(602)
})

test('a PNG is known by its first bytes', () => {
  expect(isPng(tinyPng())).toBe(true)
  expect(isPng(tinyPng().subarray(1))).toBe(false)
  expect(isPng(new Uint8Array())).toBe(false)
})

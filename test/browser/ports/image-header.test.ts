import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readImageHeader } from '../../../browser/ports/image-header.ts'
import { checkPicture } from '../../../browser/ports/pictures.ts'
import { PHOTO_FILE_BYTES_MAX } from '../../../protocol/limits.ts'
import { PIXEL_PNG } from '../models/fakes.ts'

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(part => (typeof part === 'string' ? Array.from(part, c => c.charCodeAt(0)) : part)))

const samples = {
  png: PIXEL_PNG,
  // an application segment with a small preview's frame header inside comes before the real one
  jpeg: bytes([0xff, 0xd8, 0xff, 0xe1, 0, 8, 0xff, 0xc0, 1, 1, 1, 1, 0xff, 0xc2, 0, 17, 8, 0x01, 0x2c, 0x01, 0x90, 3]),
  gif: bytes('GIF89a', [10, 0, 20, 0]),
  bmp: bytes('BM', Array(16).fill(0), [100, 0, 0, 0, 0xce, 0xff, 0xff, 0xff]),
  webpLossy: bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 64, 0, 32, 0]),
  webpLossless: bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [0, 0, 0, 0, 0x2f, 0x3f, 0xc0, 0x07, 0]),
  webpExtended: bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0xff, 1, 0]),
  avif: bytes([0, 0, 0, 16], 'ftypavif', [0, 0, 0, 0], 'ispe', [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0])
}

test.each([
  ['png', 1, 1],
  ['jpeg', 400, 300],
  ['gif', 10, 20],
  ['bmp', 100, 50],
  ['webpLossy', 64, 32],
  ['webpLossless', 64, 32],
  ['webpExtended', 1024, 512],
  ['avif', 256, 512]
] as const)('reads the size of %s from the beginning of the file', (kind, widthPx, heightPx) => {
  expect(readImageHeader(samples[kind])).toMatchObject({ widthPx, heightPx })
})

test('says nothing of files that are cut off or no pictures, whatever they hold', () => {
  for (const sample of Object.values(samples)) {
    for (let length = 0; length < Math.min(20, sample.length - 8); length++) {
      expect(() => readImageHeader(sample.subarray(0, length))).not.toThrow()
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...Object.values(samples)), (noise, sample) => {
      const mixed = Uint8Array.from([...sample.subarray(0, 12), ...noise])
      const began = performance.now()
      readImageHeader(mixed)
      readImageHeader(noise)
      expect(performance.now() - began).toBeLessThan(500)
    })
  )
})

test('a picture too large for its pixels or its bytes is refused before anything decodes it', async () => {
  const bomb = Uint8Array.from(PIXEL_PNG)
  new DataView(bomb.buffer).setUint32(16, 60_000)
  new DataView(bomb.buffer).setUint32(20, 60_000)
  await expect(checkPicture(new Blob([bomb]))).rejects.toMatchObject({ code: 'too-large' })
  await expect(checkPicture(new Blob([new Uint8Array(PHOTO_FILE_BYTES_MAX + 1)]))).rejects.toMatchObject({
    code: 'too-large'
  })
  await expect(checkPicture(new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>']))).rejects.toMatchObject({
    code: 'malformed'
  })
  await expect(checkPicture(new Blob([PIXEL_PNG]))).resolves.toBeUndefined()
})

/** PNGs made piece by piece, right or wrong, for tests of who reads them. */

/** The eight bytes every PNG begins with. */
export const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** A picture of one black pixel, as zlib writes it. */
const ONE_PIXEL = [0x78, 0x9c, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01]

/** One file of many pieces. */
export function joined(...parts: readonly (ArrayLike<number> & Iterable<number>)[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A chunk, whose length and checksum may be told wrongly. */
export function pngChunk(
  type: string,
  data: ArrayLike<number> & Iterable<number> = [],
  { length = data.length, crc }: { length?: number; crc?: number } = {}
): Uint8Array {
  const name = Uint8Array.from(type, character => character.charCodeAt(0))
  const body = joined(name, data)
  return joined(uint32(length), body, uint32(crc ?? slowCrc(body)))
}

/** A header for a greyscale picture. */
export function pngHeader(width = 1, height = 1): Uint8Array {
  return pngChunk('IHDR', [...uint32(width), ...uint32(height), 8, 0, 0, 0, 0])
}

/** The pixels of a picture of 1 × 1. */
export function pngPixels(): Uint8Array {
  return pngChunk('IDAT', ONE_PIXEL)
}

/** A whole picture of 1 × 1, with more chunks before its pixels. */
export function tinyPng(...extra: readonly Uint8Array[]): Uint8Array {
  return joined(PNG_SIGNATURE, pngHeader(), ...extra, pngPixels(), pngChunk('IEND'))
}

function uint32(value: number): number[] {
  return [24, 16, 8, 0].map(shift => (value >>> shift) & 0xff)
}

/** Bit by bit, so that it shares nothing with the one under test. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = ((crc ^ (byte >>> bit)) & 1) === 1
      crc = isOdd ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    }
  }
  return ~crc >>> 0
}

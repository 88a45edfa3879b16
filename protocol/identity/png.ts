/**
 * Walks the chunks of a PNG within tight bounds, and writes one of ours into it.
 *
 * Nothing is inflated and nothing decoded: whoever shows the picture does that.
 *
 * @see https://www.w3.org/TR/png-3/#5DataRep
 */
import { CodecError } from '../errors.ts'
import {
  CARD_FILE_BYTES_MAX,
  PNG_CHUNKS_MAX,
  PNG_DATA_CHUNKS_MAX,
  PNG_OWN_CHUNK_BYTES_MAX,
  PNG_SIDE_PX_MAX
} from '../limits.ts'

/**
 * Our chunks: ancillary and private by their first two letters, reserved bit as it must be, safe to copy by an editor
 * that does not know them.
 */
export type OwnChunk = 'vcLg' | 'vcVc'

const OWN_CHUNKS: readonly string[] = ['vcLg', 'vcVc'] satisfies readonly OwnChunk[]
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Length, type and CRC around a chunk's data. */
const FRAME_BYTES = 12

/** A chunk of a PNG: views of the file, not copies. */
export interface PngChunk {
  /** Four letters. */
  readonly type: string
  readonly data: Uint8Array
  /** The whole chunk with its length and CRC. */
  readonly raw: Uint8Array
}

/** Whether a file begins as a PNG does. */
export function isPng(file: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => file[index] === byte)
}

/**
 * The chunks of a PNG, from IHDR to IEND; bytes behind IEND are ignored.
 *
 * @throws {@link CodecError} `not-a-card` if it is no PNG, `too-large`, `malformed`
 */
export function readPngChunks(file: Uint8Array): PngChunk[] {
  if (file.length > CARD_FILE_BYTES_MAX) throw new CodecError('too-large', `a picture of ${file.length} bytes`)
  if (!isPng(file)) throw new CodecError('not-a-card', 'not a PNG')
  const chunks: PngChunk[] = []
  let dataChunks = 0
  for (let at = SIGNATURE.length; chunks.at(-1)?.type !== 'IEND';) {
    const chunk = readChunk(file, at)
    if (chunk.type === 'IDAT') dataChunks++
    if (dataChunks > PNG_DATA_CHUNKS_MAX || chunks.length - dataChunks >= PNG_CHUNKS_MAX) {
      throw new CodecError('too-large', 'too many chunks')
    }
    checkPlace(chunk, chunks.at(-1))
    chunks.push(chunk)
    at += chunk.raw.length
  }
  if (dataChunks === 0) throw malformed('no pixels')
  for (const type of ['IHDR', ...OWN_CHUNKS]) {
    if (chunks.filter(chunk => chunk.type === type).length > 1) throw malformed(`two ${type} chunks`)
  }
  return chunks
}

/** The data of our chunk in a PNG's chunks, as a copy. */
export function findPngChunk(chunks: readonly PngChunk[], type: OwnChunk): Uint8Array | undefined {
  const data = chunks.find(chunk => chunk.type === type)?.data
  return data === undefined ? undefined : Uint8Array.from(data)
}

/**
 * A PNG with a chunk of ours in it, before its pixels. Chunks of ours that were in it, and bytes behind its end, are
 * left out.
 *
 * @throws {@link CodecError} `not-a-card`, `too-large`, `malformed`
 */
export function withPngChunk(file: Uint8Array, type: OwnChunk, data: Uint8Array): Uint8Array {
  if (data.length > PNG_OWN_CHUNK_BYTES_MAX) throw new CodecError('too-large', `a chunk of ${data.length} bytes`)
  const others = readPngChunks(file).filter(chunk => !OWN_CHUNKS.includes(chunk.type))
  const place = others.findIndex(chunk => chunk.type === 'IDAT')
  const raw = others.map(chunk => chunk.raw)
  const parts = [Uint8Array.from(SIGNATURE), ...raw.slice(0, place), writeChunk(type, data), ...raw.slice(place)]
  const bytes = concat(parts)
  readPngChunks(bytes) // it may have grown beyond what a reader takes
  return bytes
}

function readChunk(file: Uint8Array, at: number): PngChunk {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (at + FRAME_BYTES > file.length) throw malformed('cut off')
  const length = view.getUint32(at)
  const type = String.fromCharCode(...file.subarray(at + 4, at + 8))
  if (length > file.length - at - FRAME_BYTES) throw malformed('a chunk longer than the file')
  if (!/^[A-Za-z]{4}$/.test(type)) throw malformed('a chunk without a type')
  if (OWN_CHUNKS.includes(type) && length > PNG_OWN_CHUNK_BYTES_MAX) {
    throw new CodecError('too-large', `a ${type} chunk of ${length} bytes`)
  }
  const end = at + FRAME_BYTES + length
  if (crc32(file.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) throw malformed(`${type}: a wrong checksum`)
  return { type, data: file.subarray(at + 8, end - 4), raw: file.subarray(at, end) }
}

function checkPlace({ type, data }: PngChunk, before: PngChunk | undefined): void {
  if ((before === undefined) !== (type === 'IHDR')) throw malformed('IHDR must be first, and once')
  if (type === 'IEND' && data.length !== 0) throw malformed('an end that goes on')
  if (type !== 'IHDR') return
  if (data.length !== 13) throw malformed('a header of a wrong length')
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const sides = [view.getUint32(0), view.getUint32(4)]
  if (sides.some(side => side === 0)) throw malformed('a picture without an area')
  if (sides.some(side => side > PNG_SIDE_PX_MAX)) throw new CodecError('too-large', `a picture of ${sides.join(' × ')}`)
}

function writeChunk(type: OwnChunk, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(FRAME_BYTES + data.length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, data.length)
  chunk.set(new TextEncoder().encode(type), 4)
  chunk.set(data, 8)
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)))
  return chunk
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  return crc
})

/** CRC-32 of ISO 3309, as PNG uses it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function malformed(why: string): CodecError {
  return new CodecError('malformed', `PNG: ${why}`)
}

/** How large a picture is, read from the beginning of its file: a picture too large is refused before anything decodes it. */

/** Kind and size of a picture. */
export interface ImageHeader {
  readonly type: 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp' | 'isobmff'
  readonly widthPx: number
  readonly heightPx: number
}

/** Bytes that are enough for the size of nearly every picture; photos carry previews and colour profiles first. */
export const IMAGE_HEADER_BYTES = 1024 * 1024

/** Kind and size of a picture by the beginning of its file; `undefined` for what is no picture we know. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const header = READERS.map(read => read(view)).find(found => found !== undefined)
    return header !== undefined && header.widthPx > 0 && header.heightPx > 0 ? header : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined // the file ends before its size is told
    throw error
  }
}

type Reader = (view: DataView) => ImageHeader | undefined

const READERS: readonly Reader[] = [readPng, readJpeg, readGif, readWebp, readBmp, readIsoBmff]

function readPng(view: DataView): ImageHeader | undefined {
  if (!starts(view, 0, '\u0089PNG\r\n\u001a\n') || !starts(view, 12, 'IHDR')) return undefined
  return { type: 'png', widthPx: view.getUint32(16), heightPx: view.getUint32(20) }
}

function readGif(view: DataView): ImageHeader | undefined {
  if (!starts(view, 0, 'GIF8')) return undefined
  return { type: 'gif', widthPx: view.getUint16(6, true), heightPx: view.getUint16(8, true) }
}

function readBmp(view: DataView): ImageHeader | undefined {
  if (!starts(view, 0, 'BM')) return undefined
  return { type: 'bmp', widthPx: view.getInt32(18, true), heightPx: Math.abs(view.getInt32(22, true)) }
}

/** Segments follow one another, each with its length; the frame header (SOF) tells the size. */
function readJpeg(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xff_d8) return undefined
  let offset = 2
  for (;;) {
    while (view.getUint8(offset) !== 0xff) offset++
    while (view.getUint8(offset) === 0xff) offset++
    const marker = view.getUint8(offset++)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { type: 'jpeg', widthPx: view.getUint16(offset + 5), heightPx: view.getUint16(offset + 3) }
    if (marker === 0xda || marker === 0xd9) return undefined // picture data before any frame header
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
    if (!standsAlone) offset += Math.max(2, view.getUint16(offset))
  }
}

function readWebp(view: DataView): ImageHeader | undefined {
  if (!starts(view, 0, 'RIFF') || !starts(view, 8, 'WEBP')) return undefined
  const uint24 = (offset: number): number => view.getUint16(offset, true) + view.getUint8(offset + 2) * 0x1_00_00
  if (starts(view, 12, 'VP8X')) return { type: 'webp', widthPx: uint24(24) + 1, heightPx: uint24(27) + 1 }
  if (starts(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true)
    return { type: 'webp', widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >> 14) & 0x3fff) + 1 }
  }
  if (!starts(view, 12, 'VP8 ')) return undefined
  return { type: 'webp', widthPx: view.getUint16(26, true) & 0x3fff, heightPx: view.getUint16(28, true) & 0x3fff }
}

/** HEIC and AVIF: the largest of the sizes told in `ispe` boxes. */
function readIsoBmff(view: DataView): ImageHeader | undefined {
  if (!starts(view, 4, 'ftyp')) return undefined
  let largest: ImageHeader | undefined
  for (let offset = 8; offset + 16 <= Math.min(view.byteLength, 64 * 1024); offset++) {
    if (!starts(view, offset, 'ispe')) continue
    const found = {
      type: 'isobmff',
      widthPx: view.getUint32(offset + 8),
      heightPx: view.getUint32(offset + 12)
    } as const
    if (largest === undefined || found.widthPx * found.heightPx > largest.widthPx * largest.heightPx) largest = found
  }
  return largest
}

function starts(view: DataView, offset: number, text: string): boolean {
  if (offset + text.length > view.byteLength) return false
  for (let i = 0; i < text.length; i++) if (view.getUint8(offset + i) !== text.charCodeAt(i)) return false
  return true
}

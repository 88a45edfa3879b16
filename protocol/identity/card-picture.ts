/** Tells what somebody dropped on the page: a login card, a visiting card, another picture; or what a QR code says. */
import { CodecError } from '../errors.ts'
import { CARD_FILE_BYTES_MAX, PHOTO_FILE_BYTES_MAX } from '../limits.ts'
import { type CityLink, parseLink } from './link.ts'
import { loginCardFromQrText } from './login-card.ts'
import { findPngChunk, isPng, readPngChunks } from './png.ts'
import { recoverySheetFromQrText } from './recovery-sheet.ts'

/** What a file is. `picture`: an image without a card in it, whose pixels may show a QR code. */
export type CardPicture =
  | { readonly kind: 'login' | 'visiting'; readonly payload: Uint8Array }
  | { readonly kind: 'picture' }

/** What a QR code says. */
export type QrContent =
  | { readonly kind: 'login' | 'recovery'; readonly payload: Uint8Array }
  | { readonly kind: 'link'; readonly link: CityLink }

/**
 * Tells what a file is, by its first bytes and its chunks; nothing in it is decoded, and a payload is not opened yet.
 *
 * @throws {@link CodecError} `not-a-card` if it is no picture, `too-large`, `malformed`
 */
export function recogniseCard(file: Uint8Array): CardPicture {
  if (file.length > PHOTO_FILE_BYTES_MAX) throw new CodecError('too-large', `a file of ${file.length} bytes`)
  if (!isPicture(file)) throw new CodecError('not-a-card', 'not a picture')
  // a PNG of a photograph: too large for a card's chunks, but there may be a card in view
  if (!isPng(file) || file.length > CARD_FILE_BYTES_MAX) return { kind: 'picture' }
  const chunks = readPngChunks(file)
  const login = findPngChunk(chunks, 'vcLg')
  const visiting = findPngChunk(chunks, 'vcVc')
  if (login !== undefined && visiting !== undefined) throw new CodecError('malformed', 'a picture with two cards')
  if (login !== undefined) return { kind: 'login', payload: login }
  if (visiting !== undefined) return { kind: 'visiting', payload: visiting }
  return { kind: 'picture' }
}

/**
 * Tells what the text of a QR code is; `undefined` if it has nothing to do with the city.
 *
 * @throws {@link CodecError} `malformed`, `too-large`, `unknown-version` if it is ours and broken
 */
export function recogniseQrText(text: string): QrContent | undefined {
  const login = loginCardFromQrText(text)
  if (login !== undefined) return { kind: 'login', payload: login }
  const recovery = recoverySheetFromQrText(text)
  if (recovery !== undefined) return { kind: 'recovery', payload: recovery }
  try {
    return { kind: 'link', link: parseLink(text) }
  } catch (error) {
    if (/^\s*web\+videocity:/i.test(text)) throw error
    return undefined // any other text or address in the world
  }
}

/** Formats browsers show as pictures, by how they begin. SVG is not one: it is a page. */
function isPicture(file: Uint8Array): boolean {
  const head = String.fromCharCode(...file.subarray(0, 12))
  return isPng(file) || /^(\xff\xd8\xff|GIF8|RIFF[^]{4}WEBP|BM|[^]{4}ftyp(avif|avis|heic|heix|mif1|msf1))/.test(head)
}

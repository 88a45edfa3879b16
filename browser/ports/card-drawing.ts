/** Draws the two cards, 600×360, and hands them out as PNG pictures. What is private is put into them elsewhere. */
import { dateOf } from '../text/times.ts'
import { words } from '../text/words.ts'
import {
  blankCanvas,
  drawHouse,
  drawKey,
  drawPhoto,
  drawStamp,
  write,
  writeInBox,
  type Canvas2d
} from './card-brush.ts'
import { drawQr } from './qr-code.ts'
import { drawRecoverySheet, type RecoverySheetFace } from './recovery-sheet-drawing.ts'

/** What can be seen on a card. */
export interface CardFace {
  readonly name: string
  readonly about: string
  /** A square photo. */
  readonly photo: Blob | undefined
  /** `undefined` while the card is only a preview: then it is stamped NOT YET VALID. */
  readonly signed: { readonly home: string; readonly issuedAtMs: number; readonly qrText: string } | undefined
}

/** Cards and sheets as pictures. */
export interface CardDrawing {
  loginCard(face: CardFace): Promise<Blob>
  visitingCard(face: CardFace): Promise<Blob>
  recoverySheet(face: RecoverySheetFace): Promise<Blob>
}

export const CARD_WIDTH_PX = 600
export const CARD_HEIGHT_PX = 360

const RED = '#b4212c'
const LAGOON = '#20596e'
const INK = '#1c2340'

/** Cards drawn on canvases nobody sees. */
export function createCardDrawing(): CardDrawing {
  // previews are drawn on every letter typed; the photo stays the same
  const photos = new WeakMap<Blob, Promise<ImageBitmap>>()
  async function photoOf(blob: Blob | undefined): Promise<ImageBitmap | undefined> {
    if (blob === undefined) return undefined
    const known = photos.get(blob) ?? createImageBitmap(blob)
    photos.set(blob, known)
    return known
  }
  return {
    async loginCard(face) {
      return draw(CARD_WIDTH_PX, CARD_HEIGHT_PX, await photoOf(face.photo), (context, photo) =>
        drawLoginCard(context, face, photo)
      )
    },
    async visitingCard(face) {
      return draw(CARD_WIDTH_PX, CARD_HEIGHT_PX, await photoOf(face.photo), (context, photo) =>
        drawVisitingCard(context, face, photo)
      )
    },
    recoverySheet: drawRecoverySheet
  }
}

/** The first and last characters of a home ID: enough to compare, short enough to read. */
export function shortHome(home: string): string {
  return `${home.slice(0, 8)}…${home.slice(-8)}`
}

async function draw(
  widthPx: number,
  heightPx: number,
  photo: ImageBitmap | undefined,
  paint: (context: Canvas2d, photo: ImageBitmap | undefined) => void
): Promise<Blob> {
  const { canvas, context } = blankCanvas(widthPx, heightPx)
  paint(context, photo)
  return canvas.convertToBlob({ type: 'image/png' })
}

function drawLoginCard(context: Canvas2d, { name, signed }: CardFace, photo: ImageBitmap | undefined): void {
  band(context, 0, CARD_HEIGHT_PX, '#f4ebdf')
  band(context, 0, 52, RED)
  band(context, 326, 34, RED)
  drawKey(context, 22, 15, '#ffffff')
  write(context, words.card.loginTitle, 300, 35, { face: 'serif', sizePx: 26, colour: '#ffffff', align: 'center' })
  drawPhoto(context, photo, 30, 78, 96)
  writeName(context, name, { x: 147, y: 80, widthPx: 174, heightPx: 108 }, INK, [30, 26, 22, 18, 15])
  const about = { x: 28, y: 198, widthPx: 286, heightPx: 78 }
  writeInBox(context, words.card.loginAbout, about, { face: 'sans', sizesPx: [19, 17], colour: INK, lineHeight: 1.36 })
  const home = signed === undefined ? 'k2…' : shortHome(signed.home)
  write(context, home, 28, 306, { face: 'mono-bold', sizePx: 17, colour: '#7c1420' })
  if (signed === undefined) drawStamp(context, 454, 189, 244)
  else drawQr(context, signed.qrText, 458, 189, 258)
  const issued = signed === undefined ? words.card.notSigned : words.card.issued(dateOf(signed.issuedAtMs))
  write(context, issued, 28, 348, { face: 'sans', sizePx: 15, colour: '#ffffff' })
  write(context, words.card.city, 572, 348, { face: 'sans', sizePx: 15, colour: '#ffffff', align: 'right' })
}

function drawVisitingCard(context: Canvas2d, { name, about, signed }: CardFace, photo: ImageBitmap | undefined): void {
  band(context, 0, CARD_HEIGHT_PX, '#e6ece5')
  band(context, 0, 56, LAGOON)
  drawHouse(context, 22, 14, { house: '#f4ede0', window: LAGOON })
  write(context, words.card.visitingTitle, 300, 38, { face: 'serif', sizePx: 27, colour: '#ffffff', align: 'center' })
  drawPhoto(context, photo, 30, 84, 124)
  writeName(context, name, { x: 176, y: 84, widthPx: 172, heightPx: 134 }, LAGOON, [36, 31, 26, 22, 18, 15])
  const box = { x: 28, y: 226, widthPx: 326, heightPx: 82 }
  writeInBox(context, about, box, { face: 'sans', sizesPx: [19, 17, 15, 14, 13, 12], colour: INK, lineHeight: 1.3 })
  if (signed === undefined) drawStamp(context, 474, 174, 196)
  else drawQr(context, signed.qrText, 468, 172, 216)
  if (signed !== undefined) {
    write(context, words.card.scan, 468, 301, { face: 'sans', sizePx: 15, colour: '#4b4f68', align: 'center' })
  }
  context.fillStyle = 'rgb(32 89 110 / .5)'
  context.fillRect(0, 314, CARD_WIDTH_PX, 2)
  const home = signed === undefined ? 'k2…' : shortHome(signed.home)
  write(context, home, 28, 343, { face: 'mono-bold', sizePx: 17, colour: LAGOON })
  const issued = signed === undefined ? words.card.notSigned : words.card.issuedSigned(dateOf(signed.issuedAtMs))
  write(context, issued, 572, 343, { face: 'sans', sizePx: 15, colour: '#4b4f68', align: 'right' })
}

function band(context: Canvas2d, top: number, heightPx: number, colour: string): void {
  context.fillStyle = colour
  context.fillRect(0, top, CARD_WIDTH_PX, heightPx)
}

function writeName(
  context: Canvas2d,
  name: string,
  box: { x: number; y: number; widthPx: number; heightPx: number },
  colour: string,
  sizesPx: readonly number[]
): void {
  writeInBox(context, name, box, { face: 'serif', sizesPx, colour, lineHeight: 1.16 })
}

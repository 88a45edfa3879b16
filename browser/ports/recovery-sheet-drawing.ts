/** Draws the recovery sheet: a page of A4's shape to print and put away. */
import { dateOf } from '../text/times.ts'
import { words } from '../text/words.ts'
import { blankCanvas, drawHouse, write, writeInBox } from './card-brush.ts'
import { drawQr } from './qr-code.ts'

/** What stands on a recovery sheet. */
export interface RecoverySheetFace {
  readonly name: string
  /** The home ID, whole. */
  readonly home: string
  readonly issuedAtMs: number
  readonly qrText: string
  /** What may be typed in place of the QR code. */
  readonly groups: readonly string[]
}

/** A4 at 150 dots an inch. */
export const SHEET_WIDTH_PX = 1240
export const SHEET_HEIGHT_PX = 1754

const INK = '#1c2340'
const SOFT = '#4b4f68'
const MARGIN_PX = 120
const GROUPS_PER_LINE = 6
const GROUP_LINE_PX = 46

/** The sheet as a PNG. */
export async function drawRecoverySheet(face: RecoverySheetFace): Promise<Blob> {
  const { canvas, context } = blankCanvas(SHEET_WIDTH_PX, SHEET_HEIGHT_PX)
  const widthPx = SHEET_WIDTH_PX - 2 * MARGIN_PX
  const text = (content: string, y: number, heightPx: number, colour = INK): number =>
    writeInBox(
      context,
      content,
      { x: MARGIN_PX, y, widthPx, heightPx },
      { face: 'sans', sizesPx: [30, 26], colour, lineHeight: 1.4 }
    )

  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, SHEET_WIDTH_PX, SHEET_HEIGHT_PX)
  context.save()
  context.translate(MARGIN_PX, 104)
  context.scale(1.6, 1.6)
  drawHouse(context, 0, 0, { house: INK, window: '#ffffff' })
  context.restore()
  write(context, words.card.city, MARGIN_PX + 64, 140, { face: 'serif', sizePx: 32, colour: INK })
  write(context, words.card.sheetTitle, MARGIN_PX, 244, { face: 'serif', sizePx: 60, colour: INK })
  writeInBox(
    context,
    face.name,
    { x: MARGIN_PX, y: 276, widthPx, heightPx: 52 },
    { face: 'serif', sizesPx: [38, 32, 26, 20], colour: INK, lineHeight: 1.2 }
  )
  text(words.card.sheetLead, 346, 90)
  drawQr(context, face.qrText, SHEET_WIDTH_PX / 2, 712, 540)
  let y = text(words.card.sheetHow, 1010, 90, SOFT) + 30
  write(context, words.card.sheetGroups, MARGIN_PX, y + 20, { face: 'sans-bold', sizePx: 26, colour: INK })
  y += 80
  const columnPx = widthPx / GROUPS_PER_LINE
  face.groups.forEach((group, index) => {
    const [column, line] = [index % GROUPS_PER_LINE, Math.floor(index / GROUPS_PER_LINE)]
    write(context, group, MARGIN_PX + column * columnPx, y + line * GROUP_LINE_PX, {
      face: 'mono-bold',
      sizePx: 30,
      colour: INK
    })
  })
  context.fillStyle = SOFT
  context.fillRect(MARGIN_PX, SHEET_HEIGHT_PX - 142, widthPx, 2)
  write(context, `${words.card.sheetHome} ${face.home}`, MARGIN_PX, SHEET_HEIGHT_PX - 100, {
    face: 'mono-bold',
    sizePx: 22,
    colour: INK
  })
  const issued = words.card.issued(dateOf(face.issuedAtMs))
  write(context, issued, MARGIN_PX, SHEET_HEIGHT_PX - 64, { face: 'sans', sizePx: 24, colour: SOFT })
  return canvas.convertToBlob({ type: 'image/png' })
}

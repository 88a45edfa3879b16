/** What both cards and the recovery sheet are drawn with: text that fits, a photo, a stamp, small signs. */
import { fitText, type Measure } from '../layout/wrapping.ts'
import { words } from '../text/words.ts'

export type Canvas2d = OffscreenCanvasRenderingContext2D

const SERIF =
  '"Iowan Old Style", "Palatino Linotype", Palatino, P052, "Book Antiqua", "Noto Serif", "Noto Serif Devanagari", Georgia, serif'
const SANS =
  '"Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, "Noto Sans", Cantarell, "Helvetica Neue", "Liberation Sans", Arial, "Noto Sans Devanagari", "Nirmala UI", system-ui, sans-serif'
const MONO = 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", "Liberation Mono", monospace'

export type Face = 'serif' | 'sans' | 'sans-bold' | 'mono-bold'

/** A canvas of its own, ready to draw on. */
export function blankCanvas(widthPx: number, heightPx: number): { canvas: OffscreenCanvas; context: Canvas2d } {
  const canvas = new OffscreenCanvas(widthPx, heightPx)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser gives no canvas to draw cards on')
  return { canvas, context }
}

export function fontOf(face: Face, sizePx: number): string {
  switch (face) {
    case 'serif':
      return `700 ${sizePx}px ${SERIF}`
    case 'sans':
      return `400 ${sizePx}px ${SANS}`
    case 'sans-bold':
      return `700 ${sizePx}px ${SANS}`
    case 'mono-bold':
      return `700 ${sizePx}px ${MONO}`
  }
}

export function write(
  context: Canvas2d,
  text: string,
  x: number,
  y: number,
  style: { face: Face; sizePx: number; colour: string; align?: CanvasTextAlign }
): void {
  context.font = fontOf(style.face, style.sizePx)
  context.fillStyle = style.colour
  context.textAlign = style.align ?? 'left'
  context.textBaseline = 'alphabetic'
  context.fillText(text, x, y)
}

/** Writes a text into a box, at the largest of some sizes at which it fits; gives back where the next line would stand. */
export function writeInBox(
  context: Canvas2d,
  text: string,
  box: { x: number; y: number; widthPx: number; heightPx: number },
  style: { face: Face; sizesPx: readonly number[]; colour: string; lineHeight: number }
): number {
  const measure: Measure = (piece, sizePx) => {
    context.font = fontOf(style.face, sizePx)
    return context.measureText(piece).width
  }
  const choices = style.sizesPx.map(sizePx => ({
    sizePx,
    linesMax: Math.max(1, Math.floor(box.heightPx / (sizePx * style.lineHeight)))
  }))
  const { sizePx, lines } = fitText(text, box.widthPx, choices, measure)
  let y = box.y + sizePx
  for (const line of lines) {
    write(context, line, box.x, y, { face: style.face, sizePx, colour: style.colour })
    y += sizePx * style.lineHeight
  }
  return y
}

/** A photo in a white frame that lies on the card; a silhouette where there is none. */
export function drawPhoto(
  context: Canvas2d,
  photo: ImageBitmap | undefined,
  left: number,
  top: number,
  sidePx: number
): void {
  const edge = 5
  context.save()
  context.shadowColor = 'rgb(16 19 28 / .28)'
  context.shadowBlur = 6
  context.shadowOffsetY = 2
  context.fillStyle = '#ffffff'
  context.fillRect(left - edge, top - edge, sidePx + 2 * edge, sidePx + 2 * edge)
  context.restore()
  context.save()
  context.beginPath()
  context.rect(left, top, sidePx, sidePx)
  context.clip()
  if (photo !== undefined) {
    context.imageSmoothingQuality = 'high'
    context.drawImage(photo, left, top, sidePx, sidePx)
  } else {
    drawSilhouette(context, left, top, sidePx)
  }
  context.restore()
}

function drawSilhouette(context: Canvas2d, left: number, top: number, sidePx: number): void {
  context.fillStyle = '#4d4862'
  context.fillRect(left, top, sidePx, sidePx)
  context.fillStyle = '#8d86a6'
  context.beginPath()
  context.arc(left + sidePx / 2, top + sidePx * 0.4, sidePx * 0.19, 0, Math.PI * 2)
  context.fill()
  context.beginPath()
  context.ellipse(left + sidePx / 2, top + sidePx * 1.02, sidePx * 0.36, sidePx * 0.36, 0, Math.PI, 0)
  context.fill()
}

/** The round stamp where the QR code will be. */
export function drawStamp(context: Canvas2d, middleX: number, middleY: number, sidePx: number): void {
  const ink = '#303c74'
  const [city, first, second, third, fourth] = words.card.stamp
  context.save()
  context.translate(middleX, middleY)
  context.fillStyle = 'rgb(255 255 255 / .62)'
  context.fillRect(-sidePx / 2, -sidePx / 2, sidePx, sidePx)
  context.strokeStyle = ink
  context.lineWidth = 1.5
  context.setLineDash([7, 6])
  context.strokeRect(-sidePx / 2 + 5, -sidePx / 2 + 5, sidePx - 10, sidePx - 10)
  context.setLineDash([])
  context.rotate(-0.18)
  context.scale(sidePx / 244, sidePx / 244)
  ring(context, 104, 6)
  ring(context, 92, 2)
  const half = Math.sqrt(92 ** 2 - 34 ** 2)
  for (const y of [-34, 34]) line(context, -half, half, y)
  write(context, city, 0, -48, { face: 'sans-bold', sizePx: 20, colour: ink, align: 'center' })
  write(context, first, 0, -3, { face: 'sans-bold', sizePx: 32, colour: ink, align: 'center' })
  write(context, second, 0, 28, { face: 'sans-bold', sizePx: 32, colour: ink, align: 'center' })
  write(context, third, 0, 53, { face: 'sans-bold', sizePx: 15, colour: ink, align: 'center' })
  write(context, fourth, 0, 70, { face: 'sans-bold', sizePx: 15, colour: ink, align: 'center' })
  context.restore()
}

function ring(context: Canvas2d, radius: number, width: number): void {
  context.lineWidth = width
  context.beginPath()
  context.arc(0, 0, radius, 0, Math.PI * 2)
  context.stroke()
}

function line(context: Canvas2d, fromX: number, toX: number, y: number): void {
  context.lineWidth = 3
  context.beginPath()
  context.moveTo(fromX, y)
  context.lineTo(toX, y)
  context.stroke()
}

/** A key, for the login card. */
export function drawKey(context: Canvas2d, left: number, top: number, colour: string): void {
  context.save()
  context.translate(left, top)
  context.strokeStyle = colour
  context.lineWidth = 2.6
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.beginPath()
  context.arc(7, 17, 5.4, 0, Math.PI * 2)
  context.moveTo(11, 13)
  context.lineTo(22, 2)
  context.moveTo(17.5, 6.5)
  context.lineTo(21, 10)
  context.stroke()
  context.restore()
}

/** A house with its window, for the visiting card and the sheet. */
export function drawHouse(
  context: Canvas2d,
  left: number,
  top: number,
  colours: { house: string; window: string }
): void {
  context.save()
  context.translate(left, top)
  context.fillStyle = colours.house
  context.beginPath()
  context.moveTo(14, 0)
  context.lineTo(27, 11)
  context.lineTo(27, 26)
  context.lineTo(1, 26)
  context.lineTo(1, 11)
  context.closePath()
  context.fill()
  context.fillStyle = colours.window
  context.beginPath()
  context.moveTo(8.5, 26)
  context.lineTo(8.5, 17)
  context.arc(14, 17, 5.5, Math.PI, 0)
  context.lineTo(19.5, 26)
  context.closePath()
  context.fill()
  context.fillStyle = colours.house
  context.fillRect(13.1, 11.5, 1.8, 15)
  context.fillRect(8.5, 18, 11, 1.8)
  context.restore()
}

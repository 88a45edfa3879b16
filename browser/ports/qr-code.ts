/** QR codes as matrices of modules: as strong as the room for them allows. */
import { encodeQR, type ErrorCorrection } from 'qr'
import { fitQr, strongestThatFits } from '../layout/qr-size.ts'

/** Rows of dark (true) and light modules, quiet zone not included. */
export type QrMatrix = readonly (readonly boolean[])[]

const WEAKEST_FIRST: readonly ErrorCorrection[] = ['low', 'medium', 'quartile', 'high']

/** The code for a text, with as much error correction as keeps its modules large; 15 % at least. */
export function qrMatrix(text: string, sideMaxPx: number): QrMatrix {
  const codes = WEAKEST_FIRST.slice(1).flatMap(ecc => {
    try {
      const matrix = encode(text, ecc)
      return [{ matrix, modules: matrix.length }]
    } catch {
      return [] // more text than a code of this strength holds
    }
  })
  return strongestThatFits(codes, sideMaxPx)?.matrix ?? encode(text, 'low')
}

/** The encoder gives at least one light module around, which is not part of the code. */
function encode(text: string, ecc: ErrorCorrection): QrMatrix {
  return encodeQR(text, 'raw', { ecc, border: 1 })
    .slice(1, -1)
    .map(row => row.slice(1, -1))
}

/** Draws a code with its quiet zone about a middle, module by module on whole pixels. */
export function drawQr(
  context: OffscreenCanvasRenderingContext2D,
  text: string,
  middleX: number,
  middleY: number,
  sideMaxPx: number
): void {
  const matrix = qrMatrix(text, sideMaxPx)
  const { modulePx, sidePx } = fitQr(matrix.length, sideMaxPx)
  const [left, top] = [Math.round(middleX - sidePx / 2), Math.round(middleY - sidePx / 2)]
  context.fillStyle = '#ffffff'
  context.beginPath()
  context.roundRect(left, top, sidePx, sidePx, 4)
  context.fill()
  context.fillStyle = '#10131c'
  const quietPx = (sidePx - matrix.length * modulePx) / 2
  matrix.forEach((row, y) =>
    row.forEach((isDark, x) => {
      if (isDark) context.fillRect(left + quietPx + x * modulePx, top + quietPx + y * modulePx, modulePx, modulePx)
    })
  )
}

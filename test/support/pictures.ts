/** Pictures as a test needs them: drawn, looked at point by point, and read when they hold a QR code. */
import { decodeQR } from 'qr/decode.js'
import { COLOURS, type Colour } from './fake-capture.ts'
import { atDesk, type LooseFile } from './files.ts'
import type { Tab } from './tab.ts'

/** The points of a picture, four bytes each. */
export interface Points {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A JPEG whose left part has one colour and whose right part another, so that it shows which part of it was cut out. */
export async function twoColoured(tab: Tab, left: Colour, right: Colour): Promise<LooseFile> {
  const base64 = await atDesk(tab, page =>
    page.evaluate(
      ([leftRgb, rightRgb]) => {
        const canvas = document.createElement('canvas')
        canvas.width = 1200
        canvas.height = 600
        const context = canvas.getContext('2d')
        if (context === null) throw new Error('no canvas')
        context.fillStyle = `rgb(${leftRgb.join()})`
        context.fillRect(0, 0, 600, 600)
        context.fillStyle = `rgb(${rightRgb.join()})`
        context.fillRect(600, 0, 600, 600)
        return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] ?? ''
      },
      [COLOURS[left], COLOURS[right]] as const
    )
  )
  return { name: 'two colours.jpg', type: 'image/jpeg', bytes: Buffer.from(base64, 'base64') }
}

/** What a picture file shows. */
export async function pointsOf(tab: Tab, picture: Uint8Array): Promise<Points> {
  const { width, height, base64 } = await atDesk(tab, page =>
    page.evaluate(async source => {
      const bytes = Uint8Array.from(atob(source), character => character.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes]))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      if (context === null) throw new Error('no canvas')
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      let binary = ''
      // in pieces: a call takes no million arguments
      for (let at = 0; at < data.length; at += 8_192) binary += String.fromCharCode(...data.subarray(at, at + 8_192))
      return { width: bitmap.width, height: bitmap.height, base64: btoa(binary) }
    }, Buffer.from(picture).toString('base64'))
  )
  return { width, height, data: Buffer.from(base64, 'base64') }
}

/** A part of a picture, as fractions of its width and height. */
export interface Part {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Points looked at in each direction. */
const LOOKS = 9
/** Farther from every colour than this is none of them. */
const NEAR = 70

/** The person's colour that most of a part of a picture has. */
export function colourOf({ width, height, data }: Points, part: Part): Colour | 'none' {
  const found = new Map<Colour | 'none', number>()
  for (let i = 0; i < LOOKS * LOOKS; i++) {
    const x = Math.floor((part.left + (((i % LOOKS) + 0.5) / LOOKS) * part.width) * width)
    const y = Math.floor((part.top + ((Math.floor(i / LOOKS) + 0.5) / LOOKS) * part.height) * height)
    const at = 4 * (y * width + x)
    const colour = nearest([data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0])
    found.set(colour, (found.get(colour) ?? 0) + 1)
  }
  const [most] = [...found].sort(([, a], [, b]) => b - a)
  return most?.[0] ?? 'none'
}

function nearest(rgb: readonly number[]): Colour | 'none' {
  const distance = (colour: Colour): number => Math.hypot(...COLOURS[colour].map((c, i) => c - (rgb[i] ?? 0)))
  const names = Object.keys(COLOURS) as Colour[]
  const best = names.reduce((near, name) => (distance(name) < distance(near) ? name : near))
  return distance(best) < NEAR ? best : 'none'
}

/**
 * The text of the QR code in a picture, read by a decoder that knows nothing of the page.
 *
 * @throws Error when there is none
 */
export async function readQr(tab: Tab, picture: Uint8Array): Promise<string> {
  return decodeQR(await pointsOf(tab, picture), { effort: Number.POSITIVE_INFINITY, timeLimit: 2_000 })
}

/** Makes photos of printed cards by calculation: tilted, blurred, grainy, unevenly lit. The same for the same seed. */
import { encodeQR } from 'qr'
import type { Pixels } from '../../../browser/workers/qr-scan.ts'

/** How a photo is taken. */
export interface Shot {
  readonly widthPx: number
  readonly heightPx: number
  /** The card's width as a fraction of the photo's. */
  readonly fill: number
  readonly turnDegrees?: number
  /** Looked at from the side and from above. */
  readonly tiltXDegrees?: number
  readonly tiltYDegrees?: number
  readonly blurPx?: number
  /** Standard deviation, of 255. */
  readonly grain?: number
  /** Brightness of the darkest corner against the brightest. */
  readonly shade?: number
  readonly seed?: number
}

/** A card of 600×360 with a photo left and a code right on white, as pixels. */
export function cardWith(text: string, modulePx = 4): Pixels {
  const width = 600
  const height = 360
  const data = new Uint8ClampedArray(4 * width * height).fill(255)
  const fill = (x: number, y: number, w: number, h: number, colour: readonly number[]): void => {
    for (let row = y; row < y + h; row++)
      for (let column = x; column < x + w; column++) data.set(colour, 4 * (row * width + column))
  }
  fill(0, 0, width, height, [244, 240, 230])
  fill(0, 0, width, 56, [176, 42, 48])
  const random = randomFrom(5)
  for (let y = 0; y < 17; y++)
    for (let x = 0; x < 12; x++)
      fill(
        24 + 12 * x,
        80 + 12 * y,
        12,
        12,
        [0, 1, 2].map(() => 255 * random())
      )
  const modules = encodeQR(text, 'raw', { border: 4, ecc: 'medium' })
  const left = width - modules.length * modulePx - 16
  const top = 60 + Math.floor((300 - modules.length * modulePx) / 2)
  modules.forEach((row, y) =>
    row.forEach((isDark, x) =>
      fill(left + x * modulePx, top + y * modulePx, modulePx, modulePx, isDark ? [20, 20, 30] : [255, 255, 255])
    )
  )
  return { width, height, data }
}

/** A photo of a picture lying on a brown table. */
export function photograph(picture: Pixels, shot: Shot): Pixels {
  const { widthPx: width, heightPx: height } = shot
  const data = new Uint8ClampedArray(4 * width * height)
  const project = projection(picture, shot)
  const random = randomFrom(shot.seed ?? 1)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = project(x, y)
      const light = 1 - (1 - (shot.shade ?? 1)) * ((x / width + y / height) / 2)
      for (let channel = 0; channel < 3; channel++) {
        data[4 * (y * width + x) + channel] = sample(picture, u, v, channel) * light
      }
      data[4 * (y * width + x) + 3] = 255
    }
  }
  const blurred = blur({ width, height, data }, shot.blurPx ?? 0)
  for (let i = 0; i < blurred.data.length; i++) {
    if (i % 4 !== 3) blurred.data[i] = (blurred.data[i] ?? 0) + (shot.grain ?? 0) * gauss(random)
  }
  return blurred
}

const TABLE = [112, 84, 60]

/** From a pixel of the photo to a place on the card: the inverse of turning, tilting and looking from a distance. */
function projection(picture: Pixels, shot: Shot): (x: number, y: number) => [number, number] {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const turn = radians(shot.turnDegrees ?? 0)
  const tiltX = radians(shot.tiltXDegrees ?? 0)
  const tiltY = radians(shot.tiltYDegrees ?? 0)
  const distance = 2.2 * picture.width
  const zoom = (shot.fill * shot.widthPx) / picture.width
  // axes of the card in space, seen by a camera at (0, 0, −distance)
  const right = [
    Math.cos(turn) * Math.cos(tiltY),
    Math.sin(turn) * Math.cos(tiltX),
    Math.cos(turn) * Math.sin(tiltY) + Math.sin(turn) * Math.sin(tiltX)
  ] as const
  const down = [
    -Math.sin(turn) * Math.cos(tiltY),
    Math.cos(turn) * Math.cos(tiltX),
    -Math.sin(turn) * Math.sin(tiltY) + Math.cos(turn) * Math.sin(tiltX)
  ] as const
  return (x, y) => {
    const px = (x - shot.widthPx / 2) / zoom / distance
    const py = (y - shot.heightPx / 2) / zoom / distance
    // a·right + b·down lies on the ray: two equations for a and b
    const a1 = right[0] - px * right[2]
    const b1 = down[0] - px * down[2]
    const a2 = right[1] - py * right[2]
    const b2 = down[1] - py * down[2]
    const det = a1 * b2 - a2 * b1
    const a = (px * distance * b2 - py * distance * b1) / det
    const b = (a1 * py * distance - a2 * px * distance) / det
    return [a + picture.width / 2, b + picture.height / 2]
  }
}

function sample({ width, height, data }: Pixels, x: number, y: number, channel: number): number {
  const x0 = Math.floor(x - 0.5)
  const y0 = Math.floor(y - 0.5)
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height
      ? (TABLE[channel] ?? 0)
      : (data[4 * (row * width + column) + channel] ?? 0)
  const dx = x - 0.5 - x0
  const dy = y - 0.5 - y0
  return (
    (at(x0, y0) * (1 - dx) + at(x0 + 1, y0) * dx) * (1 - dy) +
    (at(x0, y0 + 1) * (1 - dx) + at(x0 + 1, y0 + 1) * dx) * dy
  )
}

/** Three box blurs in each direction: nearly what a lens out of focus does. */
function blur(picture: { width: number; height: number; data: Uint8ClampedArray }, radiusPx: number) {
  const radius = Math.round(radiusPx)
  if (radius === 0) return picture
  const { width, height } = picture
  let data = picture.data
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [1, 0],
    [0, 1]
  ] as const) {
    const next = new Uint8ClampedArray(data)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0
          for (let step = -radius; step <= radius; step++) {
            const column = Math.min(width - 1, Math.max(0, x + step * dx))
            const row = Math.min(height - 1, Math.max(0, y + step * dy))
            sum += data[4 * (row * width + column) + channel] ?? 0
          }
          next[4 * (y * width + x) + channel] = sum / (2 * radius + 1)
        }
    data = next
  }
  return { width, height, data }
}

/** A small repeatable random source (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

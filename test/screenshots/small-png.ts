/** PNGs small enough to be kept: exact while that is small, otherwise with the 256 colours that suit the picture best. */
import { constants, deflateSync } from 'node:zlib'
import { joined, PNG_SIGNATURE, pngChunk } from '../support/png-pieces.ts'
import type { Points } from '../support/pictures.ts'

/** Above this a picture gets a palette. */
const EXACT_BYTES_MAX = 90_000
const COLOURS_MAX = 256
/** So many of them are kept for small things that the others would get wrong. */
const RARE_COLOURS = 64
/** How often the palette is moved to the middle of what it stands for. */
const ROUNDS = 4

type Colour = readonly [number, number, number]

/** A colour and how many pixels have it. */
interface Share {
  readonly colour: Colour
  readonly count: number
}

/** Writes a PNG without transparency. */
export function smallPng(points: Points): Uint8Array {
  const exact = exactPng(points)
  return exact.length <= EXACT_BYTES_MAX ? exact : palettePng(points)
}

function exactPng({ width, height, data }: Points): Uint8Array {
  const stride = 3 * width
  const rows = Buffer.alloc(height * (stride + 1))
  const before = Buffer.alloc(stride)
  const row = Buffer.alloc(stride)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < stride; x++) row[x] = data[4 * (y * width + Math.floor(x / 3)) + (x % 3)] ?? 0
    filtered(row, before).copy(rows, y * (stride + 1))
    row.copy(before)
  }
  return png(width, height, { type: 2, rows })
}

/** The row by whichever of none, left, up and Paeth leaves the smallest numbers, with its kind before it. */
function filtered(row: Buffer, before: Buffer): Buffer {
  const candidates = ([0, 1, 2, 4] as const).map(kind => {
    const out = Buffer.alloc(row.length + 1, kind)
    let sum = 0
    for (let x = 0; x < row.length; x++) {
      const [left, up, corner] = [row[x - 3] ?? 0, before[x] ?? 0, before[x - 3] ?? 0]
      const guess = { 0: 0, 1: left, 2: up, 4: paeth(left, up, corner) }[kind]
      const value = ((row[x] ?? 0) - guess) & 0xff
      out[x + 1] = value
      sum += value < 128 ? value : 256 - value
    }
    return { out, sum }
  })
  return candidates.reduce((best, other) => (other.sum < best.sum ? other : best)).out
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (byLeft <= byUp && byLeft <= byCorner) return left
  return byUp <= byCorner ? up : corner
}

function palettePng({ width, height, data }: Points): Uint8Array {
  const keyAt = (i: number): number =>
    ((data[4 * i] ?? 0) << 16) | ((data[4 * i + 1] ?? 0) << 8) | (data[4 * i + 2] ?? 0)
  const counts = new Map<number, number>()
  for (let i = 0; i < width * height; i++) counts.set(keyAt(i), (counts.get(keyAt(i)) ?? 0) + 1)
  const shares = [...counts].map(([key, count]) => ({ colour: colourOf(key), count }))
  const palette = withRare(settled(medianCut(shares), shares), shares)
  const indexes = new Map(shares.map(({ colour }) => [keyOf(colour), nearest(palette, colour)]))
  const rows = Buffer.alloc(height * (width + 1))
  for (let i = 0; i < width * height; i++) {
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = indexes.get(keyAt(i)) ?? 0
  }
  return png(width, height, { type: 3, rows, palette })
}

/** Cuts the colours in two, again and again, where they differ most. */
function medianCut(shares: readonly Share[]): Colour[] {
  const boxes = [boxOf(shares)]
  while (boxes.length < COLOURS_MAX - RARE_COLOURS) {
    const widest = boxes.reduce((best, box, i) => (box.spread > (boxes[best]?.spread ?? 0) ? i : best), 0)
    const box = boxes[widest]
    if (box === undefined || box.spread === 0) break
    const { axis, mean } = box
    const [low, high] = [
      (share: Share) => share.colour[axis] <= mean[axis],
      (share: Share) => share.colour[axis] > mean[axis]
    ]
    boxes.splice(widest, 1, boxOf(box.shares.filter(low)), boxOf(box.shares.filter(high)))
  }
  return boxes.map(({ mean }) => mean)
}

/** Colours together: their mean, and how far they are from it along the axis where that is farthest. */
interface Box {
  readonly shares: readonly Share[]
  readonly mean: Colour
  readonly axis: 0 | 1 | 2
  readonly spread: number
}

function boxOf(shares: readonly Share[]): Box {
  const mean = meanOf(shares)
  const spreads = ([0, 1, 2] as const).map(axis => ({
    axis,
    // by the root of the count: a small thing with a colour of its own must not lose it to a large sky
    spread: shares.reduce((sum, { colour, count }) => sum + Math.sqrt(count) * (colour[axis] - mean[axis]) ** 2, 0)
  }))
  const { axis, spread } = spreads.reduce((best, other) => (other.spread > best.spread ? other : best))
  return { shares, mean, axis, spread: shares.length > 1 ? spread : 0 }
}

function meanOf(shares: readonly Share[]): Colour {
  const sum = [0, 0, 0, 0] as [number, number, number, number]
  for (const { colour, count } of shares) {
    for (const axis of [0, 1, 2] as const) sum[axis] += colour[axis] * count
    sum[3] += count
  }
  return [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]]
}

function settled(start: readonly Colour[], shares: readonly Share[]): Colour[] {
  let palette = [...start]
  for (let round = 0; round < ROUNDS; round++) {
    const groups = palette.map((): Share[] => [])
    for (const share of shares) groups[nearest(palette, share.colour)]?.push(share)
    palette = palette.map((colour, i) => (groups[i]?.length ? meanOf(groups[i]) : colour))
  }
  return palette.map(colour => colour.map(Math.round) as [number, number, number])
}

/** Adds, one by one, the colour that is farthest from all that are there. */
function withRare(palette: readonly Colour[], shares: readonly Share[]): Colour[] {
  const all = [...palette]
  const errors = shares.map(({ colour, count }) => {
    const closest = palette[nearest(palette, colour)] ?? colour
    return { colour, count, distance: distanceOf(closest, colour) }
  })
  for (let i = 0; i < RARE_COLOURS; i++) {
    const weight = ({ count, distance }: (typeof errors)[number]): number => Math.sqrt(count) * distance
    const worst = errors.reduce((most, other) => (weight(other) > weight(most) ? other : most))
    if (worst.distance === 0) break
    all.push(worst.colour)
    for (const error of errors) error.distance = Math.min(error.distance, distanceOf(worst.colour, error.colour))
  }
  return all
}

function distanceOf([r, g, b]: Colour, [otherR, otherG, otherB]: Colour): number {
  return (r - otherR) ** 2 + (g - otherG) ** 2 + (b - otherB) ** 2
}

function nearest(palette: readonly Colour[], colour: Colour): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [i, other] of palette.entries()) {
    const distance = distanceOf(other, colour)
    if (distance < least) [best, least] = [i, distance]
  }
  return best
}

function colourOf(key: number): Colour {
  return [key >> 16, (key >> 8) & 0xff, key & 0xff]
}

function keyOf([r, g, b]: Colour): number {
  return (r << 16) | (g << 8) | b
}

/** Rows as PNG wants them, each with its filter first. */
interface Rows {
  readonly type: 2 | 3
  readonly rows: Uint8Array
  readonly palette?: readonly Colour[]
}

function png(width: number, height: number, { type, rows, palette }: Rows): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, type], 8)
  const strategy = type === 3 ? constants.Z_DEFAULT_STRATEGY : constants.Z_FILTERED
  return joined(
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...(palette === undefined ? [] : [pngChunk('PLTE', palette.flat())]),
    pngChunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9, strategy })),
    pngChunk('IEND')
  )
}

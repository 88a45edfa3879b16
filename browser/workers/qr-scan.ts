/** Finds the QR code in a picture that was photographed, printed, shrunk or recompressed: many tries, the likeliest first. */
import { decodeQR } from 'qr/decode.js'

/** Pixels as a canvas gives them: four bytes each. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array | Uint8ClampedArray
}

/** Brightness alone, one byte a pixel. */
interface Grey {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** How a scan is bounded and watched. */
export interface ScanOptions {
  /** Milliseconds on any steady clock. */
  clock(): number
  /** When to give up, on that clock. */
  deadlineMs: number
  onProgress?: (fraction: number) => void
}

/** One way of looking. */
interface Try {
  /** Longer side the picture is brought to. */
  readonly sidePx: number
  /** Part of the picture, as fractions; the whole when missing. */
  readonly part?: readonly [left: number, top: number, width: number, height: number]
  readonly mend?: (grey: Grey) => Grey
}

/** The least and the most one try may take. */
const TRY_MS_MIN = 30
const TRY_MS_MAX = 900

/** A card has its code in the right half; thirds that overlap find it wherever a photo has it. */
const PARTS = [
  [0.4, 0, 0.6, 1],
  [0.2, 0.2, 0.6, 0.6],
  [0, 0, 0.6, 0.6],
  [0.4, 0, 0.6, 0.6],
  [0, 0.4, 0.6, 0.6],
  [0.4, 0.4, 0.6, 0.6]
] as const

const TRIES: readonly Try[] = [
  { sidePx: 1200 },
  { sidePx: 800 },
  { sidePx: 2000 },
  { sidePx: 1200, mend: evenLight },
  { sidePx: 1600, mend: soften },
  { sidePx: 800, mend: soften },
  { sidePx: 2000, mend: grey => evenLight(soften(grey)) },
  { sidePx: 1200, mend: sharpen },
  { sidePx: 3000 },
  { sidePx: 1600, mend: grey => sharpen(soften(grey)) },
  ...PARTS.flatMap(part => [
    { sidePx: 1000, part },
    { sidePx: 1400, part, mend: evenLight },
    { sidePx: 1000, part, mend: grey => sharpen(soften(grey)) } satisfies Try
  ])
]

/** The text of the QR code in a picture, or `undefined` when none is found in time. */
export function scanQr(pixels: Pixels, options: ScanOptions): string | undefined {
  const whole = toGrey(pixels)
  for (const [index, attempt] of TRIES.entries()) {
    const leftMs = options.deadlineMs - options.clock()
    if (leftMs < TRY_MS_MIN) return undefined
    options.onProgress?.(index / TRIES.length)
    const part = attempt.part === undefined ? whole : cut(whole, attempt.part)
    const sized = resize(part, attempt.sidePx)
    const text = tryDecode(attempt.mend?.(sized) ?? sized, Math.min(TRY_MS_MAX, leftMs))
    if (text !== undefined) return text
  }
  return undefined
}

function tryDecode(grey: Grey, timeLimit: number): string | undefined {
  const rgb = new Uint8Array(3 * grey.data.length)
  for (let i = 0; i < grey.data.length; i++) rgb.fill(grey.data[i] ?? 0, 3 * i, 3 * i + 3)
  try {
    const image = { width: grey.width, height: grey.height, data: rgb }
    return decodeQR(image, { format: 'RGB', effort: Number.POSITIVE_INFINITY, timeLimit })
  } catch {
    return undefined // the decoder says «nothing here» by throwing
  }
}

function toGrey({ width, height, data }: Pixels): Grey {
  const grey = new Uint8Array(width * height)
  for (let i = 0; i < grey.length; i++) {
    const red = data[4 * i] ?? 0
    const green = data[4 * i + 1] ?? 0
    const blue = data[4 * i + 2] ?? 0
    grey[i] = (77 * red + 150 * green + 29 * blue) >> 8
  }
  return { width, height, data: grey }
}

function cut(grey: Grey, [left, top, width, height]: NonNullable<Try['part']>): Grey {
  const x = Math.floor(left * grey.width)
  const y = Math.floor(top * grey.height)
  const w = Math.max(1, Math.floor(width * grey.width))
  const h = Math.max(1, Math.floor(height * grey.height))
  const data = new Uint8Array(w * h)
  for (let row = 0; row < h; row++) {
    const from = (y + row) * grey.width + x
    data.set(grey.data.subarray(from, from + w), row * w)
  }
  return { width: w, height: h, data }
}

/** Brings the longer side to a length: smaller by averaging, larger (at most threefold) by interpolating. */
function resize(grey: Grey, sidePx: number): Grey {
  const scale = Math.min(3, sidePx / Math.max(grey.width, grey.height))
  const width = Math.max(1, Math.round(grey.width * scale))
  const height = Math.max(1, Math.round(grey.height * scale))
  if (width === grey.width && height === grey.height) return grey
  return scale < 1 ? shrink(grey, width, height) : enlarge(grey, width, height)
}

function shrink(grey: Grey, width: number, height: number): Grey {
  const sums = integralOf(grey)
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * grey.height) / height)
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * grey.height) / height))
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * grey.width) / width)
      const right = Math.max(left + 1, Math.floor(((x + 1) * grey.width) / width))
      data[y * width + x] = sumOf(sums, grey.width, left, top, right, bottom) / ((right - left) * (bottom - top))
    }
  }
  return { width, height, data }
}

function enlarge(grey: Grey, width: number, height: number): Grey {
  const data = new Uint8Array(width * height)
  const at = (x: number, y: number): number =>
    grey.data[Math.min(grey.height - 1, Math.max(0, y)) * grey.width + Math.min(grey.width - 1, Math.max(0, x))] ?? 0
  for (let y = 0; y < height; y++) {
    const fromY = ((y + 0.5) * grey.height) / height - 0.5
    const y0 = Math.floor(fromY)
    for (let x = 0; x < width; x++) {
      const fromX = ((x + 0.5) * grey.width) / width - 0.5
      const x0 = Math.floor(fromX)
      const dx = fromX - x0
      const upper = at(x0, y0) * (1 - dx) + at(x0 + 1, y0) * dx
      const lower = at(x0, y0 + 1) * (1 - dx) + at(x0 + 1, y0 + 1) * dx
      data[y * width + x] = upper + (lower - upper) * (fromY - y0)
    }
  }
  return { width, height, data }
}

/** Takes out shadows and glare: every pixel against the mean of its surroundings. */
function evenLight(grey: Grey): Grey {
  const radius = Math.max(8, Math.round(Math.max(grey.width, grey.height) / 24))
  const mean = boxBlur(grey, radius)
  const data = grey.data.map((value, i) => Math.min(255, Math.max(0, (128 * value) / Math.max(16, mean.data[i] ?? 0))))
  return { ...grey, data }
}

/** Takes out the grain of a photo in the dark. */
function soften(grey: Grey): Grey {
  return boxBlur(grey, 1)
}

/** Makes edges steeper again that were a little out of focus. */
function sharpen(grey: Grey): Grey {
  const blurred = boxBlur(grey, 2)
  const data = grey.data.map((value, i) => Math.min(255, Math.max(0, value + 1.5 * (value - (blurred.data[i] ?? 0)))))
  return { ...grey, data }
}

function boxBlur(grey: Grey, radius: number): Grey {
  const { width, height } = grey
  const sums = integralOf(grey)
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius)
    const bottom = Math.min(height, y + radius + 1)
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      data[y * width + x] = sumOf(sums, width, left, top, right, bottom) / ((right - left) * (bottom - top))
    }
  }
  return { width, height, data }
}

/** Sums of all pixels above and left of each: any rectangle's sum is four look-ups. They may wrap; differences do not. */
function integralOf({ width, height, data }: Grey): Uint32Array {
  const stride = width + 1
  const sums = new Uint32Array(stride * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] ?? 0
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] ?? 0) + row
    }
  }
  return sums
}

function sumOf(sums: Uint32Array, width: number, left: number, top: number, right: number, bottom: number): number {
  const stride = width + 1
  const at = (x: number, y: number): number => sums[y * stride + x] ?? 0
  return (at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)) >>> 0
}

/** A photograph of something printed, computed in a page: perspective, blur, noise and uneven light. */

/** How it is taken. */
export interface PhotographOptions {
  readonly widthPx: number
  readonly heightPx: number
  readonly blurPx: number
  /** Standard deviation of the noise, of 255. */
  readonly noise: number
  readonly seed: number
  /** Of the JPEG, 0 to 1. */
  readonly quality: number
  /** Where the paper's corners are, clockwise from its top left, as fractions of the photograph. */
  readonly corners: readonly (readonly [number, number])[]
}

/** Nine numbers, row by row. */
export type Projection = readonly number[]

/**
 * The projection that takes a point of the photograph to the paper, whose corners are 0,0 to 1,1.
 *
 * @see Heckbert, "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3
 */
export function projectionOnto(corners: readonly (readonly [number, number])[]): Projection {
  const [[x0, y0] = [0, 0], [x1, y1] = [1, 0], [x2, y2] = [1, 1], [x3, y3] = [0, 1]] = corners
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3]
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3]
  const whole = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / whole
  const h = (dx1 * sy - sx * dy1) / whole
  const [a, b, c] = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0]
  const [d, e, f] = [y1 - y0 + g * y1, y3 - y0 + h * y3, y0]
  // that takes the paper to the photograph; its adjugate goes the other way
  return [
    e - f * h,
    c * h - b,
    b * f - c * e,
    f * g - d,
    a - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d
  ]
}

/** Runs in the page; everything it needs is in its one argument. */
export async function photograph(
  taken: PhotographOptions & { readonly base64: string; readonly toPicture: Projection }
): Promise<string> {
  const { widthPx: width, heightPx: height, toPicture: m } = taken
  let state = taken.seed >>> 0
  // mulberry32: small, seeded and good enough for grain
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const canvasOf = (w: number, h: number): CanvasRenderingContext2D => {
    const canvas = document.createElement('canvas')
    canvas.width = w
    canvas.height = h
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null) throw new Error('no canvas')
    return context
  }
  const bytes = Uint8Array.from(atob(taken.base64), character => character.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes]))
  // printed in the middle of a paper with a white margin
  const margin = Math.round(bitmap.width * 0.08)
  const [paperWidth, paperHeight] = [bitmap.width + 2 * margin, bitmap.height + 2 * margin]
  const paper = canvasOf(paperWidth, paperHeight)
  paper.fillStyle = '#f4f2ec'
  paper.fillRect(0, 0, paperWidth, paperHeight)
  paper.drawImage(bitmap, margin, margin)
  const source = paper.getImageData(0, 0, paperWidth, paperHeight).data

  const photo = canvasOf(width, height)
  const image = photo.createImageData(width, height)
  const desk = [96, 74, 56]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0, m5 = 0, m6 = 0, m7 = 0, m8 = 1] = m
      const w = m6 * x + m7 * y + m8
      const u = ((m0 * x + m1 * y + m2) / w) * (paperWidth - 1)
      const v = ((m3 * x + m4 * y + m5) / w) * (paperHeight - 1)
      const isPaper = u >= 0 && v >= 0 && u < paperWidth - 1 && v < paperHeight - 1
      // bright at the top left, half as bright at the bottom right
      const light = 1.05 - 0.25 * (x / width) - 0.25 * (y / height)
      const grain = (random() + random() + random() - 1.5) * 2 * taken.noise
      for (let c = 0; c < 3; c++) {
        let value = desk[c] ?? 0
        if (isPaper) {
          const at = (Math.floor(v) * paperWidth + Math.floor(u)) * 4 + c
          const [fu, fv] = [u % 1, v % 1]
          const top = (source[at] ?? 0) * (1 - fu) + (source[at + 4] ?? 0) * fu
          const below = at + paperWidth * 4
          value = top * (1 - fv) + ((source[below] ?? 0) * (1 - fu) + (source[below + 4] ?? 0) * fu) * fv
        }
        image.data[(y * width + x) * 4 + c] = value * light + grain
      }
      image.data[(y * width + x) * 4 + 3] = 255
    }
  }
  photo.putImageData(image, 0, 0)
  const developed = canvasOf(width, height)
  developed.filter = `blur(${taken.blurPx}px)`
  developed.drawImage(photo.canvas, 0, 0)
  return developed.canvas.toDataURL('image/jpeg', taken.quality).split(',')[1] ?? ''
}

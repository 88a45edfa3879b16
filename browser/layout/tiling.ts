/** Best-fit tiling: where each of some tiles lies on a stage, as large as fits, in shapes a face looks well in. */

/** A rectangle in CSS pixels from the stage's left and top. */
export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface TilingOptions {
  readonly gapPx?: number
  /** Width by height of the slimmest tile, and of the widest. */
  readonly slimmest?: number
  readonly widest?: number
}

/** A camera's own shape; wider tiles would cut foreheads. */
const WIDEST = 16 / 9
/** On a stage that is wider than high: slimmer tiles would cut shoulders. */
const SLIMMEST_WIDE = 0.66
/** On a phone held upright: two beside each other. */
const SLIMMEST_UPRIGHT = 0.52

/** Lays out `count` tiles row by row, the last row centred, all of one size. */
export function tileStage(count: number, widthPx: number, heightPx: number, options: TilingOptions = {}): Rect[] {
  const isUpright = heightPx > widthPx
  const { gapPx = 10, slimmest = isUpright ? SLIMMEST_UPRIGHT : SLIMMEST_WIDE, widest = WIDEST } = options
  // what cameras show is wider than high on computers, and about square to what a phone's tile leaves of it
  const shape = isUpright ? 1 : 4 / 3
  if (count < 1 || widthPx < 1 || heightPx < 1) return []
  let best = { columns: 1, width: 0, height: 0, whole: -1, area: -1 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const cellWidth = Math.max(1, (widthPx - gapPx * (columns - 1)) / columns)
    const cellHeight = Math.max(1, (heightPx - gapPx * (rows - 1)) / rows)
    const width = Math.min(cellWidth, cellHeight * widest)
    const height = Math.min(cellHeight, cellWidth / slimmest)
    // how high the whole picture could stand in the tile: this many columns show people largest
    const whole = Math.min(width / shape, height)
    const area = width * height
    if (whole > best.whole + 0.5 || (whole > best.whole - 0.5 && area > best.area)) {
      best = { columns, width, height, whole, area }
    }
  }
  return place(count, best, widthPx, heightPx, gapPx)
}

function place(
  count: number,
  { columns, width, height }: { columns: number; width: number; height: number },
  widthPx: number,
  heightPx: number,
  gapPx: number
): Rect[] {
  const rows = Math.ceil(count / columns)
  const top = (heightPx - rows * height - (rows - 1) * gapPx) / 2
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns)
    const inRow = row === rows - 1 ? count - row * columns : columns
    const left = (widthPx - inRow * width - (inRow - 1) * gapPx) / 2
    return {
      left: Math.round(left + (index - row * columns) * (width + gapPx)),
      top: Math.round(top + row * (height + gapPx)),
      width: Math.floor(width),
      height: Math.floor(height)
    }
  })
}

/** A note on a seam across lies more on the tile above: there are shoulders, below is a face. */
const NOTE_ABOVE_SEAM_PX = 76

/** The top of the first seam between two tiles, side by side or one over the other; of the stage where there is none. */
export function seamOf(tiles: readonly Rect[], widthPx: number): { readonly left: number; readonly top: number } {
  const [first, second] = tiles
  if (first === undefined) return { left: Math.round(widthPx / 2), top: 0 }
  if (second !== undefined && second.top === first.top) {
    return { left: Math.round((first.left + first.width + second.left) / 2), top: first.top }
  }
  const left = Math.round(first.left + first.width / 2)
  return { left, top: second === undefined ? first.top : Math.max(0, second.top - NOTE_ABOVE_SEAM_PX) }
}

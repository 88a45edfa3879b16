/** The square crop frame over a photo: moved and resized, never outside the photo. */

/** Left, top and side, each as a fraction of the source's width, height and shorter side. */
export interface CropFrame {
  readonly left: number
  readonly top: number
  readonly side: number
}

/** The photo's size in its own pixels. */
export interface CropSource {
  readonly widthPx: number
  readonly heightPx: number
}

/** The smallest frame: a tenth of the photo's shorter side. */
export const CROP_SIDE_MIN = 0.1

/** Brings a frame back inside the photo. */
export function clampFrame(frame: CropFrame, source: CropSource): CropFrame {
  const side = clamp(frame.side, CROP_SIDE_MIN, 1)
  const { width, height } = extentOf(side, source)
  return { left: clamp(frame.left, 0, 1 - width), top: clamp(frame.top, 0, 1 - height), side }
}

/** Moves a frame by fractions of the photo's width and height. */
export function moveFrame(frame: CropFrame, source: CropSource, right: number, down: number): CropFrame {
  return clampFrame({ ...frame, left: frame.left + right, top: frame.top + down }, source)
}

/** Resizes a frame about its middle. */
export function resizeFrame(frame: CropFrame, source: CropSource, side: number): CropFrame {
  const next = clamp(side, CROP_SIDE_MIN, 1)
  const before = extentOf(frame.side, source)
  const after = extentOf(next, source)
  return clampFrame(
    {
      left: frame.left + (before.width - after.width) / 2,
      top: frame.top + (before.height - after.height) / 2,
      side: next
    },
    source
  )
}

/** Resizes a frame with its left top corner held, no further than the photo reaches. */
export function stretchFrame(frame: CropFrame, source: CropSource, side: number): CropFrame {
  const shorter = Math.min(source.widthPx, source.heightPx)
  const room = Math.min(((1 - frame.left) * source.widthPx) / shorter, ((1 - frame.top) * source.heightPx) / shorter)
  return clampFrame({ ...frame, side: Math.min(side, room) }, source)
}

/** What part of the photo's width and height a frame takes. */
export function extentOf(side: number, source: CropSource): { readonly width: number; readonly height: number } {
  const sidePx = side * Math.min(source.widthPx, source.heightPx)
  return { width: sidePx / source.widthPx, height: sidePx / source.heightPx }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most))
}

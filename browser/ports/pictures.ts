/** Photos a person takes or chooses: decoded within limits, turned the right way up, cropped, made small. */
import { CodecError } from '../../protocol/errors.ts'
import { PHOTO_FILE_BYTES_MAX, PHOTO_PIXELS_MAX, PICTURE_BYTES_MAX } from '../../protocol/limits.ts'
import { IMAGE_HEADER_BYTES, readImageHeader } from './image-header.ts'

/** A square inside a picture: left and top as fractions of its width and height, side of its shorter side. */
export interface SquareFrame {
  readonly left: number
  readonly top: number
  readonly side: number
}

/** A photo as the cards and the home need it. Nothing but its pixels is left: drawing it again drops place, time and camera. */
export interface Photo {
  /** A square of {@link PHOTO_PX}, for drawing cards. */
  readonly image: Blob
  /** The small picture of the home, at most `PICTURE_BYTES_MAX` bytes. */
  readonly small: Uint8Array
}

/** A decoded picture before it is cropped. */
export interface SourcePicture {
  /** What is shown while cropping. */
  readonly image: Blob
  readonly widthPx: number
  readonly heightPx: number
  crop(frame: SquareFrame): Promise<Photo>
  close(): void
}

/** Photos. */
export interface Pictures {
  /**
   * Decodes a picture a person chose.
   *
   * @throws {@link CodecError} `too-large`, `malformed` (no picture, or broken)
   */
  open(file: Blob): Promise<SourcePicture>
  /** What a camera sees now. */
  snapshot(stream: MediaStream): Promise<SourcePicture>
}

/** Side of a photo on a card, twice its size there. */
export const PHOTO_PX = 512
/** Longer side a picture is kept at while it is cropped. */
const WORKING_PX_MAX = 2048
/** Sides and qualities of the small picture, best first, until one has few enough bytes. */
const SMALL_STEPS = [
  [256, 0.82],
  [256, 0.65],
  [224, 0.6],
  [192, 0.55],
  [160, 0.5],
  [160, 0.3]
] as const

/** Photos by canvas. */
export function createPictures(): Pictures {
  return {
    async open(file) {
      await checkPicture(file)
      // 'from-image' turns a photo the way its EXIF says; it is what browsers do by default, and said here to be sure
      const bitmap = await decode(file, { imageOrientation: 'from-image' })
      return sourceOf(bitmap)
    },
    async snapshot(stream) {
      const video = document.createElement('video')
      video.muted = true
      video.playsInline = true
      video.srcObject = stream
      try {
        await video.play()
        return await sourceOf(await createImageBitmap(video))
      } finally {
        video.srcObject = null
      }
    }
  }
}

/**
 * Refuses a file that is no picture, too long or too many pixels, by its header.
 *
 * @throws {@link CodecError} `too-large`, `malformed`
 */
export async function checkPicture(file: Blob): Promise<void> {
  if (file.size > PHOTO_FILE_BYTES_MAX) throw new CodecError('too-large', `a picture of ${file.size} bytes`)
  const header = readImageHeader(new Uint8Array(await file.slice(0, IMAGE_HEADER_BYTES).arrayBuffer()))
  if (header === undefined) throw new CodecError('malformed', 'no picture we know')
  if (header.widthPx * header.heightPx > PHOTO_PIXELS_MAX) {
    throw new CodecError('too-large', `a picture of ${header.widthPx}×${header.heightPx} pixels`)
  }
}

async function decode(file: Blob, options: ImageBitmapOptions): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, options)
  } catch (cause) {
    throw new CodecError('malformed', 'the browser cannot read this picture', { cause })
  }
}

async function sourceOf(bitmap: ImageBitmap): Promise<SourcePicture> {
  const scale = Math.min(1, WORKING_PX_MAX / Math.max(bitmap.width, bitmap.height))
  const widthPx = Math.max(1, Math.round(bitmap.width * scale))
  const heightPx = Math.max(1, Math.round(bitmap.height * scale))
  const working = draw(bitmap, { left: 0, top: 0, width: bitmap.width, height: bitmap.height }, widthPx, heightPx)
  bitmap.close()
  return {
    image: await working.convertToBlob({ type: 'image/jpeg', quality: 0.9 }),
    widthPx,
    heightPx,
    async crop(frame) {
      const side = Math.min(widthPx, heightPx) * Math.min(1, Math.max(0.05, frame.side))
      const left = Math.min(widthPx - side, Math.max(0, frame.left * widthPx))
      const top = Math.min(heightPx - side, Math.max(0, frame.top * heightPx))
      const square = draw(working, { left, top, width: side, height: side }, PHOTO_PX, PHOTO_PX)
      return { image: await square.convertToBlob({ type: 'image/png' }), small: await smallOf(square) }
    },
    close() {
      working.width = 0 // gives the memory back without waiting for the collector
      working.height = 0
    }
  }
}

async function smallOf(square: OffscreenCanvas): Promise<Uint8Array> {
  for (const [sidePx, quality] of SMALL_STEPS) {
    const canvas = draw(square, { left: 0, top: 0, width: square.width, height: square.height }, sidePx, sidePx)
    const blob = await encodeSmall(canvas, quality)
    if (blob.size <= PICTURE_BYTES_MAX) return new Uint8Array(await blob.arrayBuffer())
  }
  throw new CodecError('too-large', 'the photo does not get small enough')
}

async function encodeSmall(canvas: OffscreenCanvas, quality: number): Promise<Blob> {
  const webp = await canvas.convertToBlob({ type: 'image/webp', quality })
  // a browser that cannot write WebP answers with PNG
  return webp.type === 'image/webp' ? webp : canvas.convertToBlob({ type: 'image/jpeg', quality })
}

function draw(
  source: ImageBitmap | OffscreenCanvas,
  from: { left: number; top: number; width: number; height: number },
  widthPx: number,
  heightPx: number
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(widthPx, heightPx)
  const context = canvas.getContext('2d')
  if (context === null) throw new CodecError('too-large', 'no room to draw the picture')
  context.fillStyle = '#fff' // what is see-through becomes white, not black
  context.fillRect(0, 0, widthPx, heightPx)
  context.imageSmoothingQuality = 'high'
  context.drawImage(source, from.left, from.top, from.width, from.height, 0, 0, widthPx, heightPx)
  return canvas
}

/** Reads the QR code of a picture away from the page, which stays responsive. */
import { scanQr, type Pixels } from './qr-scan.ts'

/** What the page sends: a picture that was already checked, and how long it may take. */
export interface QrQuestion {
  readonly file: Blob
  readonly timeLimitMs: number
}

/** What comes back. */
export type QrAnswer =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done'; readonly text: string | undefined }
  | { readonly kind: 'failed'; readonly message: string }

/** Longer side at which a photo is looked at: a phone's photo holds a card's modules many times over. */
const SIDE_PX_MAX = 3000

const answer = (message: QrAnswer): void => postMessage(message)

addEventListener('message', (event: MessageEvent<QrQuestion>) => {
  const deadlineMs = performance.now() + event.data.timeLimitMs
  pixelsOf(event.data.file)
    .then(pixels =>
      scanQr(pixels, {
        clock: () => performance.now(),
        deadlineMs,
        onProgress: fraction => answer({ kind: 'progress', fraction })
      })
    )
    .then(
      text => answer({ kind: 'done', text }),
      (error: unknown) => answer({ kind: 'failed', message: String(error) })
    )
})

async function pixelsOf(file: Blob): Promise<Pixels> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, SIDE_PX_MAX / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no room to read the picture')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return context.getImageData(0, 0, width, height)
}

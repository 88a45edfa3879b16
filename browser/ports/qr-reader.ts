/** Reads the QR code of a picture: a photo of a printed card, a screenshot, a picture that a messenger has recompressed. */
import { CodecError } from '../../protocol/errors.ts'
import type { QrAnswer, QrQuestion } from '../workers/qr-worker.ts'
import { workerFailure } from './late-part.ts'
import { checkPicture } from './pictures.ts'

/** Reads QR codes. */
export interface QrReader {
  /**
   * The text of the QR code in a picture, or `undefined` when none is found within {@link QR_TIME_LIMIT_MS}.
   *
   * @throws {@link CodecError} `too-large`, `malformed` (no picture)
   */
  read(
    file: Blob,
    options?: { signal?: AbortSignal; onProgress?: (fraction: number) => void }
  ): Promise<string | undefined>
}

/** How long a picture is searched. */
export const QR_TIME_LIMIT_MS = 8_000
/** Decoding the picture and starting the worker are not in the worker's own count. */
const SPARE_MS = 1_500

/**
 * A reader that works in a worker of its own for each picture.
 *
 * @param startWorker - a fresh `qr-worker`
 */
export function createQrReader(startWorker: () => Worker): QrReader {
  return {
    async read(file, { signal, onProgress } = {}) {
      await checkPicture(file)
      signal?.throwIfAborted()
      return ask(startWorker(), { file, timeLimitMs: QR_TIME_LIMIT_MS - SPARE_MS }, signal, onProgress)
    }
  }
}

function ask(
  worker: Worker,
  question: QrQuestion,
  signal: AbortSignal | undefined,
  onProgress: ((fraction: number) => void) | undefined
): Promise<string | undefined> {
  return new Promise<string | undefined>((resolve, reject) => {
    const end = (act: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      worker.terminate()
      act()
    }
    // a worker that hangs on one picture is ended; to the person it is a picture without a code
    const timer = setTimeout(() => end(() => resolve(undefined)), QR_TIME_LIMIT_MS)
    const onAbort = (): void => end(() => reject(signal?.reason))
    signal?.addEventListener('abort', onAbort)
    worker.onerror = event => end(() => reject(workerFailure(event)))
    worker.onmessage = (event: MessageEvent<QrAnswer>) => {
      const answer = event.data
      if (answer.kind === 'progress') onProgress?.(answer.fraction)
      else if (answer.kind === 'done') end(() => resolve(answer.text))
      else end(() => reject(new CodecError('malformed', `the picture cannot be read: ${answer.message}`)))
    }
    worker.postMessage(question)
  })
}

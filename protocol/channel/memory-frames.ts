/** A pair of frame streams within one process, with delay and cutting, for the network in memory. */
import type { Frames } from '../codec/frames.ts'
import { CodecError, NetworkError } from '../errors.ts'

/** Frames that may wait in one direction; a reader this far behind is not reading. */
const WAITING_MAX = 1_024

interface Inbox {
  readonly frames: Uint8Array[]
  isEnded: boolean
  broken: Error | undefined
  wake: (() => void) | undefined
}

/**
 * Makes two ends of one stream.
 *
 * @param options.delayMs - asked for each frame
 * @param options.onEnd - called once both directions are over
 */
export function memoryFrames(options: { readonly maxFrameBytes: number; delayMs(): number; onEnd(): void }): {
  readonly ends: readonly [Frames, Frames]
  cut(): void
} {
  const boxes: [Inbox, Inbox] = [inbox(), inbox()]
  const cut = (): void => {
    const lost = new NetworkError('connection-lost', 'the stream ended in the middle')
    for (const box of boxes) fail(box, lost)
    options.onEnd()
  }
  const end = (own: Inbox, other: Inbox): Frames => {
    let arrivalMs = 0
    // in order, whatever the delay of each
    const later = (deliver: () => void): void => {
      const nowMs = performance.now()
      arrivalMs = Math.max(arrivalMs, nowMs + options.delayMs())
      if (arrivalMs <= nowMs) queueMicrotask(deliver)
      else setTimeout(deliver, arrivalMs - nowMs)
    }
    let isClosed = false
    return {
      read: settings => read(own, settings),
      async write(bytes) {
        if (bytes.length > options.maxFrameBytes) throw new CodecError('too-large', `a frame of ${bytes.length} bytes`)
        if (isClosed || own.broken !== undefined) throw new NetworkError('connection-lost', 'the stream has ended')
        if (other.frames.length >= WAITING_MAX) throw new NetworkError('timed-out', 'the other side is too slow')
        const copy = Uint8Array.from(bytes)
        later(() => {
          if (other.broken === undefined) other.frames.push(copy)
          other.wake?.()
        })
      },
      async close() {
        if (isClosed) return
        isClosed = true
        later(() => {
          other.isEnded = true
          other.wake?.()
          if (own.isEnded) options.onEnd()
        })
      },
      abort: cut
    }
  }
  return { ends: [end(boxes[0], boxes[1]), end(boxes[1], boxes[0])], cut }
}

function inbox(): Inbox {
  return { frames: [], isEnded: false, broken: undefined, wake: undefined }
}

function fail(box: Inbox, error: Error): void {
  box.broken ??= error
  box.frames.length = 0
  box.wake?.()
}

async function read(
  box: Inbox,
  { signal, firstByteTimeoutMs }: { signal?: AbortSignal; firstByteTimeoutMs?: number } = {}
): Promise<Uint8Array | undefined> {
  const dueAtMs = firstByteTimeoutMs === undefined ? Infinity : performance.now() + firstByteTimeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const frame = box.frames.shift()
    if (frame !== undefined) return frame
    if (box.broken !== undefined) throw box.broken
    if (box.isEnded) return undefined
    const leftMs = dueAtMs - performance.now()
    if (leftMs <= 0) {
      const late = new NetworkError('timed-out', 'the other side is too slow')
      fail(box, late)
      throw late
    }
    await new Promise<void>(resolve => {
      const timer = leftMs === Infinity ? undefined : setTimeout(resolve, leftMs)
      const wake = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      box.wake = wake
      signal?.addEventListener('abort', wake)
    })
  }
}

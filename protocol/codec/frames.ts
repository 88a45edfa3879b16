/** Length-prefixed frames over a libp2p stream, with a size limit and a deadline for a frame that has begun. */
import type { Stream } from '@libp2p/interface'
import { byteStream } from '@libp2p/utils'
import * as varint from 'uint8-varint'
import { Uint8ArrayList } from 'uint8arraylist'
import { asError, CodecError, NetworkError } from '../errors.ts'
import { FRAME_READ_TIMEOUT_MS, FRAME_WRITE_TIMEOUT_MS } from '../limits.ts'

/** A two-way stream of frames. */
export interface Frames {
  /**
   * The next frame, or `undefined` at an orderly end. A frame that has begun must be complete within
   * {@link FRAME_READ_TIMEOUT_MS}; waiting for one to begin has no deadline but `firstByteTimeoutMs`.
   *
   * @throws {@link CodecError} `too-large`, `malformed` (and the stream is reset)
   * @throws {@link NetworkError} `timed-out`, `connection-lost`
   */
  read(options?: { signal?: AbortSignal; firstByteTimeoutMs?: number }): Promise<Uint8Array | undefined>
  /**
   * Writes one frame, and waits while the other side takes nothing.
   *
   * @throws {@link NetworkError} `timed-out`, `connection-lost`
   */
  write(bytes: Uint8Array): Promise<void>
  /** Ends the stream in order; what was written still arrives. */
  close(): Promise<void>
  /** Resets the stream at once. */
  abort(reason: Error): void
}

/**
 * Frames over a libp2p stream: an unsigned varint of the length, then the bytes.
 *
 * @param stream - a fresh stream; nothing else may read it
 * @param maxFrameBytes - most bytes of one frame, in both directions
 */
export function framesOver(stream: Stream, maxFrameBytes: number): Frames {
  const lengthBytesMax = varint.encodingLength(maxFrameBytes)
  const input = byteStream(stream, { maxBufferSize: 4 * (maxFrameBytes + lengthBytesMax) })
  // rejected or resolved by the other side at any time: whoever reads or writes learns it there
  const fail = (error: Error): never => {
    stream.abort(error)
    throw error
  }

  const readByte = async (signal: AbortSignal): Promise<number | undefined> => {
    const byte = await input.read({ bytes: 1, signal })
    return byte.get(0)
  }

  const readLength = async (first: number, signal: AbortSignal): Promise<number> => {
    const prefix = [first]
    while ((prefix.at(-1) ?? 0) & 0x80) {
      if (prefix.length >= lengthBytesMax) fail(new CodecError('too-large', 'a length prefix too long'))
      prefix.push((await readByte(signal)) ?? 0)
    }
    const length = varint.decode(Uint8Array.from(prefix))
    if (length > maxFrameBytes)
      fail(new CodecError('too-large', `a frame of ${length} bytes, at most ${maxFrameBytes}`))
    return length
  }

  return {
    async read({ signal, firstByteTimeoutMs } = {}) {
      const until = (timeoutMs?: number): AbortSignal =>
        AbortSignal.any([
          ...(signal === undefined ? [] : [signal]),
          ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)])
        ])
      try {
        const first = await readByte(until(firstByteTimeoutMs)).catch((error: unknown) => {
          if (isEnd(error)) return undefined
          throw error
        })
        if (first === undefined) return undefined
        const due = until(FRAME_READ_TIMEOUT_MS)
        const length = await readLength(first, due)
        if (length === 0) return new Uint8Array()
        const bytes = await input.read({ bytes: length, signal: due })
        return bytes.slice()
      } catch (error) {
        throw translate(error, stream, signal)
      }
    },
    async write(bytes) {
      if (bytes.length > maxFrameBytes) {
        throw new CodecError('too-large', `a frame of ${bytes.length} bytes, at most ${maxFrameBytes}`)
      }
      try {
        await input.write(new Uint8ArrayList(varint.encode(bytes.length), bytes), {
          signal: AbortSignal.timeout(FRAME_WRITE_TIMEOUT_MS)
        })
      } catch (error) {
        throw translate(error, stream)
      }
    },
    async close() {
      await stream.close({ signal: AbortSignal.timeout(FRAME_WRITE_TIMEOUT_MS) }).catch((error: unknown) => {
        stream.abort(asError(error))
      })
    },
    abort: reason => stream.abort(reason)
  }
}

function isEnd(error: unknown): boolean {
  return error instanceof Error && error.name === 'UnexpectedEOFError'
}

/** Ours as they are, the caller's abort untouched, all else as what it means to a caller; the stream is useless after any. */
function translate(error: unknown, stream: Stream, signal?: AbortSignal): unknown {
  if (signal?.aborted === true) return signal.reason
  if (error instanceof CodecError) return error
  const cause = asError(error)
  stream.abort(cause)
  if (cause.name === 'TimeoutError' || cause.name === 'AbortError') {
    return new NetworkError('timed-out', 'the other side is too slow', { cause })
  }
  return new NetworkError('connection-lost', 'the stream ended in the middle', { cause })
}

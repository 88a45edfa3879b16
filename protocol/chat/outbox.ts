/** Own lines leave in the order they were said, and each is tried until it is out. */
import { pause } from '../pause.ts'
import { NetworkError, StateError, codeOf } from '../errors.ts'
import { CHAT_UNSENT_MAX } from '../limits.ts'

/** Pauses after a failed try; the last is repeated. */
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000]

/** What waits to be sent. */
export interface Outbox {
  /**
   * Settles once it was sent.
   *
   * @throws {@link NetworkError} `refused` if too much waits
   * @throws {@link StateError} `room-closed`
   */
  send(bytes: Uint8Array): Promise<void>
  readonly size: number
  close(): void
}

/** Makes an outbox in front of a way to publish. */
export function createOutbox(publish: (bytes: Uint8Array) => Promise<void>): Outbox {
  let size = 0
  let last: Promise<unknown> = Promise.resolve()
  const closing = new AbortController()

  const sendUntilOut = async (bytes: Uint8Array): Promise<void> => {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      try {
        return await publish(bytes)
      } catch (error) {
        if (codeOf(error) === 'room-closed') throw error
        await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 0, closing.signal)
      }
    }
    throw new StateError('room-closed', 'the room was left before this was sent')
  }

  return {
    async send(bytes) {
      if (size >= CHAT_UNSENT_MAX) throw new NetworkError('refused', 'too many lines wait to be sent')
      size += 1
      const mine = last.then(() => sendUntilOut(bytes))
      last = mine.catch(() => undefined) // each caller hears of his own failure
      try {
        await mine
      } finally {
        size -= 1
      }
    },
    get size() {
      return size
    },
    close() {
      closing.abort()
    }
  }
}

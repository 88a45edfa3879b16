/** Own messages leave in their order and no faster than receivers accept them. */
import { NetworkError, StateError } from '../errors.ts'
import { PUBLISH_QUEUE_MAX, TOPIC_MESSAGES_BURST, TOPIC_MESSAGES_PER_SECOND } from '../limits.ts'
import { pause } from '../pause.ts'
import { TokenBucket } from './token-bucket.ts'

// a fifth below what others allow, since messages bunch up on their way
const OWN_RATE = { perSecond: TOPIC_MESSAGES_PER_SECOND * 0.8, burst: TOPIC_MESSAGES_BURST * 0.8 }

/** A queue of sends. */
export interface Pace {
  /**
   * Runs `send` when its turn has come.
   *
   * @throws {@link NetworkError} `refused` when too many wait
   * @throws {@link StateError} `room-closed`
   */
  run(send: () => Promise<void>): Promise<void>
  close(): void
}

/** Makes the pace of one author. */
export function createPace(clock: () => number): Pace {
  const bucket = new TokenBucket(OWN_RATE, clock())
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  const closing = new AbortController()

  const turn = async (send: () => Promise<void>): Promise<void> => {
    while (!closing.signal.aborted && !bucket.take(clock())) {
      await pause(Math.max(1, bucket.waitMs(clock())), closing.signal)
    }
    closing.signal.throwIfAborted()
    await send()
  }

  return {
    async run(send) {
      if (waiting >= PUBLISH_QUEUE_MAX) throw new NetworkError('refused', 'too many messages wait to be sent')
      waiting += 1
      const mine = last.then(() => turn(send))
      last = mine.catch(() => undefined) // each caller hears of his own failure
      try {
        await mine
      } finally {
        waiting -= 1
      }
    },
    close() {
      closing.abort(new StateError('room-closed', 'the room was left'))
    }
  }
}

/** Streams of somebody whose join statement is still on its way wait for it, few and not for long. */
import type { Frames } from '../codec/frames.ts'
import { StateError } from '../errors.ts'
import { STRANGER_STREAMS_MAX, STRANGER_WAIT_MS } from '../limits.ts'

/** The waiting room. */
export interface WaitingStreams {
  /** Keeps a stream until its peer is let in, or refuses it. */
  hold(peer: string, frames: Frames, go: () => void): void
  letIn(peer: string): void
  close(): void
}

/** Makes an empty one. */
export function createWaitingStreams(): WaitingStreams {
  const waiting = new Map<Frames, { peer: string; go: () => void; timer: ReturnType<typeof setTimeout> }>()
  const take = (frames: Frames): (() => void) | undefined => {
    const entry = waiting.get(frames)
    if (entry !== undefined) clearTimeout(entry.timer)
    waiting.delete(frames)
    return entry?.go
  }
  const refuse = (frames: Frames): void => {
    take(frames)
    frames.abort(new StateError('not-a-member', 'no join statement came'))
  }
  return {
    hold(peer, frames, go) {
      if (waiting.size >= STRANGER_STREAMS_MAX) {
        frames.abort(new StateError('not-a-member', 'too many strangers'))
        return
      }
      waiting.set(frames, { peer, go, timer: setTimeout(() => refuse(frames), STRANGER_WAIT_MS) })
    },
    letIn(peer) {
      for (const [frames, entry] of waiting) if (entry.peer === peer) take(frames)?.()
    },
    close() {
      for (const frames of waiting.keys()) refuse(frames)
    }
  }
}

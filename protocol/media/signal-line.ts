/**
 * The signal streams of one pair. Either side opens one when it has something to say; one that ended is opened again by
 * whoever needs it. Words may be lost with a stream, so each fresh one begins with everything the other side must know.
 */
import { pause } from '../pause.ts'
import { TokenBucket } from '../channel/token-bucket.ts'
import type { Frames } from '../codec/frames.ts'
import { asError, CodecError } from '../errors.ts'
import { SIGNAL_MESSAGES_BURST, SIGNAL_MESSAGES_PER_SECOND, SIGNAL_STREAMS_MAX } from '../limits.ts'
import { type SignalMessage, signalMessage } from './signal.ts'

/** What {@link createSignalLine} needs. */
export interface SignalLineOptions {
  readonly clock: () => number
  open(signal: AbortSignal): Promise<Frames>
  onMessage(message: SignalMessage): void
  /** What a fresh stream begins with; empty if the other side lacks nothing. */
  restate(isOwn: boolean): SignalMessage[]
}

/** The signal streams of one pair. */
export interface SignalLine {
  say(message: SignalMessage): void
  /** The other side opened a stream. */
  accept(frames: Frames): void
  /** What there is seems dead: a fresh stream in its place. */
  renew(): void
  /** Nothing more is to be said for now: own streams are given back. */
  rest(): void
  close(): void
}

interface Line {
  readonly frames: Frames
  readonly isOwn: boolean
  usedAtMs: number
  writing: Promise<void>
  unsent: number
}

const MESSAGE_RATE = { perSecond: SIGNAL_MESSAGES_PER_SECOND, burst: SIGNAL_MESSAGES_BURST }
/** Streams the other side may open. */
const ACCEPT_RATE = { perSecond: 0.5, burst: 8 }
/** Pauses before a stream that failed is tried again; the last is repeated. */
const RETRY_MS = [250, 500, 1_000, 2_000, 4_000]
/** Words that wait for a peer that takes none. */
const UNSENT_MAX = 256
/** An own stream on which nothing was said for this long is given back. */
const IDLE_MS = 3_000

/** Makes the line of a pair, without a stream. */
export function createSignalLine({ clock, open, onMessage, restate }: SignalLineOptions): SignalLine {
  const lines = new Set<Line>()
  const heard = new TokenBucket(MESSAGE_RATE, clock())
  const accepted = new TokenBucket(ACCEPT_RATE, clock())
  const closing = new AbortController()
  let isOpening = false
  /** Own streams that ended without a word of the other side, in a row. */
  let failures = 0

  /** The one that was of use last. */
  const best = (): Line | undefined => [...lines].sort((a, b) => b.usedAtMs - a.usedAtMs)[0]

  const drop = (line: Line, reason?: Error): void => {
    if (!lines.delete(line)) return
    if (reason === undefined) line.frames.close().catch(() => line.frames.abort(new Error('not closed in time')))
    else line.frames.abort(reason)
  }

  const write = (line: Line, message: SignalMessage): void => {
    line.usedAtMs = clock()
    if (++line.unsent > UNSENT_MAX) return drop(line, new CodecError('too-large', 'takes nothing'))
    line.writing = line.writing
      .then(() => line.frames.write(signalMessage.encode(message)))
      .catch((error: unknown) => {
        drop(line, asError(error))
        reopenIfNeeded()
      })
      .finally(() => (line.unsent -= 1))
  }

  const read = async (line: Line): Promise<void> => {
    for (;;) {
      const bytes = await line.frames.read({ signal: closing.signal })
      if (bytes === undefined) return
      if (!heard.take(clock())) throw new CodecError('too-large', 'too many signals')
      line.usedAtMs = clock()
      failures = 0
      onMessage(signalMessage.decode(bytes))
    }
  }

  const add = (frames: Frames, isOwn: boolean): void => {
    const line: Line = { frames, isOwn, usedAtMs: clock(), writing: Promise.resolve(), unsent: 0 }
    lines.add(line)
    if (lines.size > SIGNAL_STREAMS_MAX) drop([...lines][0] ?? line, new Error('replaced by newer streams'))
    for (const message of restate(isOwn)) write(line, message)
    read(line)
      .then(
        () => drop(line),
        (error: unknown) => {
          // after closing, the last words are still on their way out
          if (!closing.signal.aborted) drop(line, asError(error))
        }
      )
      .finally(reopenIfNeeded)
  }

  /** The end of a stream is nothing by itself: only who still needs words opens another. */
  const reopenIfNeeded = (): void => {
    if (lines.size === 0 && restate(true).length > 0) openOne()
  }

  const openOne = (): void => {
    if (isOpening || closing.signal.aborted) return
    isOpening = true
    void openUntilOpen().finally(() => (isOpening = false))
  }

  const openUntilOpen = async (): Promise<void> => {
    for (;;) {
      const pauseMs = failures === 0 ? 0 : (RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 0)
      if (pauseMs > 0 && !(await pause(pauseMs, closing.signal))) return
      // he may have opened one himself meanwhile, or nothing may be left to say
      if (failures > 0 && (lines.size > 0 || restate(true).length === 0)) return
      failures += 1
      try {
        const frames = await open(closing.signal)
        if (closing.signal.aborted) return frames.abort(asError(closing.signal.reason))
        return add(frames, true)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        if (closing.signal.aborted) return // unreachable for now is tried again
      }
    }
  }

  return {
    say(message) {
      if (closing.signal.aborted) return
      const line = best()
      // what is said before a stream is open is part of what it begins with
      if (line === undefined) openOne()
      else write(line, message)
    },
    accept(frames) {
      if (closing.signal.aborted || !accepted.take(clock())) frames.abort(new Error('too many streams'))
      else add(frames, false)
    },
    renew() {
      for (const line of lines) drop(line, new Error('seems dead'))
      openOne()
    },
    rest() {
      for (const line of lines) if (line.isOwn && clock() - line.usedAtMs >= IDLE_MS) drop(line)
    },
    close() {
      if (closing.signal.aborted) return
      for (const line of lines) {
        // what was said last, a goodbye, still goes out
        void line.writing.finally(() => drop(line))
      }
      closing.abort(new Error('closed'))
    }
  }
}

/** Decides what of a topic is heard and handed on: known authors, within their rate, in their form. */
import {
  STRANGER_MESSAGES_BURST,
  STRANGER_MESSAGES_MAX,
  STRANGER_MESSAGES_PER_SECOND,
  STRANGER_WAIT_MS,
  TOPIC_MESSAGE_BYTES_MAX,
  TOPIC_MESSAGES_BURST,
  TOPIC_MESSAGES_PER_SECOND
} from '../limits.ts'
import type { ChannelMessage, TopicRules } from './channel.ts'
import { TokenBucket } from './token-bucket.ts'

/**
 * What becomes of a message: heard and handed on, dropped quietly, or dropped and held against who handed it on. The
 * last is only for what every honest forwarder would have seen as well.
 */
export type Verdict = 'accept' | 'ignore' | 'reject'

/** What {@link createGate} needs. */
export interface GateOptions {
  readonly rules: TopicRules
  readonly clock: () => number
  /** Called with what somebody said shortly before he became known. */
  deliver(message: ChannelMessage): void
}

/** A room's gate. */
export interface Gate {
  judge(message: ChannelMessage): Promise<Verdict>
  allow(peer: string): void
  forget(peer: string): void
  isAllowed(peer: string): boolean
  /** How many others are known. */
  readonly size: number
}

const AUTHOR_RATE = { perSecond: TOPIC_MESSAGES_PER_SECOND, burst: TOPIC_MESSAGES_BURST }
const STRANGER_RATE = { perSecond: STRANGER_MESSAGES_PER_SECOND, burst: STRANGER_MESSAGES_BURST }

/** Makes the gate of one room. */
export function createGate({ rules, clock, deliver }: GateOptions): Gate {
  const authors = new Map<string, TokenBucket>()
  const strangers = new TokenBucket(STRANGER_RATE, clock())
  let held: (ChannelMessage & { readonly untilMs: number })[] = []

  const hold = (message: ChannelMessage): void => {
    const nowMs = clock()
    held = held.filter(({ untilMs }) => untilMs > nowMs)
    // the oldest goes: whoever floods us with strangers displaces only strangers
    if (held.length >= STRANGER_MESSAGES_MAX) held.shift()
    held.push({ from: message.from, bytes: message.bytes, untilMs: nowMs + STRANGER_WAIT_MS })
  }

  return {
    async judge(message) {
      const { from, bytes } = message
      if (bytes.length > TOPIC_MESSAGE_BYTES_MAX) return 'reject'
      const author = authors.get(from)
      if (!(author ?? strangers).take(clock())) return 'ignore'
      if (!rules.isWellFormed(bytes)) return 'reject'
      if (author !== undefined) return 'accept'
      if (await rules.admits(from, bytes)) return 'accept'
      if (authors.has(from)) return 'accept' // his statement was verified while we asked
      hold(message)
      return 'ignore'
    },
    allow(peer) {
      if (!authors.has(peer)) authors.set(peer, new TokenBucket(AUTHOR_RATE, clock()))
      const nowMs = clock()
      const his = held.filter(({ from, untilMs }) => from === peer && untilMs > nowMs)
      held = held.filter(({ from }) => from !== peer)
      // after whoever allows him has done all he does for a new member
      if (his.length > 0) queueMicrotask(() => his.forEach(({ from, bytes }) => deliver({ from, bytes })))
    },
    forget: peer => void authors.delete(peer),
    isAllowed: peer => authors.has(peer),
    get size() {
      return authors.size
    }
  }
}

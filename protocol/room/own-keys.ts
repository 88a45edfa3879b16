/** Own sender keys: a fresh one after somebody leaves, a turned one before somebody new hears us. Does nothing until we speak. */
import { SENDER_KEY_RENEWAL_DELAY_MS, SENDER_KEY_STEPS_MAX, SENDER_KEYS_KEPT_MAX } from '../limits.ts'
import type { Lane } from './frame.ts'
import { type KeyPlace, SENDER_KEY_BYTES, turnForward } from './sender-key.ts'

/** A key for one member. */
export interface Handover extends KeyPlace {
  readonly peer: string
  readonly key: Uint8Array
}

/** The key to speak with now, and who must be given it before. */
export interface Turn {
  readonly place: KeyPlace
  readonly key: Uint8Array
  readonly n: number
  readonly handovers: readonly Handover[]
}

interface Generation {
  readonly generation: number
  readonly first: Uint8Array
  step: number
  key: Uint8Array
  readonly counters: Map<Lane, number>
}

/** Own keys of one stay in a room. */
export interface OwnKeys {
  joined(peer: string): void
  left(peer: string, nowMs: number): void
  /** Whether anything was ever said with a key. */
  readonly hasSpoken: boolean
  /** Takes the next number of a lane, under the key that holds now. */
  next(lane: Lane, nowMs: number): Turn
  /** The key of a generation as far back as a member may read, if he may and if it is still kept. */
  forMember(peer: string, generation: number): Handover | undefined
}

/** Makes the keys; there are none before the first {@link OwnKeys.next}. */
export function createOwnKeys(): OwnKeys {
  const kept: Generation[] = []
  /** From where on each member may read. */
  const readers = new Map<string, KeyPlace>()
  const newcomers = new Set<string>()
  /** Somebody who may read has left: from then on with a fresh key. */
  let renewAtMs: number | undefined

  const renew = (nowMs: number): Generation => {
    const first = crypto.getRandomValues(new Uint8Array(SENDER_KEY_BYTES))
    // of the clock, so that a second stay of the same peer never meets its own old numbers
    const generation = Math.max((kept.at(-1)?.generation ?? 0) + 1, nowMs)
    const fresh = { generation, first, step: 0, key: first, counters: new Map<Lane, number>() }
    kept.push(fresh)
    if (kept.length > SENDER_KEYS_KEPT_MAX) kept.shift()
    renewAtMs = undefined
    return fresh
  }

  const present = (nowMs: number): Generation => {
    const current = kept.at(-1)
    const isStale = renewAtMs !== undefined && nowMs >= renewAtMs
    return current === undefined || isStale || current.step >= SENDER_KEY_STEPS_MAX ? renew(nowMs) : current
  }

  const handOver = (current: Generation, peers: Iterable<string>): Handover[] =>
    Array.from(peers, peer => {
      readers.set(peer, { generation: current.generation, step: current.step })
      return { peer, generation: current.generation, step: current.step, key: current.key }
    })

  return {
    joined(peer) {
      newcomers.add(peer)
    },
    left(peer, nowMs) {
      newcomers.delete(peer)
      // a little later, since others may be leaving as well: one fresh key for all of them
      if (readers.delete(peer)) renewAtMs ??= nowMs + SENDER_KEY_RENEWAL_DELAY_MS
    },
    get hasSpoken() {
      return kept.length > 0
    },
    next(lane, nowMs) {
      const before = kept.at(-1)
      const current = present(nowMs)
      const isFresh = current !== before
      if (!isFresh && newcomers.size > 0) {
        current.key = turnForward(current.key, 1)
        current.step += 1
      }
      const handovers = handOver(current, isFresh ? [...readers.keys(), ...newcomers] : newcomers)
      newcomers.clear()
      const n = current.counters.get(lane) ?? 0
      current.counters.set(lane, n + 1)
      return { place: { generation: current.generation, step: current.step }, key: current.key, n, handovers }
    },
    forMember(peer, generation) {
      const from = readers.get(peer)
      const found = kept.find(each => each.generation === generation)
      if (from === undefined || found === undefined || generation < from.generation) return undefined
      const step = generation === from.generation ? from.step : 0
      return { peer, generation, step, key: turnForward(found.first, step) }
    }
  }
}

/** The sender keys of one other member, and what he said before they arrived. */
import { SEALED_PENDING_MAX, SENDER_KEY_STEPS_MAX, SENDER_KEYS_KEPT_MAX } from '../limits.ts'
import type { Lane, RoomFrame } from './frame.ts'
import { ReplayWindow } from './replay-window.ts'
import { laneKey, sealing, turnForward } from './sender-key.ts'

/** A sealed frame. */
export type SealedFrame = Extract<RoomFrame, { kind: 'sealed' }>

/**
 * What became of a sealed frame: its words; nothing, because it is a repetition, forged or from before our time; or it
 * waits for a key.
 */
export type Opened =
  | { readonly kind: 'words'; readonly bytes: Uint8Array }
  | { readonly kind: 'dropped'; readonly why: 'repeated' | 'forged' | 'before' }
  | { readonly kind: 'waits' }

/** One member's keys. */
export interface HeardKeys {
  learn(generation: number, step: number, key: Uint8Array): void
  open(frame: SealedFrame): Promise<Opened>
  /** Frames that waited and may be tried again, in the order they came. */
  takeWaiting(): SealedFrame[]
  /** The newest generation something waits for. */
  readonly wanted: number | undefined
  /** Gives up what waits. */
  giveUp(): void
}

interface Generation {
  /** As early as we may read. */
  readonly first: { readonly step: number; readonly key: Uint8Array }
  /** As far as it was turned, so that each step is turned once. */
  last: { readonly step: number; readonly key: Uint8Array }
  readonly windows: Map<Lane, ReplayWindow>
  readonly laneKeys: Map<string, CryptoKey>
}

/** Steps whose lane keys are kept ready. */
const LANE_KEYS_MAX = 8

/** Makes the keys of one member, none yet. */
export function createHeardKeys(tag: string, from: string): HeardKeys {
  const generations = new Map<number, Generation>()
  let waiting: SealedFrame[] = []

  const wait = (frame: SealedFrame): Opened => {
    if (waiting.length >= SEALED_PENDING_MAX) waiting.shift()
    waiting.push(frame)
    return { kind: 'waits' }
  }

  const oldest = (): number => Math.min(...generations.keys())

  return {
    learn(generation, step, key) {
      const known = generations.get(generation)
      // the same again, or a later step of what we can turn to ourselves
      if (known !== undefined && known.first.step <= step) return
      const first = { step, key }
      const windows = known?.windows ?? new Map<Lane, ReplayWindow>()
      generations.set(generation, { first, last: first, windows, laneKeys: new Map() })
      if (generations.size > SENDER_KEYS_KEPT_MAX) generations.delete(oldest())
    },

    async open(frame) {
      const { lane, generation, step, n, box } = frame
      const keys = generations.get(generation)
      if (keys === undefined) {
        return generations.size > 0 && generation < oldest() ? { kind: 'dropped', why: 'before' } : wait(frame)
      }
      if (step < keys.first.step) return { kind: 'dropped', why: 'before' }
      if (step - keys.first.step > SENDER_KEY_STEPS_MAX) return { kind: 'dropped', why: 'forged' }
      const window = keys.windows.get(lane) ?? new ReplayWindow()
      keys.windows.set(lane, window)
      if (!window.isNew(n)) return { kind: 'dropped', why: 'repeated' }
      const key = await laneKeyAt(keys, step, lane)
      const how = sealing({ tag, from, place: { generation, step }, lane, n })
      try {
        const bytes = new Uint8Array(await crypto.subtle.decrypt(how, key, Uint8Array.from(box)))
        window.mark(n)
        return { kind: 'words', bytes }
      } catch {
        return { kind: 'dropped', why: 'forged' } // AES-GCM says no more than that
      }
    },

    takeWaiting() {
      const taken = waiting
      waiting = []
      return taken
    },
    get wanted() {
      return waiting.length === 0 ? undefined : Math.max(...waiting.map(({ generation }) => generation))
    },
    giveUp() {
      waiting = []
    }
  }
}

async function laneKeyAt(keys: Generation, step: number, lane: Lane): Promise<CryptoKey> {
  const name = `${step} ${lane}`
  const known = keys.laneKeys.get(name)
  if (known !== undefined) return known
  const from = step >= keys.last.step ? keys.last : keys.first
  const turned = { step, key: turnForward(from.key, step - from.step) }
  if (step > keys.last.step) keys.last = turned
  const made = await laneKey(turned.key, lane)
  keys.laneKeys.set(name, made)
  if (keys.laneKeys.size > LANE_KEYS_MAX) keys.laneKeys.delete(keys.laneKeys.keys().next().value ?? name)
  return made
}

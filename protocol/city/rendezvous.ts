/** Registers sessions under tags at the closest super-peers, and tells who else is there. Survives the loss of any of them. */
import { toString as bytesToText } from 'uint8arrays'
import { type CityError, NetworkError, StateError, UsageError } from '../errors.ts'
import { RENDEZVOUS_COPIES, RENDEZVOUS_TAGS_MAX } from '../limits.ts'
import type { RendezvousAnswer } from './rendezvous-message.ts'
import type { SuperPeers } from './super-peers.ts'

/** A session registered under a tag. Its statement is not verified here. */
export interface RendezvousEntry {
  readonly peer: string
  /** `/p2p-circuit` addresses. */
  readonly addresses: readonly string[]
  /** A join statement in its envelope. */
  readonly statement: Uint8Array
}

/** What is known of a tag at one moment. */
export interface RendezvousView {
  readonly entries: readonly RendezvousEntry[]
  /** At least one super-peer has told everybody it knows. */
  readonly isComplete: boolean
  /** No super-peer of this tag answers: the entries are the last that were known. */
  readonly isBlind: boolean
}

/** Who is where. */
export interface Rendezvous {
  /** Watches a tag until closed; `onChange` comes at once with what is known, and on every change. */
  watch(tag: Uint8Array, onChange: (view: RendezvousView) => void): { close(): void }
  /**
   * Registers this session under a tag until closed. `registered` settles with the first super-peer's answer: taken, or
   * {@link NetworkError} `refused`, {@link StateError} `clock-wrong`.
   */
  register(
    tag: Uint8Array,
    statement: Uint8Array
  ): { readonly registered: Promise<void>; renew(statement: Uint8Array): void; close(): Promise<void> }
}

interface TagState {
  readonly tag: Uint8Array
  readonly watchers: Set<(view: RendezvousView) => void>
  statement: Uint8Array | undefined
  onRegistered: (() => void) | undefined
  onRefused: ((error: CityError) => void) | undefined
  /** What each super-peer of this tag has told since its link came up. */
  readonly told: Map<string, { entries: Map<string, RendezvousEntry>; isComplete: boolean }>
  /** What was known when the last super-peer of this tag was lost, until one has told everything anew. */
  last: readonly RendezvousEntry[]
}

/** What {@link createRendezvous} needs of the city. */
export interface RendezvousOptions {
  readonly superPeers: SuperPeers
  /** `/p2p-circuit` addresses of this session at this moment. */
  addresses(): readonly string[]
}

/** The rendezvous over the super-peers of a city, and what its city must tell it. */
export interface RendezvousClient extends Rendezvous {
  /** A super-peer (re)appeared: everything it shall know is said to it. */
  superPeerUp(peer: string): void
  superPeerDown(peer: string): void
  answered(peer: string, answer: RendezvousAnswer): void
  /** The own relayed addresses changed. */
  addressesChanged(): void
  /** The choice of the closest super-peers may have changed. */
  review(): void
}

/** Makes the rendezvous of a city. */
export function createRendezvous({ superPeers, addresses }: RendezvousOptions): RendezvousClient {
  const tags = new Map<string, TagState>()

  const stateOf = (tag: Uint8Array): TagState => {
    const key = keyOf(tag)
    const known = tags.get(key)
    if (known !== undefined) return known
    if (tags.size >= RENDEZVOUS_TAGS_MAX) throw new UsageError('bad-option', `more than ${RENDEZVOUS_TAGS_MAX} tags`)
    const state: TagState = {
      tag,
      watchers: new Set(),
      statement: undefined,
      onRegistered: undefined,
      onRefused: undefined,
      told: new Map(),
      last: []
    }
    tags.set(key, state)
    return state
  }

  const viewOf = (state: TagState): RendezvousView => {
    const isBlind = state.told.size === 0
    const merged = new Map<string, RendezvousEntry>()
    for (const { entries } of state.told.values()) {
      for (const [peer, entry] of entries) merged.set(peer, merge(merged.get(peer), entry))
    }
    return {
      entries: isBlind ? state.last : [...merged.values()],
      isComplete: [...state.told.values()].some(told => told.isComplete),
      isBlind
    }
  }

  const tell = (state: TagState): void => {
    const view = viewOf(state)
    for (const watcher of state.watchers) watcher(view)
  }

  const register = (peer: string, state: TagState): void => {
    if (state.statement === undefined) return
    superPeers.send(peer, { kind: 'register', tag: state.tag, statement: state.statement, addresses: [...addresses()] })
  }

  const sayAll = (peer: string, state: TagState): void => {
    register(peer, state)
    if (state.watchers.size > 0) superPeers.send(peer, { kind: 'watch', tag: state.tag })
  }

  /** Brings the super-peers of a tag in line with which are the closest now; returns those that were before, too. */
  const place = (state: TagState): readonly string[] => {
    const before = superPeers.wanted(keyOf(state.tag))
    const wanted = superPeers.want(keyOf(state.tag), state.tag, RENDEZVOUS_COPIES)
    for (const peer of wanted) if (!before.includes(peer)) sayAll(peer, state)
    for (const peer of before) {
      if (wanted.includes(peer)) continue
      superPeers.send(peer, { kind: 'unregister', tag: state.tag })
      superPeers.send(peer, { kind: 'unwatch', tag: state.tag })
      forget(peer, state)
    }
    return wanted.filter(peer => before.includes(peer))
  }

  /** What a super-peer told holds no longer: it is lost, or others are closer. */
  const forget = (peer: string, state: TagState): void => {
    const before = viewOf(state).entries
    if (!state.told.delete(peer)) return
    if (state.told.size === 0) state.last = before
    tell(state)
  }

  const drop = (state: TagState): void => {
    if (state.watchers.size > 0 || state.statement !== undefined) return
    tags.delete(keyOf(state.tag))
    superPeers.unwant(keyOf(state.tag))
  }

  const toldBy = (state: TagState, peer: string) => {
    const known = state.told.get(peer)
    if (known !== undefined) return known
    const fresh = { entries: new Map<string, RendezvousEntry>(), isComplete: false }
    state.told.set(peer, fresh)
    return fresh
  }

  return {
    watch(tag, onChange) {
      const state = stateOf(tag)
      const isFirst = state.watchers.size === 0
      state.watchers.add(onChange)
      if (isFirst) for (const peer of place(state)) superPeers.send(peer, { kind: 'watch', tag })
      onChange(viewOf(state))
      return {
        close() {
          if (!state.watchers.delete(onChange) || state.watchers.size > 0) return
          for (const peer of superPeers.wanted(keyOf(tag))) superPeers.send(peer, { kind: 'unwatch', tag })
          state.told.clear()
          drop(state)
        }
      }
    },

    register(tag, statement) {
      const state = stateOf(tag)
      if (state.statement !== undefined) throw new UsageError('bad-option', 'registered under this tag already')
      state.statement = statement
      const registered = new Promise<void>((resolve, reject) => {
        state.onRegistered = resolve
        state.onRefused = reject
      })
      registered.catch(() => undefined) // whoever does not wait for it sees the room's own state
      for (const peer of place(state)) register(peer, state)
      return {
        registered,
        renew(next) {
          state.statement = next
          for (const peer of superPeers.wanted(keyOf(tag))) register(peer, state)
        },
        async close() {
          if (state.statement === undefined) return
          state.statement = undefined
          for (const peer of superPeers.wanted(keyOf(tag))) superPeers.send(peer, { kind: 'unregister', tag })
          drop(state)
        }
      }
    },

    superPeerUp(peer) {
      for (const state of tags.values()) if (superPeers.wanted(keyOf(state.tag)).includes(peer)) sayAll(peer, state)
    },

    superPeerDown(peer) {
      for (const state of tags.values()) forget(peer, state)
    },

    answered(peer, answer) {
      if (!('tag' in answer) || answer.tag === undefined) return
      const state = tags.get(keyOf(answer.tag))
      // one that is not asked any more would never be heard to take back what it says now
      if (state === undefined || !superPeers.wanted(keyOf(state.tag)).includes(peer)) return
      switch (answer.kind) {
        case 'registered':
          state.onRegistered?.()
          return
        case 'refused':
          state.onRefused?.(refusal(answer))
          return
        case 'joined':
          toldBy(state, peer).entries.set(answer.peer, {
            peer: answer.peer,
            addresses: answer.addresses.filter(address => address.includes('/p2p-circuit')),
            statement: answer.statement
          })
          break
        case 'gone':
          toldBy(state, peer).entries.delete(answer.peer)
          break
        case 'complete':
          toldBy(state, peer).isComplete = true
          state.last = []
          break
        default:
          return
      }
      // until somebody has told everything, what was known before stays in view
      const told = state.told.get(peer)
      if (told?.isComplete === true || state.last.length === 0) tell(state)
    },

    addressesChanged() {
      for (const state of tags.values()) {
        for (const peer of superPeers.wanted(keyOf(state.tag))) register(peer, state)
      }
    },

    review() {
      for (const state of tags.values()) place(state)
    }
  }
}

function merge(a: RendezvousEntry | undefined, b: RendezvousEntry): RendezvousEntry {
  if (a === undefined) return b
  return { ...b, addresses: [...new Set([...b.addresses, ...a.addresses])] }
}

function keyOf(tag: Uint8Array): string {
  return bytesToText(tag, 'base36')
}

function refusal({ code, why }: Extract<RendezvousAnswer, { kind: 'refused' }>): CityError {
  const message = `${code}: ${why}`
  // a statement made just now can only be out of date if one of the clocks is wrong
  const isAboutTime = code === 'clock-wrong' || code === 'expired'
  return isAboutTime ? new StateError('clock-wrong', message) : new NetworkError('refused', message)
}

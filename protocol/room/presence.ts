/** What of us can be seen and heard: told on change, to who joins, and now and then as a sign of life. */
import * as v from 'valibot'
import type { Broadcast, ChannelMessage } from '../channel/channel.ts'
import { pause } from '../pause.ts'
import { count } from '../codec/fields.ts'
import { defineMessage } from '../codec/message.ts'
import { CodecError, codeOf } from '../errors.ts'

/** What of somebody can be seen and heard. */
export interface PresenceState {
  readonly camera: boolean
  readonly microphone: boolean
}

/** What is assumed of who has said nothing. */
export const SILENT: PresenceState = { camera: false, microphone: false }

/** A presence on its lane; of two the one with the greater `n` holds. */
export const presenceMessage = defineMessage(
  'videocity/presence/v1',
  64,
  v.object({ camera: v.boolean(), microphone: v.boolean(), n: count() })
)

/** What {@link createPresence} needs. */
export interface PresenceOptions {
  readonly lane: Broadcast
  readonly initial: PresenceState
  readonly clock: () => number
  onTold(peer: string, state: PresenceState, n: number): void
}

/** The own presence, and the ear for that of others. */
export interface Presence {
  readonly own: PresenceState
  set(change: Partial<PresenceState>): void
  /** Somebody new listens. */
  tellNewcomer(): void
  /** Tells it again though nothing changed. */
  tell(): void
  close(): void
}

/** Newcomers within this time are told once, together. */
const NEWCOMERS_MS = 150
/** Pauses after a failed try; the last is repeated. */
const RETRY_MS = [500, 1_000, 2_000, 5_000]

/** Begins to tell and to listen. Nothing is told while there is nothing to see or hear. */
export function createPresence({ lane, initial, clock, onTold }: PresenceOptions): Presence {
  let own = initial
  let n = 0
  let isDue = false
  let isTelling = false
  const closing = new AbortController()

  const onMessage = ({ detail }: CustomEvent<ChannelMessage>): void => {
    try {
      const { n: theirs, camera, microphone } = presenceMessage.decode(detail.bytes)
      onTold(detail.from, { camera, microphone }, theirs)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error // a member who talks nonsense is simply not understood
    }
  }

  const send = async (): Promise<void> => {
    if (isTelling) return
    isTelling = true
    for (let failures = 0; isDue && !closing.signal.aborted;) {
      isDue = false
      n = Math.max(n + 1, clock())
      try {
        await lane.publish(presenceMessage.encode({ ...own, n }))
        failures = 0
      } catch (error) {
        if (codeOf(error) === 'room-closed') break
        isDue = true
        await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 0, closing.signal)
      }
    }
    isTelling = false
  }

  const tell = (): void => {
    isDue = true
    void send()
  }

  const hasSomething = (): boolean => own.camera || own.microphone
  let newcomers: ReturnType<typeof setTimeout> | undefined
  lane.addEventListener('message', onMessage)
  if (hasSomething()) tell()

  return {
    get own() {
      return own
    },
    set(change) {
      const next = { ...own, ...change }
      if (next.camera === own.camera && next.microphone === own.microphone) return
      own = next
      tell()
    },
    tellNewcomer() {
      newcomers ??= setTimeout(() => {
        newcomers = undefined
        if (hasSomething()) tell()
      }, NEWCOMERS_MS)
    },
    tell,
    close() {
      closing.abort()
      clearTimeout(newcomers)
      lane.removeEventListener('message', onMessage)
    }
  }
}

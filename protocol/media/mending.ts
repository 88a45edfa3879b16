/** When a link that does not work is mended, and how: pure, so that its patience can be tested without waiting. */
import { PEER_LINK_TIMEOUT_MS } from '../limits.ts'

/** What to do about a link. */
export type Remedy =
  /** Our last words may be lost: again, over a fresh stream. */
  | 'say-anew'
  /** New ways for the same connection. */
  | 'restart'
  /** A new connection. */
  | 'begin-anew'
  /** Too long: say so, and begin anew. */
  | 'give-up'

/** How a link that does not work looks. */
export interface Broken {
  readonly connectionState: RTCPeerConnectionState
  /** We wait for an answer, or for a first offer. */
  readonly isWaiting: boolean
}

/** A connection that is interrupted often comes back by itself; who has to ask for an offer waits a little longer. */
const INTERRUPTED_MS = { offerer: 1_500, asker: 2_500 }
/** Words without an answer are said again after this. */
const UNANSWERED_MS = 3_000
/** A restart is given this long before the next one. */
const RESTART_MS = 6_000
/** When the other side closed its end, its goodbye may be a moment behind. */
const ENDED_MS = 1_000
/** From one attempt that was given up to the next; the last is repeated. */
const ATTEMPTS_MS = [PEER_LINK_TIMEOUT_MS, 2 * PEER_LINK_TIMEOUT_MS, 4 * PEER_LINK_TIMEOUT_MS]

/** The patience of one link. */
export class Mending {
  private readonly patienceMs: number
  private brokenAtMs: number
  private deadlineAtMs: number
  private saidAtMs: number
  private restartedAtMs = -Infinity
  private beginAtMs = Infinity
  private attempts = 0

  constructor(isOfferer: boolean, nowMs: number) {
    this.patienceMs = isOfferer ? INTERRUPTED_MS.offerer : INTERRUPTED_MS.asker
    this.brokenAtMs = nowMs
    this.saidAtMs = nowMs
    this.deadlineAtMs = nowMs + PEER_LINK_TIMEOUT_MS
  }

  /** It works. */
  connected(): void {
    this.attempts = 0
    this.deadlineAtMs = Infinity
    this.beginAtMs = Infinity
  }

  /** It worked until now. */
  interrupted(nowMs: number): void {
    this.brokenAtMs = nowMs
    this.deadlineAtMs = nowMs + PEER_LINK_TIMEOUT_MS
  }

  /** The other side closed its end. */
  ended(nowMs: number): void {
    this.beginAtMs = Math.min(this.beginAtMs, nowMs + ENDED_MS)
  }

  /** Something of ours failed that should not have. */
  stumbled(nowMs: number): void {
    this.ended(nowMs)
  }

  /** The other side began anew: that is given its time. */
  begun(nowMs: number): void {
    this.beginAtMs = Infinity
    this.saidAtMs = nowMs
    this.deadlineAtMs = nowMs + PEER_LINK_TIMEOUT_MS
  }

  /** The other side speaks again after its goodbye. */
  heard(nowMs: number): void {
    if (this.deadlineAtMs === Infinity) this.begun(nowMs)
  }

  /** We said something that wants an answer. */
  said(nowMs: number): void {
    this.saidAtMs = nowMs
  }

  /** He said goodbye: nothing more is tried until he speaks again. */
  farewell(): void {
    this.beginAtMs = Infinity
    this.deadlineAtMs = Infinity
  }

  /** What is due now; asking is taking. */
  due(nowMs: number, { connectionState, isWaiting }: Broken): Remedy[] {
    if (this.deadlineAtMs === Infinity) return []
    if (nowMs >= this.deadlineAtMs) {
      const pauseMs = ATTEMPTS_MS[Math.min(this.attempts++, ATTEMPTS_MS.length - 1)] ?? PEER_LINK_TIMEOUT_MS
      this.deadlineAtMs = nowMs + pauseMs
      this.beginAtMs = Infinity
      return ['give-up', 'begin-anew']
    }
    if (nowMs >= this.beginAtMs) {
      this.beginAtMs = Infinity
      return ['begin-anew']
    }
    const remedies: Remedy[] = []
    const isInterrupted = connectionState === 'disconnected' && nowMs - this.brokenAtMs >= this.patienceMs
    if ((isInterrupted || connectionState === 'failed') && nowMs - this.restartedAtMs >= RESTART_MS) {
      this.restartedAtMs = nowMs
      remedies.push('restart')
    }
    if (isWaiting && nowMs - this.saidAtMs >= UNANSWERED_MS) {
      this.saidAtMs = nowMs
      remedies.push('say-anew')
    }
    return remedies
  }
}

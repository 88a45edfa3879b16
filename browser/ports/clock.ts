/** Time and its passing, so that models can be tested without waiting. */

/** Time, and things done after some of it. */
export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number
  /** Does something once, later. Returns its undo. */
  after(delayMs: number, act: () => void): () => void
}

/** The browser's own clock. */
export const browserClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs)
    return () => clearTimeout(timer)
  }
}

/** Asks a member for a key that is missing: a moment later, since it is probably on its way, and then ever more rarely. */

/** Pauses before each request; after the last, what waits is given up. */
const PAUSES_MS = [300, 700, 1_500, 3_000, 6_000, 12_000]

/** Requests that are running. */
export interface KeyRequests {
  /** Something of this member waits for a key. */
  start(peer: string): void
  stop(peer: string): void
  close(): void
}

/**
 * Makes the asker.
 *
 * @param options.ask - asks once; says whether anything still waits
 * @param options.giveUp - called when no answer came to the last request
 */
export function createKeyRequests(options: { ask(peer: string): boolean; giveUp(peer: string): void }): KeyRequests {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const stop = (peer: string): void => {
    clearTimeout(timers.get(peer))
    timers.delete(peer)
  }
  const plan = (peer: string, attempt: number): void => {
    const pauseMs = PAUSES_MS[attempt]
    if (pauseMs === undefined) {
      stop(peer)
      options.giveUp(peer)
      return
    }
    const ask = (): void => {
      if (options.ask(peer)) plan(peer, attempt + 1)
      else stop(peer)
    }
    timers.set(peer, setTimeout(ask, pauseMs))
  }
  return {
    start(peer) {
      if (!timers.has(peer)) plan(peer, 0)
    },
    stop,
    close() {
      for (const peer of timers.keys()) stop(peer)
    }
  }
}

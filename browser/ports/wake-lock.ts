/** Keeps the screen from going dark while one is in a room. */
import type { PageLife } from './page-life.ts'

/** Keeps the screen awake. */
export interface WakeLock {
  /** Holds the screen awake until its result is called. Does nothing where the browser cannot. */
  hold(): () => void
}

/**
 * The browser's wake lock, asked for again each time the page comes back into view, since the browser takes it away.
 *
 * @param life - tells when the page is in view
 * @param source - `navigator`, with or without a wake lock
 */
export function createWakeLock(life: PageLife, source: { readonly wakeLock?: Navigator['wakeLock'] }): WakeLock {
  return {
    hold() {
      let sentinel: WakeLockSentinel | undefined
      let isHeld = true
      const ask = (): void => {
        if (source.wakeLock === undefined || !isHeld) return
        source.wakeLock.request('screen').then(
          granted => {
            if (isHeld) sentinel = granted
            else void granted.release()
          },
          () => undefined // refused while hidden or on low battery: the call goes on with a screen that may go dark
        )
      }
      ask()
      const forget = life.onVisibility(isVisible => {
        if (isVisible) ask()
      })
      return () => {
        isHeld = false
        forget()
        void sentinel?.release()
      }
    }
  }
}

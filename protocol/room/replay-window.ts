/** Each number once: remembers the newest ones and takes everything older for heard. */
import { SEALED_REPLAY_WINDOW } from '../limits.ts'

/** Numbers that were heard. */
export class ReplayWindow {
  private readonly heard = new Set<number>()
  private highest = -1

  /** Whether a number would be new. */
  isNew(n: number): boolean {
    return n > this.highest - SEALED_REPLAY_WINDOW && !this.heard.has(n)
  }

  /** Marks a number as heard, once its message has proved genuine. */
  mark(n: number): void {
    this.heard.add(n)
    if (n <= this.highest) return
    this.highest = n
    if (this.heard.size <= 2 * SEALED_REPLAY_WINDOW) return
    for (const each of this.heard) if (each <= n - SEALED_REPLAY_WINDOW) this.heard.delete(each)
  }
}

/** A budget that refills by itself: so many at once, so many a second after that. */

/** How a {@link TokenBucket} fills. */
export interface BucketRate {
  readonly perSecond: number
  readonly burst: number
}

/** One author's budget. Time is given, so that it runs without timers. */
export class TokenBucket {
  private readonly rate: BucketRate
  private tokens: number
  private atMs: number

  constructor(rate: BucketRate, nowMs: number) {
    this.rate = rate
    this.tokens = rate.burst
    this.atMs = nowMs
  }

  /** Takes one if there is one. */
  take(nowMs: number): boolean {
    this.fill(nowMs)
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }

  /** How long until the next one is there; 0 if it is. */
  waitMs(nowMs: number): number {
    this.fill(nowMs)
    return this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) * 1_000) / this.rate.perSecond)
  }

  /** Whether nothing was taken for so long that a new bucket would be the same. */
  isFull(nowMs: number): boolean {
    this.fill(nowMs)
    return this.tokens >= this.rate.burst
  }

  private fill(nowMs: number): void {
    // a clock set back gives nothing and takes nothing
    const elapsedMs = Math.max(0, nowMs - this.atMs)
    this.tokens = Math.min(this.rate.burst, this.tokens + (elapsedMs * this.rate.perSecond) / 1_000)
    this.atMs = nowMs
  }
}

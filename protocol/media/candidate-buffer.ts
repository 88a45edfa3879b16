/** Candidates of the other side that came before the description they belong to. */
import { SIGNAL_CANDIDATES_MAX } from '../limits.ts'
import type { SignalOf } from './signal.ts'

/** A bounded buffer; what does not fit is refused. */
export class CandidateBuffer {
  private waiting: SignalOf<'candidate'>[] = []

  add(candidate: SignalOf<'candidate'>): boolean {
    if (this.waiting.length >= SIGNAL_CANDIDATES_MAX) return false
    this.waiting.push(candidate)
    return true
  }

  /** Takes out those that fit now; of those that belong elsewhere the ones of other connections are kept. */
  take(fits: (candidate: SignalOf<'candidate'>) => boolean): SignalOf<'candidate'>[] {
    const taken = this.waiting.filter(fits)
    this.waiting = this.waiting.filter(candidate => !taken.includes(candidate))
    return taken
  }

  clear(): void {
    this.waiting = []
  }
}

/** What went wrong, in the words people read. */

/** A problem as the page tells it: what happened, why, what to try, and a code to quote. */
export interface Problem {
  readonly what: string
  readonly why?: string
  readonly tryThis?: string
  /** For example `CARD-2`. */
  readonly code: string
}

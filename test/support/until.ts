/** Waiting by asking again until the answer is yes, with a cap, and saying at the end what was seen instead. */

/** One answer: yes with a value, or no with what was there instead. */
export type Answer<T> = { readonly yes: true; readonly value: T } | { readonly yes: false; readonly saw: string }

/** What is said of a place that is not in the page, which is neither dark nor silent. */
export const NO_PLACE = 'there is no such place'

/** How long a person waits before giving up, unless told otherwise. */
export const PATIENCE_MS = 15_000

/** How long to wait, where a story promises something else. */
export interface Patience {
  readonly capMs?: number
}

/** Between two questions. */
const ASK_EVERY_MS = 100

/**
 * Asks until the answer is yes.
 *
 * @param what - what was to happen, for the error
 * @throws Error that quotes the last answer
 */
export async function until<T>(
  what: string,
  ask: () => Promise<Answer<T>>,
  { capMs = PATIENCE_MS }: Patience = {}
): Promise<T> {
  const endMs = performance.now() + capMs
  for (;;) {
    const answer = await ask()
    if (answer.yes) return answer.value
    if (performance.now() >= endMs) throw new Error(`${what}: not within ${capMs} ms; instead: ${answer.saw}`)
    await new Promise(resolve => setTimeout(resolve, ASK_EVERY_MS))
  }
}

/** What lasts as long as a stay in a room: listeners and timers that end together. */
import type { TypedEventTarget } from 'main-event'

/** Listens to one target; each listening lasts until its undo is called. */
export function listenTo<E extends object>(target: TypedEventTarget<E>) {
  return <K extends keyof E & string>(event: K, handler: (event: E[K]) => void): (() => void) => {
    target.addEventListener(event, handler)
    return () => target.removeEventListener(event, handler)
  }
}

/** Does something again and again until the returned undo is called. */
export function every(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms)
  return () => clearInterval(timer)
}

/** Waits for something, but not for long. */
export async function within(ms: number, what: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([what, new Promise(resolve => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}

/** Waiting that can be ended early. */

/** Waits; says whether the time passed without the signal. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    if (signal?.aborted === true) return resolve(false)
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve(signal?.aborted !== true)
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}

/** Parts of the page that are loaded when they are first needed, or before, when there is nothing else to do. */
import { NetworkError } from '../../protocol/errors.ts'

/**
 * Makes a part that is loaded once; a failure is forgotten, so that it can be tried again.
 *
 * @returns loads it; rejects with {@link NetworkError} `no-page` when the page's server does not answer
 */
export function latePart<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((cause: unknown) => {
      loading = undefined
      throw missing(cause)
    })
    return loading
  }
}

/** What a worker reports that did not start; one that did and failed tells why. */
export function workerFailure(event: Event): Error {
  const { message } = event as Partial<ErrorEvent>
  return message === undefined ? missing(event) : new Error(`a worker stopped: ${message}`)
}

function missing(cause: unknown): NetworkError {
  return new NetworkError('no-page', 'a part of the page cannot be loaded', { cause })
}

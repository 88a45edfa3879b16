/** The address line of the browser: which place it points to, and going elsewhere. */

/** The address line. */
export interface Address {
  /** For example `https://city.example`. */
  readonly origin: string
  readonly hostname: string
  /** The part from `#` on. */
  hash(): string
  /** Goes to a place; the back button returns. */
  go(hash: string): void
  /** Tells of every change of place, by link, typing or the back button. Returns its undo. */
  onChange(listener: () => void): () => void
}

/** The address line of a window. */
export function createAddress(scope: Window = window): Address {
  const { location } = scope
  return {
    origin: location.origin,
    hostname: location.hostname,
    hash: () => location.hash,
    go(hash) {
      location.hash = hash
    },
    onChange(listener) {
      scope.addEventListener('hashchange', listener)
      return () => scope.removeEventListener('hashchange', listener)
    }
  }
}

/** Whether an address leads only to the computer it is opened on. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

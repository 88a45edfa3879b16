/** Hints: multiaddrs of super-peers that know a home, as cards and links carry them. */
import { multiaddr } from '@multiformats/multiaddr'
import * as v from 'valibot'
import { text } from '../codec/fields.ts'
import { HINT_BYTES_MAX, HINTS_MAX } from '../limits.ts'

// Any well-formed address passes: in a city of one house the super-peer's address is a private one.

/** Schema of a list of hints. */
export function hints() {
  return v.pipe(v.array(v.pipe(text(HINT_BYTES_MAX), v.check(isHint, 'not a multiaddr'))), v.maxLength(HINTS_MAX))
}

/** Whether a text is a well-formed multiaddr of bearable length. */
export function isHint(value: string): boolean {
  if (!value.startsWith('/') || value.length > HINT_BYTES_MAX) return false
  try {
    return multiaddr(value).getComponents().length > 0
  } catch {
    return false // not an address: that is the answer
  }
}

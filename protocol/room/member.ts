/** Somebody in a room as the page shows them. */
import type { HomeId } from '../identity/genesis.ts'
import type { Identity } from '../identity/identity.ts'
import type { LinkView } from '../media/media.ts'
import { toString as bytesToText } from 'uint8arrays'
import { type PresenceState, SILENT } from './presence.ts'
import type { RosterEntry } from './roster.ts'

/** Somebody in the room. */
export interface Member {
  readonly peer: string
  /** Device or guest key, in hexadecimal: who it is, whatever the session. */
  readonly key: string
  readonly name: string
  readonly kind: 'citizen' | 'guest'
  readonly home?: HomeId
  readonly presence: PresenceState
  readonly isSelf: boolean
}

/** Ourselves. */
export function ownMember(peer: string, identity: Identity, shown: { name: string; presence: PresenceState }): Member {
  const home = identity.kind === 'citizen' ? { home: identity.home } : {}
  return { peer, key: keyOf(identity), kind: identity.kind, ...home, ...shown, isSelf: true }
}

/**
 * Somebody else.
 *
 * @param link - word of what he sends comes with his first packet; his presence, which is sealed, takes a little longer
 */
export function memberOf({ joined, presence, presenceN }: RosterEntry, link: LinkView | undefined): Member {
  const { peer, key, name, kind } = joined
  const home = joined.home === undefined ? {} : { home: joined.home }
  const first = presenceN < 0 ? (link?.sends ?? SILENT) : presence
  return { peer, key, name, kind, ...home, presence: first, isSelf: false }
}

/** The key somebody is known by. */
export function keyOf(identity: Identity): string {
  return bytesToText(identity.signer.publicKey, 'hex')
}

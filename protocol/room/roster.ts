/**
 * Who is in a room, as a pure fold over what was seen of each: registrations, statements, words, silence. The end of a
 * signal stream is not among them, and neither is the loss of our own super-peer. See docs/decisions/0020.
 */
import { CLOCK_SKEW_MS_MAX, GONE_SILENCE_MS, LOST_SILENCE_MS, MEMBERS_MAX } from '../limits.ts'
import type { Joined } from './membership.ts'
import { type PresenceState, SILENT } from './presence.ts'

/** What was seen. */
export type RosterEvent =
  /** A statement that was verified; `isRegistered` if it came from the rendezvous. */
  | { readonly kind: 'joined'; readonly joined: Joined; readonly isRegistered: boolean; readonly atMs: number }
  /** The rendezvous says that a session is there no longer. */
  | { readonly kind: 'unregistered'; readonly peer: string; readonly atMs: number }
  | {
      readonly kind: 'presence'
      readonly peer: string
      readonly state: PresenceState
      readonly n: number
      readonly atMs: number
    }
  /** Media, a heartbeat or words of any kind came from them. */
  | { readonly kind: 'heard'; readonly peers: readonly string[]; readonly atMs: number }
  /** The session whose statement had this version said that it is over. */
  | { readonly kind: 'bye'; readonly peer: string; readonly version: number }
  /** We hear nobody because of ourselves: silence means nothing until `restored`. */
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'restored'; readonly atMs: number }
  | { readonly kind: 'tick'; readonly atMs: number }

/** Somebody in the room, or nearly. */
export interface RosterEntry {
  readonly joined: Joined
  readonly presence: PresenceState
  readonly presenceN: number
  readonly heardAtMs: number
  readonly isRegistered: boolean
  /** When the registration ended, if there was one. */
  readonly endedAtMs: number | undefined
  /** Registered still, but silent for so long that he is not shown. */
  readonly isLost: boolean
}

/** Everything the fold remembers. */
export interface Roster {
  /** In the order they came. */
  readonly entries: ReadonlyMap<string, RosterEntry>
  /** Versions of statements that are over: what is still around of them does not bring anybody back. */
  readonly byes: ReadonlyMap<string, number>
  readonly isCutOff: boolean
}

/** Nobody yet. */
export const EMPTY_ROSTER: Roster = { entries: new Map(), byes: new Map(), isCutOff: false }

/** Who is there, in the order they came. */
export function present({ entries }: Roster): RosterEntry[] {
  return [...entries.values()].filter(({ isLost }) => !isLost)
}

/** The roster after something was seen. */
export function foldRoster(roster: Roster, event: RosterEvent): Roster {
  switch (event.kind) {
    case 'joined':
      return withoutReplaced(join(roster, event))
    case 'unregistered':
      return withoutReplaced(
        change(roster, [event.peer], ({ endedAtMs, ...entry }) => ({
          ...entry,
          isRegistered: false,
          endedAtMs: endedAtMs ?? event.atMs
        }))
      )
    case 'presence':
      return change(roster, [event.peer], entry => ({
        ...heard(entry, event.atMs),
        ...(event.n > entry.presenceN ? { presence: event.state, presenceN: event.n } : {})
      }))
    case 'heard':
      return change(roster, event.peers, entry => heard(entry, event.atMs))
    case 'bye':
      return sayBye(roster, event.peer, event.version)
    case 'cut-off':
      return { ...roster, isCutOff: true }
    case 'restored': {
      const all = [...roster.entries.keys()]
      const restored = change(roster, all, entry => ({
        ...entry,
        heardAtMs: Math.max(entry.heardAtMs, event.atMs),
        endedAtMs: entry.endedAtMs === undefined ? undefined : event.atMs
      }))
      return { ...restored, isCutOff: false }
    }
    case 'tick':
      return roster.isCutOff ? roster : settle(roster, event.atMs)
  }
}

function join(roster: Roster, event: Extract<RosterEvent, { kind: 'joined' }>): Roster {
  const { joined, isRegistered, atMs } = event
  const { peer, version } = joined
  if (version <= (roster.byes.get(peer) ?? -1)) return roster
  const known = roster.entries.get(peer)
  if (known === undefined && roster.entries.size >= MEMBERS_MAX) return roster
  const entry: RosterEntry = {
    joined: known !== undefined && known.joined.version >= version ? known.joined : joined,
    presence: known?.presence ?? SILENT,
    presenceN: known?.presenceN ?? -1,
    heardAtMs: Math.max(known?.heardAtMs ?? 0, atMs),
    isRegistered: isRegistered || known?.isRegistered === true,
    endedAtMs: isRegistered ? undefined : known?.endedAtMs,
    isLost: false
  }
  return { ...roster, entries: new Map(roster.entries).set(peer, entry) }
}

function heard(entry: RosterEntry, atMs: number): RosterEntry {
  return { ...entry, heardAtMs: Math.max(entry.heardAtMs, atMs), isLost: false }
}

function sayBye(roster: Roster, peer: string, version: number): Roster {
  const byes = new Map(roster.byes)
  byes.delete(peer) // to the end: the oldest are forgotten first
  byes.set(peer, Math.max(version, roster.byes.get(peer) ?? -1))
  if (byes.size > MEMBERS_MAX) byes.delete(byes.keys().next().value ?? peer)
  const entries = new Map(roster.entries)
  const known = entries.get(peer)
  if (known !== undefined && known.joined.version <= version) entries.delete(peer)
  return { ...roster, entries, byes }
}

/** A session that has ended makes room at once for another one of the same person; two that go on are two. */
function withoutReplaced(roster: Roster): Roster {
  const entries = [...roster.entries.values()]
  const replaced = entries.filter(
    ({ endedAtMs, joined }) =>
      endedAtMs !== undefined && entries.some(other => other.joined.key === joined.key && other.endedAtMs === undefined)
  )
  return without(roster, replaced)
}

/** Lets go of who has been silent for too long. */
function settle(roster: Roster, nowMs: number): Roster {
  const entries = [...roster.entries.values()]
  const gone = entries.filter(entry => isGone(entry, nowMs))
  const lost = entries.filter(entry => !entry.isLost && !gone.includes(entry) && isSilent(entry, nowMs))
  const lostPeers = lost.map(({ joined }) => joined.peer)
  return change(without(roster, gone), lostPeers, entry => ({ ...entry, isLost: true }))
}

function isSilent({ heardAtMs }: RosterEntry, nowMs: number): boolean {
  return nowMs - heardAtMs >= LOST_SILENCE_MS
}

function isGone(entry: RosterEntry, nowMs: number): boolean {
  const { joined, isRegistered, endedAtMs, heardAtMs } = entry
  if (nowMs > joined.expiresAtMs + CLOCK_SKEW_MS_MAX) return true
  if (endedAtMs !== undefined) return nowMs - Math.max(heardAtMs, endedAtMs) >= GONE_SILENCE_MS
  return !isRegistered && isSilent(entry, nowMs)
}

function without(roster: Roster, gone: readonly RosterEntry[]): Roster {
  if (gone.length === 0) return roster
  const entries = new Map(roster.entries)
  for (const { joined } of gone) entries.delete(joined.peer)
  return { ...roster, entries }
}

function change(roster: Roster, peers: readonly string[], turn: (entry: RosterEntry) => RosterEntry): Roster {
  const known = peers.flatMap(peer => roster.entries.get(peer) ?? [])
  if (known.length === 0) return roster
  const entries = new Map(roster.entries)
  for (const entry of known) entries.set(entry.joined.peer, turn(entry))
  return { ...roster, entries }
}

/** Counts who is in a room: verifies what the rendezvous and the topic say of each, and lets the channel hear them. */
import { TypedEventEmitter, type TypedEventTarget } from 'main-event'
import type { Channel, ChannelMessage, OpenChannel } from '../channel/channel.ts'
import type { Rendezvous, RendezvousEntry, RendezvousView } from '../city/rendezvous.ts'
import { equalBytes } from '../codec/message.ts'
import { CityError, codeOf } from '../errors.ts'
import { withMembers } from '../events.ts'
import { RENDEZVOUS_ENTRIES_MAX } from '../limits.ts'
import { isRoomFrame, readRoomFrame, type RoomFrame } from './frame.ts'
import { verifyJoinStatement } from './membership.ts'
import { keyOfPeer } from './peer-key.ts'
import { EMPTY_ROSTER, foldRoster, present, type RosterEntry, type RosterEvent } from './roster.ts'

/** What changes in a room. */
export interface CensusEvents {
  joined: CustomEvent<RosterEntry>
  left: CustomEvent<RosterEntry>
  /** Anything of anybody, comings and goings included. */
  changed: CustomEvent<undefined>
  /** A frame of somebody present; joins and byes have been dealt with. */
  frame: CustomEvent<{ readonly from: string; readonly frame: RoomFrame }>
}

/** What {@link openCensus} needs. */
export interface CensusOptions {
  readonly tag: Uint8Array
  readonly rendezvous: Pick<Rendezvous, 'watch'>
  readonly openChannel: OpenChannel
  readonly clock: () => number
}

/** Who is in a room, without ourselves. */
export interface Census extends TypedEventTarget<CensusEvents> {
  readonly channel: Channel
  /** In the order they came. */
  present(): readonly RosterEntry[]
  /** What was seen elsewhere: media, presence, our own state. */
  note(event: Exclude<RosterEvent, { kind: 'joined' | 'unregistered' | 'bye' }>): void
  /** At least one super-peer has told everybody it knows, and all of them are verified. */
  readonly isComplete: boolean
  /** Statements that were refused, by code. */
  readonly refused: ReadonlyMap<string, number>
  close(): Promise<void>
}

/** How often silence is looked at. */
const TICK_MS = 500

/** Opens a room's channel and begins to count. Nothing of ourselves is told. */
export async function openCensus({ tag, rendezvous, openChannel, clock }: CensusOptions): Promise<Census> {
  const events = new TypedEventEmitter<CensusEvents>()
  const refused = new Map<string, number>()
  /** What the rendezvous says now, and what of it was looked at. */
  let told = new Map<string, RendezvousEntry>()
  const seen = new Map<string, Uint8Array>()
  let isToldComplete = false
  let checking = 0
  let roster = EMPTY_ROSTER
  let isClosed = false

  const apply = (event: RosterEvent): void => {
    if (isClosed) return
    const before = roster
    roster = foldRoster(roster, event)
    if (roster === before) return
    const [was, is] = [peersOf(before), peersOf(roster)]
    for (const [peer, entry] of was) if (!is.has(peer)) events.safeDispatchEvent('left', { detail: entry })
    for (const peer of before.entries.keys()) if (!roster.entries.has(peer)) forget(peer)
    for (const [peer, entry] of is) if (!was.has(peer)) events.safeDispatchEvent('joined', { detail: entry })
    // last: what he said a moment ago may come out of the channel with it
    for (const peer of roster.entries.keys()) if (!before.entries.has(peer)) allow(peer)
    if (event.kind !== 'heard' || was.size !== is.size) events.safeDispatchEvent('changed', { detail: undefined })
  }

  const allow = (peer: string): void => channel.allow(peer, told.get(peer)?.addresses ?? [])
  const forget = (peer: string): void => {
    channel.forget(peer)
    seen.delete(peer)
  }

  const refuse = (error: unknown): void => {
    if (!(error instanceof CityError)) throw error
    refused.set(codeOf(error), (refused.get(codeOf(error)) ?? 0) + 1)
  }

  /** Verifies a statement somebody registered or published; says whether it holds. */
  const check = async (peer: string, statement: Uint8Array, isRegistered: boolean): Promise<boolean> => {
    try {
      const joined = await verifyJoinStatement(statement, { tag, peerKey: keyOfPeer(peer), nowMs: clock() })
      // gone again while we looked: then it is as if he had never come
      if (!isRegistered || told.has(peer)) apply({ kind: 'joined', joined, isRegistered, atMs: clock() })
      return true
    } catch (error) {
      refuse(error)
      return false
    }
  }

  const onView = ({ entries, isComplete, isBlind }: RendezvousView): void => {
    if (isClosed) return
    const now = new Map(entries.slice(0, RENDEZVOUS_ENTRIES_MAX).map(entry => [entry.peer, entry]))
    const before = told
    // who is missing from a list that is not complete yet may still be there
    const isSure = isComplete && !isBlind
    told = isSure ? now : new Map([...before, ...now])
    isToldComplete = isSure
    for (const peer of before.keys()) {
      if (told.has(peer)) continue
      seen.delete(peer)
      apply({ kind: 'unregistered', peer, atMs: clock() })
    }
    for (const entry of now.values()) {
      if (roster.entries.has(entry.peer)) allow(entry.peer)
      if (equalBytes(seen.get(entry.peer) ?? new Uint8Array(), entry.statement)) continue
      seen.set(entry.peer, entry.statement)
      if (entry.peer === channel.self) continue
      checking += 1
      void check(entry.peer, entry.statement, true).finally(() => {
        checking -= 1
        if (checking === 0) events.safeDispatchEvent('changed', { detail: undefined })
      })
    }
    if (checking === 0) events.safeDispatchEvent('changed', { detail: undefined })
  }

  const admits = async (from: string, bytes: Uint8Array): Promise<boolean> => {
    const frame = readRoomFrame(bytes)
    return frame?.kind === 'join' && (await check(from, frame.statement, false)) && roster.entries.has(from)
  }

  const onMessage = ({ detail: { from, bytes } }: CustomEvent<ChannelMessage>): void => {
    const frame = readRoomFrame(bytes)
    const entry = roster.entries.get(from)
    if (frame === undefined || entry === undefined) return
    if (frame.kind === 'bye') return apply({ kind: 'bye', peer: from, version: frame.expiresAtMs })
    const isNew = frame.kind === 'join' && !equalBytes(frame.statement, entry.joined.bytes)
    if (isNew) void check(from, frame.statement, false)
    apply({ kind: 'heard', peers: [from], atMs: clock() })
    if (frame.kind !== 'join') events.safeDispatchEvent('frame', { detail: { from, frame } })
  }

  const channel = await openChannel({ tag, rules: { isWellFormed: isRoomFrame, admits }, clock })
  channel.addEventListener('message', onMessage)
  const watching = rendezvous.watch(tag, onView)
  const timer = setInterval(() => apply({ kind: 'tick', atMs: clock() }), TICK_MS)

  return withMembers(events, {
    channel,
    present: () => present(roster),
    note: apply,
    get isComplete() {
      return isToldComplete && checking === 0
    },
    refused,
    async close() {
      if (isClosed) return
      isClosed = true
      clearInterval(timer)
      watching.close()
      channel.removeEventListener('message', onMessage)
      await channel.close()
    }
  })
}

function peersOf(roster: typeof EMPTY_ROSTER): Map<string, RosterEntry> {
  return new Map(present(roster).map(entry => [entry.joined.peer, entry]))
}

/** The rendezvous at a super-peer: who is registered under which tag, told at once to who watches it. Wire: docs/protocol.md#rendezvous */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { TypedEventEmitter, type TypedEventTarget } from 'main-event'
import { base36 } from 'multiformats/bases/base36'
import { TokenBucket } from '../protocol/channel/token-bucket.ts'
import {
  RENDEZVOUS_PROTOCOL,
  rendezvousAnswer,
  rendezvousRequest,
  type RendezvousAnswer,
  type RendezvousRequest
} from '../protocol/city/rendezvous-message.ts'
import { framesOver, type Frames } from '../protocol/codec/frames.ts'
import { asError, codeOf } from '../protocol/errors.ts'
import { withMembers } from '../protocol/events.ts'
import { verifySessionCert } from '../protocol/identity/device.ts'
import {
  FRAME_READ_TIMEOUT_MS,
  RENDEZVOUS_BURST,
  RENDEZVOUS_ENTRIES_MAX,
  RENDEZVOUS_FRAME_BYTES_MAX,
  RENDEZVOUS_PING_INTERVAL_MS,
  RENDEZVOUS_REQUESTS_PER_SECOND,
  RENDEZVOUS_SESSIONS_MAX,
  RENDEZVOUS_TAGS_MAX
} from '../protocol/limits.ts'

/** What changes at the rendezvous. */
export interface RendezvousEvents {
  /** The first session registered under a tag. */
  'tag-used': CustomEvent<Uint8Array>
  /** The last one is gone. */
  'tag-free': CustomEvent<Uint8Array>
}

/** The rendezvous at a super-peer. */
export interface RendezvousServer extends TypedEventTarget<RendezvousEvents> {
  /** Whether a peer has said who it is, and is still here. */
  knows(peer: string): boolean
  /** Whether a peer is registered under a tag. */
  isRegistered(tag: Uint8Array, peer: string): boolean
  readonly sessions: number
  close(): Promise<void>
}

/** What {@link serveRendezvous} needs. */
export interface RendezvousServerOptions {
  readonly libp2p: Libp2p
  readonly clock: () => number
  /** Throws unless the statement lets this peer be under this tag. */
  verifyStatement(statement: Uint8Array, at: { tag: Uint8Array; peerKey: Uint8Array; nowMs: number }): Promise<void>
  /** What a newcomer is told beside the time. */
  welcome(): Omit<Extract<RendezvousAnswer, { kind: 'welcome' }>, 'kind' | 'nowMs'>
}

interface Session {
  readonly peer: string
  readonly peerKey: Uint8Array
  readonly frames: Frames
  readonly budget: TokenBucket
  isKnown: boolean
  readonly registered: Set<string>
  readonly watched: Set<string>
}

interface Tag {
  readonly tag: Uint8Array
  readonly entries: Map<string, { session: Session; addresses: string[]; statement: Uint8Array }>
  readonly watchers: Set<Session>
}

/** A session that takes nothing while others come and go is given up beyond this many unsent answers. */
const UNSENT_MAX = 2 * RENDEZVOUS_ENTRIES_MAX

/** Begins to serve the rendezvous. */
export async function serveRendezvous(options: RendezvousServerOptions): Promise<RendezvousServer> {
  const { libp2p, clock } = options
  const log = libp2p.logger.forComponent('videocity:rendezvous')
  const events = new TypedEventEmitter<RendezvousEvents>()
  const tags = new Map<string, Tag>()
  const sessions = new Set<Session>()
  const unsent = new WeakMap<Session, number>()

  const send = (session: Session, answer: RendezvousAnswer): void => {
    const waiting = (unsent.get(session) ?? 0) + 1
    unsent.set(session, waiting)
    if (waiting > UNSENT_MAX) return session.frames.abort(new Error('takes nothing'))
    session.frames
      .write(rendezvousAnswer.encode(answer))
      .catch((error: unknown) => session.frames.abort(asError(error))) // the reader ends with it, and the session with it
      .finally(() => unsent.set(session, (unsent.get(session) ?? 1) - 1))
  }

  const tagOf = (tag: Uint8Array): Tag => {
    const key = base36.encode(tag)
    const known = tags.get(key) ?? { tag, entries: new Map(), watchers: new Set() }
    tags.set(key, known)
    return known
  }

  const dropIfEmpty = (key: string): void => {
    const tag = tags.get(key)
    if (tag !== undefined && tag.entries.size === 0 && tag.watchers.size === 0) tags.delete(key)
  }

  const remove = (session: Session, key: string): void => {
    session.registered.delete(key)
    const tag = tags.get(key)
    // a newer stream of the same peer may have taken the place
    if (tag === undefined || tag.entries.get(session.peer)?.session !== session) return
    tag.entries.delete(session.peer)
    for (const watcher of tag.watchers) send(watcher, { kind: 'gone', tag: tag.tag, peer: session.peer })
    if (tag.entries.size === 0) events.safeDispatchEvent('tag-free', { detail: tag.tag })
    dropIfEmpty(key)
  }

  const hello = async (session: Session, certificate: Uint8Array): Promise<void> => {
    await verifySessionCert(certificate, { nowMs: clock(), peerKey: session.peerKey })
    session.isKnown = true
    send(session, { kind: 'welcome', nowMs: clock(), ...options.welcome() })
  }

  const register = async (session: Session, request: Extract<RendezvousRequest, { kind: 'register' }>) => {
    const key = base36.encode(request.tag)
    const hasMany = session.registered.size >= RENDEZVOUS_TAGS_MAX && !session.registered.has(key)
    const entries = tags.get(key)?.entries
    // who is in a full room may renew, and come back on a new stream
    const isFull = (entries?.size ?? 0) >= RENDEZVOUS_ENTRIES_MAX && entries?.has(session.peer) !== true
    if (hasMany || isFull) {
      return send(session, { kind: 'refused', tag: request.tag, code: 'too-many', why: 'no more room under this tag' })
    }
    await options.verifyStatement(request.statement, { tag: request.tag, peerKey: session.peerKey, nowMs: clock() })
    if (!sessions.has(session)) return // it left while we looked
    const addresses = request.addresses.filter(address => address.includes('/p2p-circuit'))
    const tag = tagOf(request.tag)
    const isFirst = tag.entries.size === 0
    tag.entries.set(session.peer, { session, addresses, statement: request.statement })
    session.registered.add(key)
    send(session, { kind: 'registered', tag: request.tag })
    for (const watcher of tag.watchers) tellOf(watcher, tag, session.peer)
    if (isFirst) events.safeDispatchEvent('tag-used', { detail: request.tag })
  }

  const tellOf = (watcher: Session, { tag, entries }: Tag, peer: string): void => {
    const entry = entries.get(peer)
    if (entry === undefined || peer === watcher.peer) return
    send(watcher, { kind: 'joined', tag, peer, addresses: entry.addresses, statement: entry.statement })
  }

  const watch = (session: Session, bytes: Uint8Array): void => {
    const key = base36.encode(bytes)
    if (session.watched.size >= RENDEZVOUS_TAGS_MAX && !session.watched.has(key)) {
      return send(session, { kind: 'refused', tag: bytes, code: 'too-many', why: 'too many tags watched' })
    }
    const tag = tagOf(bytes)
    tag.watchers.add(session)
    session.watched.add(key)
    for (const peer of tag.entries.keys()) tellOf(session, tag, peer)
    send(session, { kind: 'complete', tag: bytes, total: tag.entries.size })
  }

  const unwatch = (session: Session, key: string): void => {
    session.watched.delete(key)
    tags.get(key)?.watchers.delete(session)
    dropIfEmpty(key)
  }

  const answer = async (session: Session, request: RendezvousRequest): Promise<void> => {
    if (request.kind === 'hello') return hello(session, request.session)
    if (!session.isKnown) throw Object.assign(new Error('say who you are first'), { code: 'not-allowed' })
    switch (request.kind) {
      case 'register':
        return register(session, request)
      case 'unregister':
        return remove(session, base36.encode(request.tag))
      case 'watch':
        return watch(session, request.tag)
      case 'unwatch':
        return unwatch(session, base36.encode(request.tag))
      case 'ping':
        return send(session, { kind: 'pong', nowMs: clock() })
    }
  }

  const serve = async (session: Session): Promise<void> => {
    for (;;) {
      // a session that says nothing at all is not kept: ours ping
      const firstByteTimeoutMs = session.isKnown ? 3 * RENDEZVOUS_PING_INTERVAL_MS : FRAME_READ_TIMEOUT_MS
      const bytes = await session.frames.read({ firstByteTimeoutMs })
      if (bytes === undefined) return
      if (!session.budget.take(clock())) {
        send(session, { kind: 'refused', code: 'too-fast', why: 'slower, please' })
        return
      }
      const request = rendezvousRequest.decode(bytes)
      try {
        await answer(session, request)
      } catch (error) {
        log('refused %s of %s - %e', request.kind, session.peer, error)
        const tag = 'tag' in request ? request.tag : undefined
        send(session, { kind: 'refused', tag, code: refusalOf(error), why: 'it does not hold here' })
        if (!session.isKnown) return
      }
    }
  }

  const end = (session: Session): void => {
    sessions.delete(session)
    for (const key of session.registered) remove(session, key)
    for (const key of session.watched) unwatch(session, key)
  }

  const onStream = (stream: Stream, connection: Connection): void => {
    const frames = framesOver(stream, RENDEZVOUS_FRAME_BYTES_MAX)
    const peerKey = connection.remotePeer.publicKey?.raw
    if (peerKey === undefined || connection.remotePeer.type !== 'Ed25519' || sessions.size >= RENDEZVOUS_SESSIONS_MAX) {
      return frames.abort(new Error('not served'))
    }
    const session: Session = {
      peer: connection.remotePeer.toString(),
      peerKey: Uint8Array.from(peerKey),
      frames,
      budget: new TokenBucket({ perSecond: RENDEZVOUS_REQUESTS_PER_SECOND, burst: RENDEZVOUS_BURST }, clock()),
      isKnown: false,
      registered: new Set(),
      watched: new Set()
    }
    sessions.add(session)
    serve(session)
      .catch((error: unknown) => log('stream of %s ended - %e', session.peer, error))
      .then(() => {
        end(session)
        return frames.close()
      })
      .catch((error: unknown) => log.error('%e', error))
  }

  await libp2p.handle(RENDEZVOUS_PROTOCOL, onStream, { maxInboundStreams: 2 })

  return withMembers(events, {
    knows: (peer: string) => [...sessions].some(session => session.isKnown && session.peer === peer),
    isRegistered: (tag: Uint8Array, peer: string) => tags.get(base36.encode(tag))?.entries.has(peer) === true,
    get sessions() {
      return sessions.size
    },
    async close() {
      await libp2p.unhandle(RENDEZVOUS_PROTOCOL)
      for (const session of sessions) session.frames.abort(new Error('the super-peer is closing'))
    }
  })
}

function refusalOf(error: unknown): Extract<RendezvousAnswer, { kind: 'refused' }>['code'] {
  switch (codeOf(error)) {
    case 'expired':
      return 'expired'
    case 'not-yet-valid':
      return 'clock-wrong'
    case 'malformed':
    case 'too-large':
    case 'not-canonical':
    case 'unknown-version':
      return 'malformed'
    default:
      return 'not-allowed'
  }
}

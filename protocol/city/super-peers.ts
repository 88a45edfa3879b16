/** Which super-peers this session keeps warm streams to: a home base, and the closest ones of every tag it uses. */
import { HOME_BASE_SUPER_PEERS } from '../limits.ts'
import type { RendezvousAnswer, RendezvousRequest } from './rendezvous-message.ts'
import type { SuperPeerBook } from './super-peer-book.ts'
import { keepSuperPeerLink, type LinkNode, type SuperPeerLink } from './super-peer-link.ts'

/** What the rendezvous needs of the super-peers. */
export interface SuperPeers {
  /** Keeps links to the `copies` closest to a point, for a purpose named by `key`; returns which they are now. */
  want(key: string, point: Uint8Array, copies: number): readonly string[]
  wanted(key: string): readonly string[]
  unwant(key: string): void
  isUp(peer: string): boolean
  send(peer: string, request: RendezvousRequest): void
}

/** A super-peer as others may see it. */
export interface SuperPeerView {
  readonly peer: string
  readonly isUp: boolean
  /** `host:port` of its STUN responder. */
  readonly stun: string | undefined
}

/** The super-peers of a city, and what the city itself does with them. */
export interface SuperPeerSet extends SuperPeers {
  views(): readonly SuperPeerView[]
  /** The book has new entries: the home base may be filled. */
  fill(): void
  /** The session certificate changed, or the network came back: every link is tried or said anew at once. */
  hurry(): void
  sayAll(request: RendezvousRequest): void
  close(): Promise<void>
}

/** What {@link createSuperPeerSet} needs. */
export interface SuperPeerSetOptions {
  readonly libp2p: LinkNode
  readonly book: SuperPeerBook
  readonly clock: () => number
  sessionCert(): Uint8Array
  onUp(peer: string, nowMs: number, roundTripMs: number): void
  onDown(peer: string, error: unknown): void
  onAnswer(peer: string, answer: RendezvousAnswer): void
}

/** Links kept though nothing wants them any more; the next room is likely to want them again. */
const IDLE_LINKS_MAX = 4
/** Failed tries after which another super-peer takes the place of one, while it is tried on. */
const FAILURES_BEFORE_REPLACED = 2

/** Makes the set of links of a session, empty until {@link SuperPeerSet.fill}. */
export function createSuperPeerSet(options: SuperPeerSetOptions): SuperPeerSet {
  const { libp2p, book, clock } = options
  const links = new Map<string, SuperPeerLink>()
  const stuns = new Map<string, string>()
  const wants = new Map<string, readonly string[]>()
  let isClosed = false

  const isFailing = (peer: string): boolean => (links.get(peer)?.failures ?? 0) >= FAILURES_BEFORE_REPLACED

  const ensure = (peer: string): void => {
    if (links.has(peer) || isClosed) return
    const link = keepSuperPeerLink({
      libp2p,
      peer,
      clock,
      addresses: () => book.addressesOf(peer),
      sessionCert: options.sessionCert,
      onUp(welcome, roundTripMs) {
        book.markGood(peer)
        const news = welcome.superPeers.map(told => book.add(told)) // every one, before asking whether any was new
        if (welcome.stun !== undefined) stuns.set(peer, welcome.stun)
        if (news.includes(true)) fill()
        options.onUp(peer, welcome.nowMs, roundTripMs)
      },
      onDown(error) {
        stuns.delete(peer)
        if (isFailing(peer)) fill()
        options.onDown(peer, error)
      },
      onAnswer: answer => options.onAnswer(peer, answer)
    })
    links.set(peer, link)
  }

  const choose = (candidates: readonly string[], copies: number): readonly string[] => {
    const good = candidates.filter(peer => !isFailing(peer)).slice(0, copies)
    return good.length > 0 ? good : candidates.slice(0, copies)
  }

  const prune = (): void => {
    const used = new Set([...wants.values()].flat())
    const idle = [...links.keys()].filter(peer => !used.has(peer))
    for (const peer of idle.slice(0, Math.max(0, idle.length - IDLE_LINKS_MAX))) {
      const link = links.get(peer)
      links.delete(peer)
      stuns.delete(peer)
      void link?.close()
    }
  }

  const set = (key: string, peers: readonly string[]): readonly string[] => {
    wants.set(key, peers)
    for (const peer of peers) ensure(peer)
    prune()
    return peers
  }

  const fill = (): void => {
    // those that answered last are last in the book, after all that are only heard of
    set(
      'base',
      choose(
        book
          .all()
          .map(({ peer }) => peer)
          .reverse(),
        HOME_BASE_SUPER_PEERS
      )
    )
  }

  return {
    want: (key, point, copies) => set(key, choose(book.closest(point), copies)),
    wanted: key => wants.get(key) ?? [],
    unwant(key) {
      wants.delete(key)
      prune()
    },
    isUp: peer => links.get(peer)?.isUp === true,
    send: (peer, request) => links.get(peer)?.send(request),
    views: () =>
      [...links.values()].map(({ peer, isUp }) => ({ peer, isUp, stun: isUp ? stuns.get(peer) : undefined })),
    fill,
    hurry() {
      for (const link of links.values()) link.hurry()
    },
    sayAll(request) {
      for (const link of links.values()) link.send(request)
    },
    async close() {
      isClosed = true
      await Promise.all([...links.values()].map(link => link.close()))
      links.clear()
    }
  }
}

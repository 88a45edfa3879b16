/** The link to one member: one RTCPeerConnection at a time, mended or made anew for as long as he is in the room. */
import { TokenBucket } from '../channel/token-bucket.ts'
import { PEER_LINK_HEARTBEAT_MS } from '../limits.ts'
import { Mending } from './mending.ts'
import { createNegotiation, type Negotiation } from './negotiation.ts'
import { createPairConnection, type PairConnection, type TrackKind, type Tracks } from './pair-connection.ts'
import type { SignalMessage } from './signal.ts'

/** How a link is. `failed` is not the end: it is tried again while the member is there. */
export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'failed'

/** Why a link failed: nobody answered, no way was found, this network lets no media out, or the room is too full. */
export type LinkReason = 'no-answer' | 'ice-failed' | 'blocked' | 'too-many'

/** What the other side said its lines carry. */
export interface Sends {
  readonly camera: boolean
  readonly microphone: boolean
}

/** A link as its tile shows it. */
export interface LinkView {
  readonly peer: string
  readonly state: LinkState
  readonly reason?: LinkReason
  readonly camera?: MediaStream
  readonly sound?: MediaStream
  /** With the first packet, before any presence has come; presence knows better later. */
  readonly sends?: Sends
  /** When anything came from him over this link, 0 if never. */
  readonly heardAtMs: number
}

/** What {@link createPeerLink} needs. */
export interface PeerLinkOptions {
  readonly peer: string
  /** Whether offers are ours to make: so it is for the smaller peer ID. */
  readonly isOfferer: boolean
  /** Whether a STUN server of ours was asked. */
  readonly hasStun: boolean
  createPeerConnection(): RTCPeerConnection
  tracks(): Tracks
  readonly clock: () => number
  say(message: SignalMessage): void
  /** The last words may be lost with their stream: a fresh one, on which {@link PeerLink.restate} is said. */
  sayAnew(): void
  onChange(): void
}

/** A link to one member. */
export interface PeerLink {
  view(): LinkView
  hear(message: SignalMessage): void
  /** All the other side must know to go on. */
  restate(): SignalMessage[]
  /** Connected, and nothing is being negotiated. */
  readonly isSettled: boolean
  setTrack(kind: TrackKind, track: MediaStreamTrack | undefined): Promise<void>
  /** Called once each {@link PEER_LINK_HEARTBEAT_MS}. */
  tick(): void
  /** Says goodbye, and ends. */
  close(): void
}

/** Signs of life of the other side are overdue after this: then statistics are asked. */
const OVERDUE_MS = 2 * PEER_LINK_HEARTBEAT_MS
/** Messages that may wait for the ones before them. */
const WAITING_MAX = 512
/** Descriptions of the other side; each is work for the browser. */
const DESCRIPTION_RATE = { perSecond: 1, burst: 12 }
/** Connections made anew because the other side did; each is much work. */
const ANEW_RATE = { perSecond: 0.2, burst: 4 }

/** Begins to connect: who offers does so in the same turn. */
export function createPeerLink(options: PeerLinkOptions): PeerLink {
  const { peer, isOfferer, clock, onChange } = options
  const mending = new Mending(isOfferer, clock())
  const descriptions = new TokenBucket(DESCRIPTION_RATE, clock())
  const anews = new TokenBucket(ANEW_RATE, clock())
  let { pair, negotiation } = begin()
  let state: LinkState = 'connecting'
  let reason: LinkReason | undefined
  let sends: Sends | undefined
  let hasBeenConnected = false
  let hasEnded = false
  let heardAtMs = 0
  let bytesReceived = 0
  let isClosed = false
  let work: Promise<unknown> = Promise.resolve()
  let waiting = 0

  function begin(): { pair: PairConnection; negotiation: Negotiation } {
    const fresh = createPairConnection({
      createPeerConnection: options.createPeerConnection,
      tracks: options.tracks(),
      onCandidate: candidate => negotiation.sayCandidate(candidate),
      onState: () => review(),
      onHeard: () => (heardAtMs = clock()),
      onEnded() {
        hasEnded = true
        mending.ended(clock())
        review()
      }
    })
    const words = createNegotiation({
      pair: fresh,
      isOfferer,
      say: options.say,
      sends() {
        const { camera, microphone } = options.tracks()
        return { camera: camera !== undefined, microphone: microphone !== undefined }
      },
      onTheirs: theirs => (sends = { camera: theirs.camera, microphone: theirs.microphone })
    })
    return { pair: fresh, negotiation: words }
  }

  const beginAnew = (): void => {
    pair.close()
    hasEnded = false
    bytesReceived = 0
    ;({ pair, negotiation } = begin())
    review()
  }

  const speak = async (): Promise<void> => {
    mending.said(clock())
    await negotiation.begin()
  }

  const hear = async (message: SignalMessage): Promise<void> => {
    const isDescription = message.kind !== 'candidate' && message.kind !== 'bye'
    if (isDescription && !descriptions.take(clock())) return
    if ((await negotiation.hear(message)) === 'fine') {
      if (isDescription && state !== 'connected') mending.heard(clock())
      return
    }
    if (message.kind === 'bye') {
      beginAnew()
      return mending.farewell()
    }
    // the other side has begun anew, and so do we
    if (!anews.take(clock())) return
    mending.begun(clock())
    beginAnew()
    if (message.kind === 'offer') await negotiation.hear(message)
    else await speak()
  }

  /** One thing after the other: descriptions must not overtake each other. */
  const inTurn = (act: () => Promise<void>): void => {
    if (isClosed || waiting >= WAITING_MAX) return
    waiting += 1
    work = work
      .then(() => (isClosed ? undefined : act()))
      .catch(stumble)
      .finally(() => (waiting -= 1))
  }

  /** A description the browser refuses, mostly: what was begun is made anew, but what works goes on. */
  const stumble = (): void => {
    if (state !== 'connected') mending.stumbled(clock())
  }

  const review = (): void => {
    if (isClosed) return
    const isConnected = pair.peerConnection.connectionState === 'connected' && !hasEnded
    if (isConnected && state !== 'connected') {
      hasBeenConnected = true
      heardAtMs = clock()
      reason = undefined
      mending.connected()
    }
    if (!isConnected && state === 'connected') mending.interrupted(clock())
    if (isConnected) state = 'connected'
    else if (state !== 'failed') state = hasBeenConnected ? 'reconnecting' : 'connecting'
    onChange()
  }

  const giveUp = (): void => {
    state = 'failed'
    // our own STUN server answers everybody whom UDP reaches
    const isBlocked = pair.candidates.length === 0 || (options.hasStun && !pair.hasReflexive)
    if (negotiation.theirs === undefined) reason = 'no-answer'
    else reason = isBlocked ? 'blocked' : 'ice-failed'
    onChange()
  }

  const mend = (): void => {
    const { connectionState } = pair.peerConnection
    const { isWaiting } = negotiation
    for (const remedy of mending.due(clock(), { connectionState, isWaiting })) {
      if (remedy === 'give-up') giveUp()
      if (remedy === 'say-anew') options.sayAnew()
      if (remedy === 'restart') inTurn(speak)
      if (remedy === 'begin-anew') {
        inTurn(async () => {
          beginAnew()
          await speak()
        })
      }
    }
  }

  /** Media that still flows counts as a sign of life as well. */
  const lookForBytes = async (): Promise<void> => {
    const looked = pair
    const stats = await looked.peerConnection.getStats()
    let received = 0
    stats.forEach((report: { type: string; bytesReceived?: number }) => {
      if (report.type === 'transport') received += report.bytesReceived ?? 0
    })
    if (looked !== pair) return
    if (received > bytesReceived && bytesReceived > 0) heardAtMs = clock()
    bytesReceived = received
  }

  // the other side waits for our offer, and asks if none comes
  if (isOfferer) inTurn(speak)

  return {
    view: () => ({
      peer,
      state,
      heardAtMs,
      ...(reason === undefined ? {} : { reason }),
      ...(sends === undefined ? {} : { sends }),
      ...(pair.camera === undefined ? {} : { camera: pair.camera }),
      ...(pair.sound === undefined ? {} : { sound: pair.sound })
    }),
    hear: message => inTurn(() => hear(message)),
    restate: () => negotiation.restate(),
    get isSettled() {
      return state === 'connected' && !negotiation.isWaiting
    },
    async setTrack(kind, track) {
      const current = pair
      await current.setTrack(kind, track).catch((error: unknown) => {
        // what replaces it begins with the new track
        if (current === pair && !isClosed) throw error
      })
    },
    tick() {
      if (isClosed) return
      pair.beat()
      if (state !== 'connected') mend()
      else if (clock() - heardAtMs >= OVERDUE_MS) lookForBytes().catch(() => undefined) // closed meanwhile
    },
    close() {
      if (isClosed) return
      isClosed = true
      if (negotiation.theirs !== undefined) options.say({ kind: 'bye', link: pair.id })
      pair.close()
    }
  }
}

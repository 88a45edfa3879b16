/** One warm stream to one super-peer: says who we are, keeps a relay reservation, and is made anew when it breaks. */
import type { Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { raceSignal } from 'race-signal'
import { framesOver, type Frames } from '../codec/frames.ts'
import { asError, NetworkError } from '../errors.ts'
import {
  FRAME_READ_TIMEOUT_MS,
  RECONNECT_PAUSE_MS,
  RECONNECT_PAUSE_MS_MAX,
  RENDEZVOUS_FRAME_BYTES_MAX,
  RENDEZVOUS_PING_INTERVAL_MS,
  SUPER_PEER_DIAL_TIMEOUT_MS
} from '../limits.ts'
import {
  RENDEZVOUS_PROTOCOL,
  rendezvousAnswer,
  rendezvousRequest,
  type RendezvousAnswer,
  type RendezvousRequest
} from './rendezvous-message.ts'
import { type AskableNode, keepAskable } from './askable.ts'
import { reserveAt } from './reservation.ts'

/** What a link uses of libp2p. */
export type LinkNode = Libp2p<Record<string, unknown> & AskableNode['services']>

/** What a link needs of its city. */
export interface SuperPeerLinkOptions {
  readonly libp2p: LinkNode
  readonly peer: string
  addresses(): readonly string[]
  sessionCert(): Uint8Array
  readonly clock: () => number
  /** The stream is up and the super-peer knows us. */
  onUp(welcome: Extract<RendezvousAnswer, { kind: 'welcome' }>, roundTripMs: number): void
  onAnswer(answer: RendezvousAnswer): void
  /** The stream is gone; it is being made anew unless the link was closed. */
  onDown(error: unknown): void
}

/** One warm stream to one super-peer. */
export interface SuperPeerLink {
  readonly peer: string
  readonly isUp: boolean
  /** Tries in a row that failed. */
  readonly failures: number
  /** Sends a request; does nothing while the link is down, as everything is said again when it is up. */
  send(request: RendezvousRequest): void
  /** Tries at once instead of at the end of the pause. */
  hurry(): void
  close(): Promise<void>
}

/** Begins to keep a link to a super-peer. */
export function keepSuperPeerLink(options: SuperPeerLinkOptions): SuperPeerLink {
  const { libp2p, clock } = options
  const closing = new AbortController()
  let frames: Frames | undefined
  let failures = 0
  let wake: (() => void) | undefined

  const write = (stream: Frames, request: RendezvousRequest): void => {
    stream.write(rendezvousRequest.encode(request)).catch((error: unknown) => {
      stream.abort(asError(error)) // the reader learns it and begins anew
    })
  }

  const pause = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const listen = async (stream: Frames): Promise<void> => {
    const beganMs = clock()
    write(stream, { kind: 'hello', session: options.sessionCert() })
    const first = await nextAnswer(stream, closing.signal, FRAME_READ_TIMEOUT_MS)
    if (first.kind !== 'welcome') throw refusal(first)
    const listening = new AbortController()
    void keepAskable(libp2p, peerIdFromString(options.peer), AbortSignal.any([closing.signal, listening.signal]))
    const pinging = setInterval(() => write(stream, { kind: 'ping' }), RENDEZVOUS_PING_INTERVAL_MS)
    try {
      // the library's own time-outs do not cover every wait in it
      const due = AbortSignal.any([closing.signal, AbortSignal.timeout(SUPER_PEER_DIAL_TIMEOUT_MS)])
      await raceSignal(reserveAt(libp2p, peerIdFromString(options.peer)), due)
      failures = 0
      frames = stream
      options.onUp(first, clock() - beganMs)
      for (;;) {
        options.onAnswer(await nextAnswer(stream, closing.signal, 2 * RENDEZVOUS_PING_INTERVAL_MS))
      }
    } finally {
      clearInterval(pinging)
      listening.abort()
      frames = undefined
    }
  }

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        const stream = await openStream(libp2p, options.peer, waysToTry(options.addresses(), failures), closing.signal)
        try {
          await listen(stream)
        } finally {
          await stream.close()
        }
      } catch (error) {
        if (closing.signal.aborted) break
        failures++
        options.onDown(error)
        const ms = Math.min(RECONNECT_PAUSE_MS * 2 ** Math.min(failures - 1, 10), RECONNECT_PAUSE_MS_MAX)
        await pause(ms * (0.75 + Math.random() / 2))
      }
    }
  }
  const running = run()

  return {
    peer: options.peer,
    get isUp() {
      return frames !== undefined
    },
    get failures() {
      return failures
    },
    send(request) {
      if (frames !== undefined) write(frames, request)
    },
    hurry: () => wake?.(),
    async close() {
      closing.abort(new NetworkError('connection-lost', 'the link was closed'))
      wake?.()
      await running
    }
  }
}

/** The best known way first and alone; all of them once that failed. */
function waysToTry(addresses: readonly string[], failures: number): readonly string[] {
  return failures === 0 ? addresses.slice(0, 1) : addresses
}

async function openStream(
  libp2p: LinkNode,
  peer: string,
  addresses: readonly string[],
  closing: AbortSignal
): Promise<Frames> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(SUPER_PEER_DIAL_TIMEOUT_MS)])
  const id = peerIdFromString(peer)
  const connection =
    libp2p.getConnections(id).find(candidate => candidate.limits === undefined && candidate.status === 'open') ??
    (await libp2p.dial(dialable(peer, addresses), { signal }))
  const stream = await connection.newStream(RENDEZVOUS_PROTOCOL, { signal })
  return framesOver(stream, RENDEZVOUS_FRAME_BYTES_MAX)
}

/** What to dial to reach a super-peer. */
export function dialable(peer: string, addresses: readonly string[]): PeerId | Multiaddr[] {
  if (addresses.length === 0) return peerIdFromString(peer) // libp2p's own address book may know a way
  return addresses.map(address => multiaddr(address.includes('/p2p/') ? address : `${address}/p2p/${peer}`))
}

async function nextAnswer(stream: Frames, signal: AbortSignal, timeoutMs: number): Promise<RendezvousAnswer> {
  const bytes = await stream.read({ signal, firstByteTimeoutMs: timeoutMs })
  if (bytes === undefined) throw new NetworkError('connection-lost', 'the super-peer ended the stream')
  return rendezvousAnswer.decode(bytes)
}

function refusal(answer: RendezvousAnswer): NetworkError {
  return new NetworkError('refused', answer.kind === 'refused' ? answer.why : `an unexpected ${answer.kind}`)
}

/** Streams between members: over a direct connection if there is one, otherwise through a super-peer. */
import type { Connection } from '@libp2p/interface'
import type { Frames } from '../codec/frames.ts'
import { NetworkError, StateError } from '../errors.ts'
import { STREAM_OPEN_TIMEOUT_MS } from '../limits.ts'
import { connectionsTo, type DialNode, dialRelayed } from './connections.ts'
import { handleStreams, openStream, type StreamNode } from './room-streams.ts'
import { createWaitingStreams } from './waiting-streams.ts'

/** What {@link createDirect} needs. */
export interface DirectOptions {
  readonly node: DialNode & StreamNode
  readonly tag: Uint8Array
  isAllowed(peer: string): boolean
  addressesOf(peer: string): readonly string[]
}

/** The direct half of a channel. */
export interface DirectStreams {
  open(peer: string, protocol: string, maxFrameBytes: number, options?: { signal?: AbortSignal }): Promise<Frames>
  handle(protocol: string, maxFrameBytes: number, handler: (frames: Frames, from: string) => void): () => void
  warm(peer: string): Promise<void>
  /** Somebody was allowed: streams he opened a little early go on. */
  letIn(peer: string): void
  close(): void
}

/** A connection may have died unnoticed: after this another one is tried. */
const PROOF_TIMEOUT_MS = 3_000

/** Makes the direct half of a room's channel. */
export function createDirect({ node, tag, isAllowed, addressesOf }: DirectOptions): DirectStreams {
  const waiting = createWaitingStreams()
  const closing = new AbortController()
  const undos = new Set<() => void>()
  const warming = new Set<string>()

  const relayed = (peer: string, signal: AbortSignal): Promise<Connection> =>
    dialRelayed(node, peer, { addresses: addressesOf(peer), signal })

  return {
    async open(peer, protocol, maxFrameBytes, { signal } = {}) {
      if (closing.signal.aborted) throw new StateError('room-closed', 'the room was left')
      if (!isAllowed(peer)) throw new StateError('not-a-member', 'only members are talked to')
      const until = AbortSignal.any([
        closing.signal,
        AbortSignal.timeout(STREAM_OPEN_TIMEOUT_MS),
        ...(signal === undefined ? [] : [signal])
      ])
      const over = (connection: Connection, within: AbortSignal): Promise<Frames> =>
        openStream(connection, tag, { protocol, maxFrameBytes, signal: within })
      try {
        for (const connection of connectionsTo(node, peer)) {
          const within = AbortSignal.any([until, AbortSignal.timeout(PROOF_TIMEOUT_MS)])
          const frames = await over(connection, within).catch((error: unknown) => {
            connection.log('no stream of %s over this connection - %e', protocol, error)
            return undefined
          })
          if (frames !== undefined) return frames
          until.throwIfAborted()
        }
        return await over(await relayed(peer, until), until)
      } catch (cause) {
        throw translate(cause, { closing: closing.signal, until, caller: signal })
      }
    },

    handle(protocol, maxFrameBytes, handler) {
      const undo = handleStreams(node, tag, {
        protocol,
        maxFrameBytes,
        handler: (frames, from) => {
          if (isAllowed(from)) handler(frames, from)
          else waiting.hold(from, frames, () => handler(frames, from))
        }
      })
      undos.add(undo)
      return () => {
        undos.delete(undo)
        undo()
      }
    },

    async warm(peer) {
      const isReady = connectionsTo(node, peer).length > 0
      if (closing.signal.aborted || isReady || warming.has(peer) || addressesOf(peer).length === 0) return
      warming.add(peer)
      try {
        await relayed(peer, AbortSignal.any([closing.signal, AbortSignal.timeout(STREAM_OPEN_TIMEOUT_MS)]))
      } finally {
        warming.delete(peer)
      }
    },

    letIn(peer) {
      waiting.letIn(peer)
    },

    close() {
      closing.abort(new StateError('room-closed', 'the room was left'))
      for (const undo of undos) undo()
      undos.clear()
      waiting.close()
    }
  }
}

/** What a failed opening means to the caller; his own abort passes untouched. */
function translate(
  cause: unknown,
  { closing, until, caller }: { closing: AbortSignal; until: AbortSignal; caller: AbortSignal | undefined }
): unknown {
  if (caller?.aborted === true) return caller.reason
  if (closing.aborted) return closing.reason
  if (until.aborted) return new NetworkError('timed-out', 'the member does not answer', { cause })
  if (cause instanceof NetworkError) return cause
  return new NetworkError('no-route', 'no stream to the member', { cause })
}

/** Direct streams of rooms: each begins with the room's tag, so that one protocol serves all rooms of a node. */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { base36 } from 'multiformats/bases/base36'
import { type Frames, framesOver } from '../codec/frames.ts'
import { asError, CodecError, StateError } from '../errors.ts'
import { FRAME_READ_TIMEOUT_MS, ROOM_STREAMS_MAX } from '../limits.ts'

/** Bytes of a room's tag, the first frame. */
const TAG_BYTES = 32

/** What answers a stream; the tag has been read already. */
export type StreamHandler = (frames: Frames, from: string) => void

/** What of libp2p it uses. */
export type StreamNode = Pick<Libp2p, 'handle' | 'unhandle' | 'logger'>

interface Route {
  readonly maxFrameBytes: number
  /** For each tag its handlers, the newest last: a room left and entered again overlaps with itself. */
  readonly handlers: Map<string, StreamHandler[]>
}

const routesOf = new WeakMap<StreamNode, Map<string, Route>>()

/** Answers streams of one protocol that begin with this tag; returns its undo. */
export function handleStreams(
  node: StreamNode,
  tag: Uint8Array,
  { protocol, maxFrameBytes, handler }: { protocol: string; maxFrameBytes: number; handler: StreamHandler }
): () => void {
  const routes = routesOf.get(node) ?? new Map<string, Route>()
  routesOf.set(node, routes)
  const route = routes.get(protocol) ?? { maxFrameBytes, handlers: new Map<string, StreamHandler[]>() }
  const log = node.logger.forComponent('videocity:channel')
  if (!routes.has(protocol)) {
    routes.set(protocol, route)
    const options = { maxInboundStreams: ROOM_STREAMS_MAX, runOnLimitedConnection: true }
    node
      .handle(protocol, (stream, connection) => void dispatch(route, stream, connection), options)
      .catch((error: unknown) => log.error('cannot answer %s - %e', protocol, error))
  }
  const key = base36.encode(tag)
  route.handlers.set(key, [...(route.handlers.get(key) ?? []), handler])

  return () => {
    const rest = (route.handlers.get(key) ?? []).filter(each => each !== handler)
    if (rest.length > 0) route.handlers.set(key, rest)
    else route.handlers.delete(key)
    if (route.handlers.size > 0 || routes.get(protocol) !== route) return
    routes.delete(protocol)
    node.unhandle(protocol).catch((error: unknown) => log.error('cannot stop answering %s - %e', protocol, error))
  }
}

/** Opens a stream of a room over a connection, and names the room. */
export async function openStream(
  connection: Connection,
  tag: Uint8Array,
  { protocol, maxFrameBytes, signal }: { protocol: string; maxFrameBytes: number; signal: AbortSignal }
): Promise<Frames> {
  const stream = await connection.newStream(protocol, { signal, runOnLimitedConnection: true })
  const frames = framesOver(stream, Math.max(maxFrameBytes, TAG_BYTES))
  await frames.write(tag)
  return frames
}

async function dispatch(route: Route, stream: Stream, connection: Connection): Promise<void> {
  const frames = framesOver(stream, Math.max(route.maxFrameBytes, TAG_BYTES))
  try {
    const tag = await frames.read({ firstByteTimeoutMs: FRAME_READ_TIMEOUT_MS })
    if (tag === undefined || tag.length !== TAG_BYTES) throw new CodecError('malformed', 'a stream that names no room')
    const handler = route.handlers.get(base36.encode(tag))?.at(-1)
    if (handler === undefined) throw new StateError('unknown-room', 'a stream for another room')
    handler(frames, connection.remotePeer.toString())
  } catch (error) {
    frames.abort(asError(error))
  }
}

/** Links to all members, each with its line for signals. */
import type { Direct } from '../channel/channel.ts'
import { MESH_LINKS_MAX, PEER_LINK_HEARTBEAT_MS, SIGNAL_FRAME_BYTES_MAX } from '../limits.ts'
import type { TrackKind, Tracks } from './pair-connection.ts'
import { createPeerLink, type LinkView, type PeerLink } from './peer-link.ts'
import { SIGNAL_PROTOCOL } from './signal.ts'
import { createSignalLine, type SignalLine } from './signal-line.ts'

/** What {@link createMesh} needs. */
export interface MeshOptions {
  readonly self: string
  readonly direct: Direct
  readonly clock: () => number
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection
  /** Of our own super-peers, never foreign ones. */
  iceServers(): RTCIceServer[]
  tracks(): Tracks
  onChange(): void
}

/** Links to all members. */
export interface Mesh {
  add(peer: string): void
  remove(peer: string): void
  setTrack(kind: TrackKind, track: MediaStreamTrack | undefined): Promise<void>
  views(): LinkView[]
  close(): void
}

interface Pair {
  readonly link: PeerLink
  readonly line: SignalLine
}

/** Makes a mesh of nobody. */
export function createMesh(options: MeshOptions): Mesh {
  const { self, direct, clock, onChange } = options
  const pairs = new Map<string, Pair>()
  /** Members for whom there is no link. */
  const surplus = new Set<string>()

  const connect = (peer: string): Pair => {
    const iceServers = options.iceServers()
    const line = createSignalLine({
      clock,
      open: signal => direct.open(peer, SIGNAL_PROTOCOL, SIGNAL_FRAME_BYTES_MAX, { signal }),
      onMessage: message => link.hear(message),
      restate(isOwn) {
        if (link.isSettled) return []
        // who opens a stream has something to say: that is heard before anything is asked
        return link.restate().filter(({ kind }) => isOwn || kind !== 'ask')
      }
    })
    const link: PeerLink = createPeerLink({
      peer,
      isOfferer: self < peer,
      hasStun: iceServers.length > 0,
      createPeerConnection: () => options.createPeerConnection({ iceServers, bundlePolicy: 'max-bundle' }),
      tracks: options.tracks,
      clock,
      say: message => line.say(message),
      sayAnew: () => line.renew(),
      onChange
    })
    return { link, line }
  }

  const tryToConnect = (peer: string): Pair | undefined => {
    try {
      return connect(peer)
    } catch (error) {
      // the browser has a limit of its own, for all rooms of a page together
      if (error instanceof DOMException) return undefined
      throw error
    }
  }

  const stopAnswering = direct.handle(SIGNAL_PROTOCOL, SIGNAL_FRAME_BYTES_MAX, (frames, from) => {
    const pair = pairs.get(from)
    if (pair === undefined) frames.abort(new Error('no link to this member'))
    else pair.line.accept(frames)
  })

  const timer = setInterval(() => {
    for (const { link, line } of pairs.values()) {
      link.tick()
      if (link.isSettled) line.rest()
    }
  }, PEER_LINK_HEARTBEAT_MS)

  const disconnect = ({ link, line }: Pair): void => {
    link.close()
    line.close()
  }

  return {
    add(peer) {
      if (pairs.has(peer) || surplus.has(peer)) return
      const pair = pairs.size < MESH_LINKS_MAX ? tryToConnect(peer) : undefined
      if (pair === undefined) surplus.add(peer)
      else pairs.set(peer, pair)
      onChange()
    },
    remove(peer) {
      surplus.delete(peer)
      const pair = pairs.get(peer)
      pairs.delete(peer)
      if (pair !== undefined) disconnect(pair)
      onChange()
    },
    async setTrack(kind, track) {
      await Promise.all([...pairs.values()].map(({ link }) => link.setTrack(kind, track)))
    },
    views() {
      const links = [...pairs.values()].map(({ link }) => link.view())
      const without = [...surplus].map(peer => ({ peer, state: 'failed', reason: 'too-many', heardAtMs: 0 }) as const)
      return [...links, ...without]
    },
    close() {
      clearInterval(timer)
      stopAnswering()
      for (const pair of pairs.values()) disconnect(pair)
      pairs.clear()
      surplus.clear()
    }
  }
}

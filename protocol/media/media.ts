/** Sound and picture of a room: the own tracks out to everybody, everybody's in. */
import { TypedEventEmitter, type TypedEventTarget } from 'main-event'
import type { Direct } from '../channel/channel.ts'
import { withMembers } from '../events.ts'
import { createMesh } from './mesh.ts'
import type { TrackKind, Tracks } from './pair-connection.ts'
import type { LinkView } from './peer-link.ts'

export type { TrackKind, Tracks } from './pair-connection.ts'
export type { LinkReason, LinkState, LinkView } from './peer-link.ts'

/** What changes in the media of a room. */
export interface MediaEvents {
  'links-changed': CustomEvent<undefined>
}

/** Sound and picture of a room. */
export interface Media extends TypedEventTarget<MediaEvents> {
  /** Sends a track from now on, or nothing; to everybody, without anything being negotiated. */
  setTrack(kind: TrackKind, track: MediaStreamTrack | undefined): Promise<void>
  links(): readonly LinkView[]
}

/** The media of a room, and what its room must tell it. */
export interface RoomMedia extends Media {
  add(peer: string): void
  remove(peer: string): void
  close(): void
}

/** What {@link createMedia} needs. */
export interface MediaOptions {
  readonly self: string
  readonly direct: Direct
  readonly clock: () => number
  readonly tracks: Tracks
  iceServers(): RTCIceServer[]
  /** Left out where there is no WebRTC: then there are no links. */
  createPeerConnection?(configuration: RTCConfiguration): RTCPeerConnection
}

/** Begins with nobody. */
export function createMedia({ createPeerConnection, ...options }: MediaOptions): RoomMedia {
  const events = new TypedEventEmitter<MediaEvents>()
  let tracks = options.tracks
  const mesh =
    createPeerConnection === undefined
      ? undefined
      : createMesh({
          ...options,
          createPeerConnection,
          tracks: () => tracks,
          onChange: () => void events.safeDispatchEvent('links-changed', { detail: undefined })
        })

  return withMembers(events, {
    async setTrack(kind: TrackKind, track: MediaStreamTrack | undefined) {
      tracks = { ...tracks, [kind]: track }
      await mesh?.setTrack(kind, track)
    },
    links: () => mesh?.views() ?? [],
    add: (peer: string) => mesh?.add(peer),
    remove: (peer: string) => mesh?.remove(peer),
    close: () => mesh?.close()
  })
}

/** One RTCPeerConnection of a pair: sound and camera reserved from the start, a channel for signs of life, nothing else. */
import { LINK_ID_BYTES } from './signal.ts'

/** What of ourselves goes over a link. */
export type TrackKind = 'camera' | 'microphone'

/** Own tracks; what is off is left out. */
export type Tracks = { readonly [K in TrackKind]?: MediaStreamTrack | undefined }

/** What {@link createPairConnection} needs. */
export interface PairConnectionOptions {
  createPeerConnection(): RTCPeerConnection
  readonly tracks: Tracks
  onCandidate(candidate: RTCIceCandidate): void
  onState(): void
  /** A sign of life of the other side. */
  onHeard(): void
  /** The other side closed its end. */
  onEnded(): void
}

/** A connection of a pair. */
export interface PairConnection {
  /** Random name: a connection that replaces another has another one. */
  readonly id: Uint8Array
  readonly peerConnection: RTCPeerConnection
  readonly camera: MediaStream | undefined
  readonly sound: MediaStream | undefined
  /** Candidates gathered for the present description. */
  readonly candidates: readonly RTCIceCandidate[]
  /** Whether a STUN server of ours answered. */
  readonly hasReflexive: boolean
  /** Before the first offer: reserves the lines, the tracks already on them. */
  reserve(): void
  /** After the first offer of the other side: takes its lines for both directions. */
  adopt(): Promise<void>
  setTrack(kind: TrackKind, track: MediaStreamTrack | undefined): Promise<void>
  /** Tells the other side that we live. */
  beat(): void
  close(): void
}

/** In this order the lines are reserved; the wire depends on it. */
const LINES = [
  { kind: 'microphone', media: 'audio' },
  { kind: 'camera', media: 'video' }
] as const

/** Makes a connection; nothing is negotiated yet. */
export function createPairConnection(options: PairConnectionOptions): PairConnection {
  const peerConnection = options.createPeerConnection()
  const id = crypto.getRandomValues(new Uint8Array(LINK_ID_BYTES))
  const senders = new Map<TrackKind, RTCRtpSender>()
  const streams = new Map<string, MediaStream>()
  const tracks = new Map(Object.entries(options.tracks) as [TrackKind, MediaStreamTrack | undefined][])
  let candidates: RTCIceCandidate[] = []
  let hasReflexive = false

  // lost beats do not matter, late ones would mislead
  const life = peerConnection.createDataChannel('life', { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 })
  life.onmessage = () => options.onHeard()
  life.onclose = () => {
    if (peerConnection.connectionState !== 'closed') options.onEnded()
  }

  peerConnection.onicecandidate = ({ candidate }) => {
    if (candidate === null || candidate.candidate === '') return
    const ufrag = candidates.at(-1)?.usernameFragment
    if (ufrag !== undefined && ufrag !== candidate.usernameFragment) candidates = []
    candidates.push(candidate)
    hasReflexive ||= candidate.type === 'srflx'
    options.onCandidate(candidate)
  }
  peerConnection.onconnectionstatechange = () => options.onState()
  peerConnection.ontrack = ({ track }) => {
    // a second line of one kind is nothing we asked for
    if (!streams.has(track.kind)) streams.set(track.kind, new MediaStream([track]))
    options.onState()
  }

  return {
    id,
    peerConnection,
    get camera() {
      return streams.get('video')
    },
    get sound() {
      return streams.get('audio')
    },
    get candidates() {
      return candidates
    },
    get hasReflexive() {
      return hasReflexive
    },
    reserve() {
      for (const { kind, media } of LINES) {
        if (senders.has(kind)) continue
        const transceiver = peerConnection.addTransceiver(tracks.get(kind) ?? media, { direction: 'sendrecv' })
        if (media === 'video') preferVp8(transceiver)
        senders.set(kind, transceiver.sender)
      }
    },
    async adopt() {
      for (const { kind, media } of LINES) {
        const theirs = peerConnection.getTransceivers().find(({ receiver }) => receiver.track.kind === media)
        if (theirs === undefined || senders.has(kind)) continue
        theirs.direction = 'sendrecv'
        if (media === 'video') preferVp8(theirs)
        senders.set(kind, theirs.sender)
        await theirs.sender.replaceTrack(tracks.get(kind) ?? null)
      }
    },
    async setTrack(kind, track) {
      tracks.set(kind, track)
      await senders.get(kind)?.replaceTrack(track ?? null)
    },
    beat() {
      if (life.readyState === 'open') life.send(new Uint8Array(1))
    },
    close() {
      life.onclose = null
      peerConnection.onconnectionstatechange = null
      peerConnection.onicecandidate = null
      peerConnection.ontrack = null
      peerConnection.close()
    }
  }
}

/** The codec every browser encodes and decodes in software at a bearable price, and that can be encrypted whole. */
function preferVp8(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? []
  const isVp8 = ({ mimeType }: RTCRtpCodec): boolean => mimeType.toLowerCase() === 'video/vp8'
  if (!codecs.some(isVp8)) return
  transceiver.setCodecPreferences([...codecs.filter(isVp8), ...codecs.filter(codec => !isVp8(codec))])
}

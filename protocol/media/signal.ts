/** What two members say to each other to be connected. Wire: docs/protocol.md#signal */
import * as v from 'valibot'
import { bytes, count, text } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { SIGNAL_CANDIDATE_BYTES_MAX, SIGNAL_FRAME_BYTES_MAX, SIGNAL_SDP_BYTES_MAX } from '../limits.ts'

/** libp2p protocol of signalling. */
export const SIGNAL_PROTOCOL = '/videocity/signal/1'

/** Bytes of the random name of one RTCPeerConnection. */
export const LINK_ID_BYTES = 8

const linkId = () => bytes(LINK_ID_BYTES)
const sdp = () => text(SIGNAL_SDP_BYTES_MAX)
/** What the other side will see and hear with the first packet, before any presence has come. */
const sends = { camera: v.boolean(), microphone: v.boolean() }

/** A frame of a signal stream. Each may come twice, late, or over another stream: it says itself what it belongs to. */
export const signalMessage = defineMessage(
  'videocity/signal/v1',
  SIGNAL_FRAME_BYTES_MAX,
  v.variant('kind', [
    /** The `n`th offer of a connection. */
    v.object({ kind: v.literal('offer'), link: linkId(), n: count(), sdp: sdp(), ...sends }),
    /** The answer of connection `link` to the `n`th offer of connection `to`. */
    v.object({ kind: v.literal('answer'), link: linkId(), to: linkId(), n: count(), sdp: sdp(), ...sends }),
    v.object({
      kind: v.literal('candidate'),
      link: linkId(),
      candidate: text(SIGNAL_CANDIDATE_BYTES_MAX),
      mid: text(16),
      /** The ICE credentials it belongs to: before or after a restart. */
      ufrag: text(256)
    }),
    /** From who never offers first: a new connection waits for an offer. */
    v.object({ kind: v.literal('ask'), link: linkId() }),
    /** A connection is closed for good. */
    v.object({ kind: v.literal('bye'), link: linkId() })
  ])
)

/** A frame of a signal stream. */
export type SignalMessage = MessageOf<typeof signalMessage>

/** One message of a kind. */
export type SignalOf<K extends SignalMessage['kind']> = Extract<SignalMessage, { kind: K }>

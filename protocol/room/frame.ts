/** What is said on a room's topic, by kind. The author is the peer that signed the topic message. Wire: docs/protocol.md#room-frames */
import * as v from 'valibot'
import { bytes, bytesUpTo, count, instant } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { CodecError } from '../errors.ts'
import { JOIN_STATEMENT_BYTES_MAX, SENDER_KEYS_BATCH_MAX, TOPIC_MESSAGE_BYTES_MAX } from '../limits.ts'

/** Bytes of a sender key sealed to one member: HPKE's encapsulated key, the key, the tag. */
export const SEALED_KEY_BYTES = 32 + 32 + 16

/** Bytes of sealed words: what is left of a topic message beside their place. */
export const SEALED_BYTES_MAX = TOPIC_MESSAGE_BYTES_MAX - 128

/** What sealed words are about; each lane has keys of its own. */
export const LANES = ['chat', 'presence'] as const

/** What sealed words are about. */
export type Lane = (typeof LANES)[number]

/** A frame on a room's topic. */
export const roomFrame = defineMessage(
  'videocity/room-frame/v1',
  TOPIC_MESSAGE_BYTES_MAX,
  v.variant('kind', [
    /** I am here: also the sign of life of who has nothing to seal. */
    v.object({ kind: v.literal('join'), statement: bytesUpTo(JOIN_STATEMENT_BYTES_MAX) }),
    /** My sender keys, each sealed to the session of one member. */
    v.object({
      kind: v.literal('keys'),
      keys: v.pipe(
        v.array(v.object({ to: bytes(32), generation: count(), step: count(), box: bytes(SEALED_KEY_BYTES) })),
        v.maxLength(SENDER_KEYS_BATCH_MAX)
      )
    }),
    v.object({
      kind: v.literal('sealed'),
      lane: v.picklist(LANES),
      generation: count(),
      step: count(),
      /** Counter of the lane in this generation: nonce and guard against replay. */
      n: count(),
      box: bytesUpTo(SEALED_BYTES_MAX)
    }),
    /** I have no key for what this member says. */
    v.object({ kind: v.literal('want'), of: bytes(32), generation: count() }),
    /** The session whose statement has this end is over. */
    v.object({ kind: v.literal('bye'), expiresAtMs: instant() })
  ])
)

/** A frame on a room's topic. */
export type RoomFrame = MessageOf<typeof roomFrame>

const KINDS: readonly string[] = ['join', 'keys', 'sealed', 'want', 'bye'] satisfies RoomFrame['kind'][]
const anyFrame = defineMessage('videocity/room-frame/v1', TOPIC_MESSAGE_BYTES_MAX, v.object({ kind: v.string() }))

/**
 * Reads a frame. One of a kind that later versions may know is `undefined`: it is handed on, but nothing comes of it.
 *
 * @throws {@link CodecError} `too-large`, `malformed`
 */
export function readRoomFrame(bytes: Uint8Array): RoomFrame | undefined {
  try {
    return roomFrame.decode(bytes)
  } catch (error) {
    if (!KINDS.includes(anyFrame.decode(bytes).kind)) return undefined
    throw error
  }
}

/** Whether bytes are a frame, of whatever kind. */
export function isRoomFrame(bytes: Uint8Array): boolean {
  try {
    readRoomFrame(bytes)
    return true
  } catch (error) {
    if (error instanceof CodecError) return false
    throw error
  }
}

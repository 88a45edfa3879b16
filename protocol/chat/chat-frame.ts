/** What members say on the chat's lane. Wire: docs/protocol.md#chat-line */
import * as v from 'valibot'
import { bytes, bytesUpTo, count } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { CodecError } from '../errors.ts'
import { CHAT_LINE_BYTES_MAX } from '../limits.ts'

/** A line, or what tells two sets of lines apart. */
export const chatFrame = defineMessage(
  'videocity/chat-frame/v1',
  CHAT_LINE_BYTES_MAX + 64,
  v.variant('kind', [
    v.object({ kind: v.literal('line'), line: bytesUpTo(CHAT_LINE_BYTES_MAX) }),
    v.object({ kind: v.literal('digest'), count: count(), sum: bytes(8) })
  ])
)

/** What was said on the lane, if it was anything: a member who talks nonsense is simply not understood. */
export function readChatFrame(said: Uint8Array): MessageOf<typeof chatFrame> | undefined {
  try {
    return chatFrame.decode(said)
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    return undefined
  }
}

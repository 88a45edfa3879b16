/** One line said in a room, signed by who said it. Wire: docs/protocol.md#chat-line */
import * as v from 'valibot'
import { signed } from '../codec/envelope.ts'
import { bytes, count, instant, nameText, text } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { CHAT_LAMPORT_MAX, CHAT_LINE_BYTES_MAX, CHAT_TEXT_BYTES_MAX, NAME_BYTES_MAX } from '../limits.ts'

/** Bytes of a line's random ID. */
export const CHAT_LINE_ID_BYTES = 16

/** Signed by the device or guest key; with it alone a line can be handed on to who comes later. */
export const chatLine = signed(
  defineMessage(
    'videocity/chat-line/v1',
    CHAT_LINE_BYTES_MAX,
    v.object({
      /** The room it was said in. */
      tag: bytes(32),
      id: bytes(CHAT_LINE_ID_BYTES),
      /** Order: greater than that of every line its author had seen. */
      lamport: count(CHAT_LAMPORT_MAX),
      /** The author's clock, for display alone. */
      atMs: instant(),
      /** What the author called himself. */
      name: nameText(NAME_BYTES_MAX),
      text: v.pipe(
        text(CHAT_TEXT_BYTES_MAX),
        v.check(value => value.trim() !== '', 'empty')
      )
    })
  ),
  CHAT_LINE_BYTES_MAX
)

/** What a line says. */
export type ChatLineFields = MessageOf<typeof chatLine.message>

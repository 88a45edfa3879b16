/** What a session and a super-peer say to each other at the rendezvous. Wire: docs/protocol.md#rendezvous. */
import * as v from 'valibot'
import { bytes, bytesUpTo, count, instant, text } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import {
  HINT_BYTES_MAX,
  JOIN_STATEMENT_BYTES_MAX,
  RENDEZVOUS_ADDRESSES_MAX,
  RENDEZVOUS_FRAME_BYTES_MAX,
  SESSION_CERT_BYTES_MAX,
  SUPER_PEERS_TOLD_MAX
} from '../limits.ts'

/** libp2p protocol of the rendezvous. */
export const RENDEZVOUS_PROTOCOL = '/videocity/rendezvous/1'

/** Bytes of a tag. */
export const TAG_BYTES = 32

const PEER_ID_BYTES_MAX = 64
const address = () => text(HINT_BYTES_MAX)
const addresses = () => v.pipe(v.array(address()), v.maxLength(RENDEZVOUS_ADDRESSES_MAX))
const tag = () => bytes(TAG_BYTES)

const superPeer = v.object({ peer: text(PEER_ID_BYTES_MAX), addresses: addresses() })

/** From a session to a super-peer. */
export const rendezvousRequest = defineMessage(
  'videocity/rendezvous-request/v1',
  RENDEZVOUS_FRAME_BYTES_MAX,
  v.variant('kind', [
    v.object({ kind: v.literal('hello'), session: bytesUpTo(SESSION_CERT_BYTES_MAX) }),
    v.object({
      kind: v.literal('register'),
      tag: tag(),
      statement: bytesUpTo(JOIN_STATEMENT_BYTES_MAX),
      addresses: addresses()
    }),
    v.object({ kind: v.literal('unregister'), tag: tag() }),
    v.object({ kind: v.literal('watch'), tag: tag() }),
    v.object({ kind: v.literal('unwatch'), tag: tag() }),
    v.object({ kind: v.literal('ping') })
  ])
)

/** From a super-peer to a session. */
export const rendezvousAnswer = defineMessage(
  'videocity/rendezvous-answer/v1',
  RENDEZVOUS_FRAME_BYTES_MAX,
  v.variant('kind', [
    v.object({
      kind: v.literal('welcome'),
      nowMs: instant(),
      /** `host:port` of the super-peer's STUN responder. */
      stun: v.optional(text(HINT_BYTES_MAX)),
      superPeers: v.pipe(v.array(superPeer), v.maxLength(SUPER_PEERS_TOLD_MAX))
    }),
    v.object({ kind: v.literal('registered'), tag: tag() }),
    v.object({
      kind: v.literal('joined'),
      tag: tag(),
      peer: text(PEER_ID_BYTES_MAX),
      addresses: addresses(),
      statement: bytesUpTo(JOIN_STATEMENT_BYTES_MAX)
    }),
    v.object({ kind: v.literal('gone'), tag: tag(), peer: text(PEER_ID_BYTES_MAX) }),
    /** Everybody registered when the watch began has been told. */
    v.object({ kind: v.literal('complete'), tag: tag(), total: count() }),
    v.object({
      kind: v.literal('refused'),
      tag: v.optional(tag()),
      code: v.picklist(['not-allowed', 'expired', 'too-many', 'too-fast', 'malformed', 'clock-wrong']),
      why: text(256)
    }),
    v.object({ kind: v.literal('pong'), nowMs: instant() })
  ])
)

/** From a session to a super-peer. */
export type RendezvousRequest = MessageOf<typeof rendezvousRequest>
/** From a super-peer to a session. */
export type RendezvousAnswer = MessageOf<typeof rendezvousAnswer>

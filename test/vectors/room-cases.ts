/** The values behind `room.json` and `room-derivations.json`: what is said in a room and between its members. */
import { historyFrame } from '../../protocol/chat/history.ts'
import { chatLine } from '../../protocol/chat/chat-line.ts'
import { chatFrame } from '../../protocol/chat/chat-frame.ts'
import { roomTopic } from '../../protocol/channel/topic.ts'
import type { MessageOf } from '../../protocol/codec/message.ts'
import { issueSessionCert } from '../../protocol/identity/device.ts'
import { signerFromSeed } from '../../protocol/codec/signer.ts'
import { genesisOf } from '../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../protocol/identity/genesis.ts'
import {
  CHAT_LAMPORT_MAX,
  CHAT_LINE_BYTES_MAX,
  CHAT_TEXT_BYTES_MAX,
  SENDER_KEYS_BATCH_MAX,
  SESSION_CERT_BYTES_MAX,
  SIGNAL_CANDIDATE_BYTES_MAX,
  SIGNAL_SDP_BYTES_MAX
} from '../../protocol/limits.ts'
import { signalMessage } from '../../protocol/media/signal.ts'
import { roomFrame, SEALED_BYTES_MAX, SEALED_KEY_BYTES } from '../../protocol/room/frame.ts'
import { joinStatement } from '../../protocol/room/membership.ts'
import { peerOfKey } from '../../protocol/room/peer-key.ts'
import { presenceMessage } from '../../protocol/room/presence.ts'
import { laneKey, sealing, turnForward } from '../../protocol/room/sender-key.ts'
import { roomTag } from '../../protocol/room/tag.ts'
import { DAY_MS, DEVICE_SEED, filled, NOW_MS, ROOT_SEED } from '../support/fixed-keys.ts'
import { credentialOf } from './identity-cases.ts'
import { plainVectors, signedVectors, toHex, type Vector } from './vector.ts'

const MOST = Number.MAX_SAFE_INTEGER
const home = homeIdOf(genesisOf(ROOT_SEED))
const room = { id: filled(21, 16), epoch: 3 }
const tag = roomTag(home, room)

/** Seeds of the peers in the vectors. */
export const PEER_SEEDS = { ada: filled(41), ben: filled(42) }
const peerKeys = {
  ada: (await signerFromSeed(PEER_SEEDS.ada)).publicKey,
  ben: (await signerFromSeed(PEER_SEEDS.ben)).publicKey
}

type Statement = MessageOf<typeof joinStatement.message>

/** The statement of a guest, and of a citizen of a home that has seen much. */
async function statements(): Promise<{ smallest: Statement; largest: Statement }> {
  const signer = await signerFromSeed(DEVICE_SEED)
  const session = { peerKey: peerKeys.ada, sealKey: filled(8), nowMs: NOW_MS }
  const credential = await credentialOf('largest')
  const common = { tag, epoch: room.epoch, peerKey: peerKeys.ada, expiresAtMs: NOW_MS + DAY_MS }
  return {
    smallest: { ...common, name: 'a', sessionCert: await issueSessionCert({ kind: 'guest', signer }, session) },
    largest: {
      ...common,
      name: 'é'.repeat(32),
      sessionCert: await issueSessionCert({ kind: 'citizen', home, signer, credential }, session)
    }
  }
}

/** All vectors of `room.json`. */
export async function roomVectors(): Promise<Vector[]> {
  const statement = await statements()
  const signed = await signedVectors(joinStatement, DEVICE_SEED, statement)
  const line = { tag, id: filled(1, 16), lamport: 0, atMs: NOW_MS, name: 'a', text: 'b' }
  const lines = await signedVectors(chatLine, DEVICE_SEED, {
    smallest: line,
    largest: {
      ...line,
      lamport: CHAT_LAMPORT_MAX,
      atMs: MOST,
      name: 'é'.repeat(32),
      text: 'é'.repeat(CHAT_TEXT_BYTES_MAX / 2)
    }
  })
  const place = { generation: MOST, step: MOST }
  const link = filled(5, 8)
  const sends = { camera: true, microphone: false }
  return [
    ...signed,
    ...plainVectors(roomFrame, {
      smallest: { kind: 'bye', expiresAtMs: 0 },
      join: { kind: 'join', statement: (await joinStatement.sign(statement.smallest, await signerFromSeed(DEVICE_SEED))).bytes },
      want: { kind: 'want', of: peerKeys.ben, generation: NOW_MS },
      keys: {
        kind: 'keys',
        keys: Array.from({ length: SENDER_KEYS_BATCH_MAX }, (_, n) => ({
          to: filled(n),
          ...place,
          box: filled(n, SEALED_KEY_BYTES)
        }))
      },
      largest: { kind: 'sealed', lane: 'presence', ...place, n: MOST, box: filled(6, SEALED_BYTES_MAX) }
    }),
    ...plainVectors(presenceMessage, {
      smallest: { camera: false, microphone: false, n: 0 },
      largest: { camera: true, microphone: true, n: MOST }
    }),
    ...lines,
    ...plainVectors(chatFrame, {
      smallest: { kind: 'digest', count: 0, sum: filled(0, 8) },
      largest: { kind: 'line', line: filled(7, CHAT_LINE_BYTES_MAX) }
    }),
    ...plainVectors(historyFrame, {
      smallest: { kind: 'ask' },
      author: { kind: 'author', session: filled(9, SESSION_CERT_BYTES_MAX) },
      end: { kind: 'end', isWhole: true },
      largest: { kind: 'line', line: filled(7, CHAT_LINE_BYTES_MAX) }
    }),
    ...plainVectors(signalMessage, {
      smallest: { kind: 'ask', link },
      bye: { kind: 'bye', link },
      candidate: { kind: 'candidate', link, candidate: 'x'.repeat(SIGNAL_CANDIDATE_BYTES_MAX), mid: '0', ufrag: 'x' },
      offer: { kind: 'offer', link, n: 1, sdp: 'v=0\r\n', ...sends },
      largest: { kind: 'answer', link, to: link, n: MOST, sdp: 'x'.repeat(SIGNAL_SDP_BYTES_MAX), ...sends }
    })
  ]
}

/** All of `room-derivations.json`: names of a room, and what follows from a sender key. */
export async function roomDerivations() {
  const key = filled(50)
  const turned = turnForward(key, 2)
  const place = { generation: NOW_MS, step: 2 }
  const from = peerOfKey(peerKeys.ada)
  const n = 258
  const base36Tag = roomTopic(tag).split('/').at(-1) ?? ''
  const how = sealing({ tag: base36Tag, from, place, lane: 'chat', n })
  const text = 'sealed words'
  const sealedWords = await crypto.subtle.encrypt(how, await laneKey(turned, 'chat'), new TextEncoder().encode(text))
  return {
    home,
    room: { id: toHex(room.id), epoch: room.epoch },
    tag: toHex(tag),
    topic: roomTopic(tag),
    peers: Object.fromEntries(Object.entries(peerKeys).map(([name, raw]) => [name, { key: toHex(raw), peer: peerOfKey(raw) }])),
    senderKey: {
      key: toHex(key),
      afterOneStep: toHex(turnForward(key, 1)),
      afterTwoSteps: toHex(turned),
      sealed: {
        lane: 'chat',
        ...place,
        n,
        text,
        nonce: toHex(how.iv),
        additionalData: new TextDecoder().decode(how.additionalData),
        box: toHex(new Uint8Array(sealedWords))
      }
    }
  }
}

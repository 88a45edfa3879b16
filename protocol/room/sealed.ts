/** What members say to all is sealed under the sender's key; who joins is handed it, who left gets no further one. */
import { TypedEventEmitter } from 'main-event'
import { base36 } from 'multiformats/bases/base36'
import type { Broadcast, BroadcastEvents } from '../channel/channel.ts'
import { CodecError, StateError } from '../errors.ts'
import { withMembers } from '../events.ts'
import type { SealKeys } from '../identity/seal-keys.ts'
import { SENDER_KEYS_BATCH_MAX } from '../limits.ts'
import { equalBytes } from '../codec/message.ts'
import { type Lane, roomFrame, type RoomFrame } from './frame.ts'
import { createHeardKeys, type HeardKeys, type Opened, type SealedFrame } from './heard-keys.ts'
import { openKeyBox, sealKeyTo } from './key-box.ts'
import { createKeyRequests } from './key-requests.ts'
import { createOwnKeys, type Handover } from './own-keys.ts'
import { laneKey, sealing } from './sender-key.ts'

/** Who may read what we say. */
export interface Reader {
  readonly peer: string
  readonly peerKey: Uint8Array
  readonly sealKey: Uint8Array
}

/** What {@link createSealedTopic} needs. */
export interface SealedTopicOptions {
  readonly self: { readonly peer: string; readonly peerKey: Uint8Array; readonly sealKeys: SealKeys }
  readonly tag: Uint8Array
  readonly clock: () => number
  /** Puts a frame on the topic. */
  publish(frame: Uint8Array): Promise<void>
}

/** The sealed topic of one stay in a room. */
export interface SealedTopic {
  /** Sealed words about one thing each. */
  readonly lanes: Readonly<Record<Lane, Broadcast>>
  joined(reader: Reader): void
  left(peer: string): void
  hear(from: string, frame: RoomFrame): void
  /** Whether we have a key, and so can seal a sign of life. */
  readonly hasSpoken: boolean
  /** Frames that came to nothing, by reason. */
  readonly dropped: ReadonlyMap<string, number>
  close(): void
}

interface Author {
  readonly reader: Reader
  readonly keys: HeardKeys
  /** Frames of one author are opened one after the other. */
  work: Promise<void>
  /** When a request of his for a key was last answered. */
  answeredAtMs: number
}

/** How often one member is answered. */
const ANSWER_INTERVAL_MS = 250

/** Makes the sealed topic of a stay in a room. */
export function createSealedTopic({ self, tag, clock, publish }: SealedTopicOptions): SealedTopic {
  const room = base36.encode(tag)
  const own = createOwnKeys()
  const authors = new Map<string, Author>()
  const dropped = new Map<string, number>()
  let isClosed = false
  /** Own frames leave one after the other: numbers and keys are in order. */
  let sending: Promise<unknown> = Promise.resolve()

  const requests = createKeyRequests({
    ask(peer) {
      const author = authors.get(peer)
      const generation = author?.keys.wanted
      if (author === undefined || generation === undefined || isClosed) return false
      const want = roomFrame.encode({ kind: 'want', of: author.reader.peerKey, generation })
      publish(want).catch(() => undefined) // it is asked again, or given up
      return true
    },
    giveUp: peer => authors.get(peer)?.keys.giveUp()
  })

  const count = (why: string): void => void dropped.set(why, (dropped.get(why) ?? 0) + 1)

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = sending.then(act)
    sending = mine.catch(() => undefined) // each caller hears of his own failure
    return mine
  }

  const handOut = async (handovers: readonly Handover[]): Promise<void> => {
    for (let start = 0; start < handovers.length; start += SENDER_KEYS_BATCH_MAX) {
      const batch = handovers.slice(start, start + SENDER_KEYS_BATCH_MAX)
      const keys = await Promise.all(batch.map(sealed))
      await publish(roomFrame.encode({ kind: 'keys', keys: keys.flat() }))
    }
  }

  const sealed = async ({ peer: to, generation, step, key }: Handover) => {
    const reader = authors.get(to)?.reader
    if (reader === undefined) return [] // he left while others were dealt with
    const box = await sealKeyTo(reader.sealKey, key, { tag: room, from: self.peer, to, generation, step })
    return [{ to: reader.peerKey, generation, step, box }]
  }

  const say = (lane: Lane, bytes: Uint8Array): Promise<void> =>
    inTurn(async () => {
      if (isClosed) throw new StateError('room-closed', 'the room was left')
      const { place, key, n, handovers } = own.next(lane, clock())
      await handOut(handovers)
      const how = sealing({ tag: room, from: self.peer, place, lane, n })
      const box = new Uint8Array(await crypto.subtle.encrypt(how, await laneKey(key, lane), Uint8Array.from(bytes)))
      await publish(roomFrame.encode({ kind: 'sealed', lane, ...place, n, box }))
    })

  const lanes = {
    chat: createLane(bytes => say('chat', bytes)),
    presence: createLane(bytes => say('presence', bytes))
  } satisfies Record<Lane, Broadcast>

  const open = async (author: Author, frame: SealedFrame): Promise<void> => {
    const opened: Opened = await author.keys.open(frame)
    if (isClosed) return
    if (opened.kind === 'dropped') return count(opened.why)
    if (opened.kind === 'waits') return requests.start(author.reader.peer)
    const detail = { from: author.reader.peer, bytes: opened.bytes }
    lanes[frame.lane].safeDispatchEvent('message', { detail })
  }

  const learn = async (author: Author, keys: Extract<RoomFrame, { kind: 'keys' }>['keys']): Promise<void> => {
    const mine = keys.filter(({ to }) => equalBytes(to, self.peerKey))
    for (const { generation, step, box } of mine) {
      const context = { tag: room, from: author.reader.peer, to: self.peer, generation, step }
      try {
        author.keys.learn(generation, step, await openKeyBox(box, self.sealKeys, context))
      } catch (error) {
        if (!(error instanceof CodecError)) throw error
        count('unreadable key')
      }
    }
    if (mine.length === 0) return
    for (const frame of author.keys.takeWaiting()) await open(author, frame)
    if (author.keys.wanted === undefined) requests.stop(author.reader.peer)
  }

  const answer = (author: Author, generation: number): void => {
    const nowMs = clock()
    if (nowMs - author.answeredAtMs < ANSWER_INTERVAL_MS) return count('asked too often')
    author.answeredAtMs = nowMs
    const handover = own.forMember(author.reader.peer, generation)
    if (handover === undefined) return count('asked in vain')
    inTurn(() => handOut([handover])).catch(() => count('answer not sent')) // he asks again
  }

  return {
    lanes,
    joined(reader) {
      if (authors.has(reader.peer)) return
      const keys = createHeardKeys(room, reader.peer)
      authors.set(reader.peer, { reader, keys, work: Promise.resolve(), answeredAtMs: -Infinity })
      own.joined(reader.peer)
    },
    left(peer) {
      if (!authors.delete(peer)) return
      own.left(peer, clock())
      requests.stop(peer)
    },
    hear(from, frame) {
      const author = authors.get(from)
      if (author === undefined) return count('unknown author')
      if (frame.kind === 'sealed') author.work = author.work.then(() => open(author, frame))
      if (frame.kind === 'keys') author.work = author.work.then(() => learn(author, frame.keys))
      if (frame.kind === 'want' && equalBytes(frame.of, self.peerKey)) answer(author, frame.generation)
    },
    get hasSpoken() {
      return own.hasSpoken
    },
    dropped,
    close() {
      isClosed = true
      requests.close()
      authors.clear()
    }
  }
}

function createLane(publish: (bytes: Uint8Array) => Promise<void>) {
  return withMembers(new TypedEventEmitter<BroadcastEvents>(), { publish })
}

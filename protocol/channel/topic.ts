/** A room's gossipsub topic: subscribed while the channel is open, judged by its gate. Wire: docs/protocol.md#topic */
import { type GossipSub, type Message, TopicValidatorResult } from '@libp2p/gossipsub'
import type { PeerId } from '@libp2p/interface'
import { base36 } from 'multiformats/bases/base36'
import { NetworkError } from '../errors.ts'
import type { ChannelMessage } from './channel.ts'
import type { Gate, Verdict } from './gate.ts'

/** Beginning of the name of every room's topic. */
export const ROOM_TOPIC_PREFIX = 'videocity/room/'

/** The topic of the room with this tag. */
export function roomTopic(tag: Uint8Array): string {
  return ROOM_TOPIC_PREFIX + base36.encode(tag)
}

/** What of gossipsub a topic uses. */
export type PubSub = Pick<
  GossipSub,
  'topicValidators' | 'subscribe' | 'unsubscribe' | 'publish' | 'addEventListener' | 'removeEventListener'
>

/** A subscription to one topic. */
export interface Topic {
  /** @throws {@link NetworkError} `no-route` if members are known and none could be sent to */
  publish(bytes: Uint8Array): Promise<void>
  close(): void
}

/** What {@link subscribe} needs. */
export interface TopicOptions {
  readonly pubsub: PubSub
  readonly topic: string
  readonly gate: Gate
  onMessage(message: ChannelMessage): void
}

const RESULTS: Record<Verdict, TopicValidatorResult> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject
}

/**
 * Gates of each topic of each node. A room that is left and entered again at once overlaps with itself, and gossipsub has
 * one validator and one subscription a topic.
 */
const gatesOf = new WeakMap<PubSub, Map<string, Set<Gate>>>()

/** Subscribes to a topic. */
export function subscribe({ pubsub, topic, gate, onMessage }: TopicOptions): Topic {
  const topics = gatesOf.get(pubsub) ?? new Map<string, Set<Gate>>()
  gatesOf.set(pubsub, topics)
  const gates = topics.get(topic) ?? new Set<Gate>()
  gates.add(gate)
  if (gates.size === 1) {
    topics.set(topic, gates)
    pubsub.topicValidators.set(topic, (_forwarder, message) => judge(gates, message))
    pubsub.subscribe(topic)
  }

  const onEvent = ({ detail }: CustomEvent<Message>): void => {
    if (detail.type !== 'signed' || detail.topic !== topic) return
    const message = { from: detail.from.toString(), bytes: detail.data }
    if (gates.size === 1 || gate.isAllowed(message.from)) onMessage(message)
  }
  pubsub.addEventListener('message', onEvent)

  return {
    async publish(bytes) {
      const { recipients } = await pubsub.publish(topic, bytes)
      if (recipients.length === 0 && gate.size > 0) throw new NetworkError('no-route', 'nobody to hand a message to')
    },
    close() {
      pubsub.removeEventListener('message', onEvent)
      if (!gates.delete(gate) || gates.size > 0) return
      topics.delete(topic)
      pubsub.topicValidators.delete(topic)
      try {
        pubsub.unsubscribe(topic)
      } catch {
        // a node that was stopped before its rooms has forgotten its topics by itself
      }
    }
  }
}

async function judge(gates: ReadonlySet<Gate>, message: Message): Promise<TopicValidatorResult> {
  // who publishes without a signature breaks the rules of the network, and so does who hands it on
  if (message.type !== 'signed') return TopicValidatorResult.Reject
  const from: PeerId = message.from
  const verdicts = await Promise.all([...gates].map(gate => gate.judge({ from: from.toString(), bytes: message.data })))
  const verdict = (['reject', 'accept', 'ignore'] as const).find(each => verdicts.includes(each)) ?? 'ignore'
  return RESULTS[verdict]
}

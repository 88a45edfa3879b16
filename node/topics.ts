/** Carries the topics of rooms: subscribed while somebody this super-peer knows is registered in the room, so that all are heard by all. */
import { TopicValidatorResult, type GossipSub, type Message } from '@libp2p/gossipsub'
import { TokenBucket } from '../protocol/channel/token-bucket.ts'
import { roomTopic } from '../protocol/channel/topic.ts'
import { TOPIC_MESSAGE_BYTES_MAX, TOPIC_MESSAGES_BURST, TOPIC_MESSAGES_PER_SECOND } from '../protocol/limits.ts'
import type { RendezvousServer } from './rendezvous.ts'

/** What {@link carryTopics} needs. */
export interface TopicsOptions {
  readonly pubsub: GossipSub
  readonly rendezvous: RendezvousServer
  readonly clock: () => number
}

/** Authors whose rate is remembered for one topic. */
const AUTHORS_MAX = 1_024

/** Begins to carry the topics of those who register. */
export function carryTopics({ pubsub, rendezvous, clock }: TopicsOptions): { close(): void } {
  const used = new Set<string>()

  const judge = (tag: Uint8Array) => {
    const budgets = new Map<string, TokenBucket>()
    return (_forwarder: unknown, message: Message): TopicValidatorResult => {
      // the bytes themselves are sealed: what can be seen is who sent how much
      if (message.type !== 'signed' || message.data.length > TOPIC_MESSAGE_BYTES_MAX) return TopicValidatorResult.Reject
      const author = message.from.toString()
      if (!rendezvous.isRegistered(tag, author)) return TopicValidatorResult.Ignore
      const nowMs = clock()
      const budget =
        budgets.get(author) ??
        new TokenBucket({ perSecond: TOPIC_MESSAGES_PER_SECOND, burst: TOPIC_MESSAGES_BURST }, nowMs)
      budgets.set(author, budget)
      if (budgets.size > AUTHORS_MAX) budgets.delete(budgets.keys().next().value ?? '')
      return budget.take(nowMs) ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore
    }
  }

  const onUsed = ({ detail: tag }: CustomEvent<Uint8Array>): void => {
    const topic = roomTopic(tag)
    used.add(topic)
    pubsub.topicValidators.set(topic, judge(tag))
    pubsub.subscribe(topic)
  }
  const drop = (topic: string): void => {
    used.delete(topic)
    pubsub.unsubscribe(topic)
    pubsub.topicValidators.delete(topic)
  }
  const onFree = ({ detail: tag }: CustomEvent<Uint8Array>): void => drop(roomTopic(tag))

  rendezvous.addEventListener('tag-used', onUsed)
  rendezvous.addEventListener('tag-free', onFree)
  return {
    close() {
      rendezvous.removeEventListener('tag-used', onUsed)
      rendezvous.removeEventListener('tag-free', onFree)
      for (const topic of used) drop(topic)
    }
  }
}

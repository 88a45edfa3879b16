/**
 * Cuts off a peer that sends gossip faster than any honest one. Work-around: gossipsub 17.1 decodes whatever comes, and a stream of
 * empty messages, one byte each, keeps a processor busy for as long as it lasts. The test of this file fails when its inside changes.
 */
import type { GossipSub } from '@libp2p/gossipsub'
import { TokenBucket } from '../protocol/channel/token-bucket.ts'
import { NetworkError } from '../protocol/errors.ts'
import { GOSSIP_RPCS_BURST, GOSSIP_RPCS_PER_SECOND } from '../protocol/limits.ts'

type Rpcs<T> = AsyncIterable<T>

interface GossipReader {
  pipePeerReadStream<T>(peer: unknown, rpcs: Rpcs<T>): Promise<void>
}

/** Other work is let in after so many messages in a row. */
const RPCS_IN_A_ROW = 64

/** Gives every peer's gossip stream a budget. To be called before the first peer connects. */
export function guardGossip(pubsub: GossipSub, clock: () => number): void {
  const reader = pubsub as unknown as GossipReader
  const read = reader.pipePeerReadStream.bind(pubsub)
  reader.pipePeerReadStream = (peer, rpcs) => read(peer, metered(rpcs, clock))
}

async function* metered<T>(rpcs: Rpcs<T>, clock: () => number): AsyncGenerator<T> {
  const budget = new TokenBucket({ perSecond: GOSSIP_RPCS_PER_SECOND, burst: GOSSIP_RPCS_BURST }, clock())
  let inARow = 0
  for await (const rpc of rpcs) {
    if (!budget.take(clock())) throw new NetworkError('refused', 'too much gossip')
    if (++inARow >= RPCS_IN_A_ROW) {
      inARow = 0
      await new Promise(resolve => setImmediate(resolve))
    }
    yield rpc
  }
}

/** Asks one super-peer, and no other, what it holds under a key of the DHT. */
import type { PeerId } from '@libp2p/interface'
import type { KadDHT, QueryEvent } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'

/** An inside of kad-dht: one GET_VALUE to one peer. */
interface PeerRouting {
  getValueOrPeers(
    peer: PeerId,
    key: Uint8Array,
    options: { signal: AbortSignal; path: { index: number; queued: number; running: number; total: number } }
  ): AsyncIterable<QueryEvent>
}

/** The value, or `undefined`. */
export async function askOne(dht: KadDHT, peer: string, key: Uint8Array): Promise<Uint8Array | undefined> {
  const { peerRouting } = dht as unknown as { peerRouting: PeerRouting }
  const options = { signal: AbortSignal.timeout(5_000), path: { index: 0, queued: 0, running: 0, total: 1 } }
  for await (const event of peerRouting.getValueOrPeers(peerIdFromString(peer), key, options)) {
    if (event.name === 'PEER_RESPONSE' && event.record !== undefined) return event.record.value
  }
  return undefined
}

/**
 * Keeps a super-peer in kad-dht's routing table while a link to it is up. Work-around: js-libp2p asks a new peer once what it speaks
 * (identify) and kad-dht pings it once; on a busy computer either comes too late, neither is tried again, and then every query finds
 * nobody to ask although the connection is good. The test of this file fails when the internals it uses change.
 */
import type { Identify } from '@libp2p/identify'
import type { Libp2p, PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { pause } from '../pause.ts'
import { PING_TIMEOUT_MS } from '../limits.ts'
import { DHT_PROTOCOL } from './libp2p.ts'
import { routingTableOf } from './record-query.ts'

/** What it needs of libp2p. */
export type AskableNode = Pick<Libp2p, 'getConnections' | 'peerStore' | 'logger'> & {
  readonly services: { readonly dht: KadDHT; readonly identify: Pick<Identify, 'identify'> }
}

/** Looks begin soon, since nothing can be found before, and go on rarely, since a busy moment may also evict a peer. */
const FIRST_LOOK_MS = 1_000
const LOOKS_MS_MAX = 16_000

/** Looks again and again, until the signal ends. Never rejects. */
export async function keepAskable(node: AskableNode, peer: PeerId, signal: AbortSignal): Promise<void> {
  const log = node.logger.forComponent('videocity:askable')
  for (let lookMs = FIRST_LOOK_MS; await pause(lookMs, signal); lookMs = Math.min(2 * lookMs, LOOKS_MS_MAX)) {
    try {
      await makeAskable(node, peer, AbortSignal.any([signal, AbortSignal.timeout(PING_TIMEOUT_MS)]))
    } catch (error) {
      log('%p cannot be asked yet - %e', peer, error)
    }
  }
}

async function makeAskable(node: AskableNode, peer: PeerId, signal: AbortSignal): Promise<void> {
  const { dht, identify } = node.services
  const table = routingTableOf(dht)
  if ((await table.find(peer)) !== undefined) return
  const connection = node.getConnections(peer).find(({ limits, status }) => limits === undefined && status === 'open')
  if (connection === undefined) return
  const { protocols } = await node.peerStore.get(peer)
  // what it says then is told to kad-dht, which takes it in
  if (!protocols.includes(DHT_PROTOCOL)) await identify.identify(connection, { signal })
  if ((await table.find(peer)) === undefined) await table.add(peer, { signal })
}

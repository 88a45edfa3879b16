/** The libp2p settings that pages, programs and super-peers share. Each departure from stock has its reason here. */
import { noise } from '@chainsafe/libp2p-noise'
import { gossipsub, type GossipSub } from '@libp2p/gossipsub'
import { identify, identifyPush, type Identify, type IdentifyPush } from '@libp2p/identify'
import type { PrivateKey } from '@libp2p/interface'
import { kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import type { KadDHT, KadDHTInit, Validators } from '@libp2p/kad-dht'
import { ping, type Ping } from '@libp2p/ping'
import { yamux } from '@libp2p/yamux'
import type { Libp2pOptions, ServiceFactoryMap } from 'libp2p'
import {
  DHT_STREAMS_MAX,
  DIAL_TIMEOUT_MS,
  GOSSIP_RPC_BYTES_MAX,
  GOSSIP_RPC_ENTRIES_MAX,
  IDENTIFY_TIMEOUT_MS,
  INBOUND_UPGRADE_TIMEOUT_MS,
  PING_TIMEOUT_MS,
  PINGS_MAX
} from '../limits.ts'

/** Our Kademlia, apart from the public one. */
export const DHT_PROTOCOL = '/videocity/kad/1.0.0'

/** No ICE server but our own: the stock lists of `@libp2p/webrtc` ask four foreign companies. */
export const OWN_ICE_ONLY: { readonly iceServers: [] } = { iceServers: [] }

/** What a node decides about its part in the DHT. */
export interface DhtPart {
  readonly validators: Validators
  /** Pages ask, super-peers answer. */
  readonly isServer: boolean
}

/** Settings every node of the city has in common; transports and addresses are its own. */
export function sharedLibp2pOptions(
  privateKey: PrivateKey
): Pick<
  Libp2pOptions,
  'privateKey' | 'connectionEncrypters' | 'streamMuxers' | 'connectionGater' | 'connectionManager' | 'connectionMonitor'
> {
  return {
    privateKey,
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // every city may be one house or one computer, so private and loopback addresses are dialled
    connectionGater: { denyDialMultiaddr: () => false },
    connectionManager: {
      // stock 10 s and 6 s are too tight on a loaded computer
      dialTimeout: DIAL_TIMEOUT_MS,
      addressDialTimeout: DIAL_TIMEOUT_MS,
      inboundUpgradeTimeout: INBOUND_UPGRADE_TIMEOUT_MS
    },
    // a page that draws, or a loaded computer, answers late: stock gives up after 5 s
    connectionMonitor: { pingTimeout: { minTimeout: PING_TIMEOUT_MS } }
  }
}

/** The services every node runs. */
export interface SharedServices extends Record<string, unknown> {
  identify: Identify
  identifyPush: IdentifyPush
  ping: Ping
  dht: KadDHT
  pubsub: GossipSub
}

/** What makes the services every node runs. */
export function sharedServices(dht: DhtPart): ServiceFactoryMap<SharedServices> {
  return {
    identify: identify({ timeout: IDENTIFY_TIMEOUT_MS }),
    identifyPush: identifyPush(),
    // stock allows one at a time, and a second one, of the DHT or the connection monitor, then ends a good connection
    ping: ping({ maxInboundStreams: PINGS_MAX, maxOutboundStreams: PINGS_MAX }),
    dht: kadDHT(dhtInit(dht)),
    pubsub: gossipsub({
      allowPublishToZeroTopicPeers: true,
      // an older protocol without scores or signatures of ours
      fallbackToFloodsub: false,
      // stock accepts 5,000 of each
      decodeRpcLimits: {
        maxSubscriptions: GOSSIP_RPC_ENTRIES_MAX,
        maxMessages: GOSSIP_RPC_ENTRIES_MAX,
        maxIhaveMessageIDs: 8 * GOSSIP_RPC_ENTRIES_MAX,
        maxIwantMessageIDs: 8 * GOSSIP_RPC_ENTRIES_MAX,
        maxIdontwantMessageIDs: 8 * GOSSIP_RPC_ENTRIES_MAX,
        maxControlMessages: GOSSIP_RPC_ENTRIES_MAX,
        maxPeerInfos: 16
      },
      maxInboundDataLength: GOSSIP_RPC_BYTES_MAX,
      // stock graylists everybody once 15 peers share an address, and a school or an office is one address
      scoreParams: { IPColocationFactorWeight: 0 }
    })
  }
}

function dhtInit({ validators, isServer }: DhtPart): KadDHTInit {
  return {
    protocol: DHT_PROTOCOL,
    clientMode: !isServer,
    validators,
    // stock is 32, and each may fill a buffer of 4 MiB
    maxInboundStreams: DHT_STREAMS_MAX,
    selectors: { home: () => 0, picture: () => 0 },
    // stock strips private addresses, and then a city in one house finds nobody
    peerInfoMapper: passthroughMapper,
    // a city of one super-peer answers from its own store; pages wait for their super-peer themselves
    allowQueryWithZeroPeers: true,
    // a peer is asked once before it is taken in: stock waits 2 s
    pingNewContactTimeout: { minTimeout: PING_TIMEOUT_MS },
    pingOldContactTimeout: { minTimeout: PING_TIMEOUT_MS }
  }
}

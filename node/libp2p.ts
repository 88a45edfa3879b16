/** The libp2p node of a super-peer: ws behind the page's port, tcp and webrtc-direct on their own. */
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { GossipSub } from '@libp2p/gossipsub'
import type { ConnectionGater, Libp2p, PrivateKey } from '@libp2p/interface'
import type { KadDHT, Validators } from '@libp2p/kad-dht'
import { keychain } from '@libp2p/keychain'
import { tcp } from '@libp2p/tcp'
import { webRTCDirect } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { multiaddr } from '@multiformats/multiaddr'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Datastore } from 'interface-datastore'
import { createLibp2p } from 'libp2p'
import { base64 } from 'multiformats/bases/base64'
import { OWN_ICE_ONLY, sharedLibp2pOptions, sharedServices } from '../protocol/city/libp2p.ts'
import { CONNECTIONS_PER_ADDRESS_PER_SECOND, SUPER_PEER_CONNECTIONS_MAX } from '../protocol/limits.ts'
import { relayService } from './relay.ts'

/** A super-peer's libp2p. */
export type SuperPeerLibp2p = Libp2p<{ dht: KadDHT; pubsub: GossipSub }>

/** What {@link createSuperPeerLibp2p} needs. */
export interface SuperPeerLibp2pOptions {
  /** 32 secret bytes. */
  readonly seed: Uint8Array
  readonly datastore: Datastore
  readonly validators: Validators
  readonly gater: ConnectionGater
  /** tcp and webrtc-direct addresses. */
  readonly listen: readonly string[]
  /** Sockets on the page's port. */
  readonly webSockets: readonly string[]
}

/** Connections being made at a time. */
const PENDING_CONNECTIONS_MAX = 100
/** Where the WebSocket listener waits: upgrades come from the page's port, nobody is told of this one. */
const INNER_SOCKET = '/ip4/127.0.0.1/tcp/0/ws'

/** Starts the libp2p node of a super-peer. */
export async function createSuperPeerLibp2p(options: SuperPeerLibp2pOptions): Promise<SuperPeerLibp2p> {
  const key = await generateKeyPairFromSeed('Ed25519', options.seed)
  const shared = sharedLibp2pOptions(key)
  const libp2p = await createLibp2p({
    ...shared,
    datastore: options.datastore,
    connectionGater: options.gater,
    addresses: {
      listen: [INNER_SOCKET, ...options.listen],
      announceFilter: addresses => {
        const outer = addresses.filter(address => !/\/ws(\/|$)/.test(address.toString()))
        return [...options.webSockets.map(address => multiaddr(address)), ...outer]
      }
    },
    // no circuit relay transport: a super-peer is reached directly, and nobody shall make it ask others for a relay
    transports: [webSockets(), tcp(), webRTCDirect({ rtcConfiguration: OWN_ICE_ONLY })],
    connectionManager: {
      ...shared.connectionManager,
      maxConnections: SUPER_PEER_CONNECTIONS_MAX,
      inboundConnectionThreshold: CONNECTIONS_PER_ADDRESS_PER_SECOND,
      maxIncomingPendingConnections: PENDING_CONNECTIONS_MAX
    },
    services: {
      ...sharedServices({ validators: options.validators, isServer: true }),
      // webrtc-direct keeps its certificate, and so its address, only with a keychain
      keychain: keychain({ pass: keychainPass(key) }),
      relay: relayService()
    }
  })
  // kad-dht would stay a client while it knows of no public address, and a city in one house has none
  await libp2p.services.dht.setMode('server')
  return libp2p
}

/** The keychain lies in the same folder as the key it is derived from: the folder's permissions are what protects both. */
function keychainPass(key: PrivateKey): string {
  return base64.encode(hkdf(sha256, key.raw, undefined, new TextEncoder().encode('videocity/keychain/v1'), 32))
}

/** What this super-peer says of itself and the city at /.well-known/videocity.json. Wire: docs/protocol.md#well-known */
import type { WellKnown } from '../protocol/city/well-known.ts'
import { RENDEZVOUS_ADDRESSES_MAX } from '../protocol/limits.ts'
import { ownHosts } from './addresses.ts'
import type { SuperPeerSettings } from './config.ts'
import type { SuperPeerLibp2p } from './libp2p.ts'
import type { Neighbours } from './neighbours.ts'
import type { OperatorHome } from './operator.ts'

/** The parts that know what is to be said. */
export interface Described {
  readonly libp2p: SuperPeerLibp2p
  readonly settings: SuperPeerSettings
  readonly operator: OperatorHome
  readonly neighbours: Neighbours
  readonly stun: string
  readonly nowMs: number
}

/** What is said at this moment. */
export function describeSuperPeer({ libp2p, settings, operator, neighbours, stun, nowMs }: Described): WellKnown {
  const { publicUrl } = settings
  return {
    v: 1,
    peer: libp2p.peerId.toString(),
    addresses: libp2p
      .getMultiaddrs()
      .map(address => address.toString())
      .slice(0, 2 * RENDEZVOUS_ADDRESSES_MAX),
    superPeers: neighbours.told(),
    square: { home: operator.home, room: operator.square },
    stun,
    ...(publicUrl === undefined ? {} : { publicUrl: publicUrl.href }),
    nowMs
  }
}

/** `host:port` of the STUN responder, as others reach it. */
export function stunAddress({ host, publicUrl }: SuperPeerSettings, port: number): string {
  const name = publicUrl?.hostname ?? ownHosts(host)[0] ?? host
  return `${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`
}

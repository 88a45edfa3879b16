/** The circuit relay of a super-peer, for those alone who said at its rendezvous who they are. */
import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import type { ConnectionGater, PeerId } from '@libp2p/interface'
import {
  FRAME_READ_TIMEOUT_MS,
  RELAY_CIRCUIT_BYTES_MAX,
  RELAY_CIRCUIT_MS_MAX,
  RELAY_CIRCUITS_MAX,
  RELAY_CIRCUITS_PER_PEER_MAX,
  RELAY_RESERVATIONS_MAX
} from '../protocol/limits.ts'

/** The relay service, with limits that fit calls being set up; stock has 15 reservations, 2 min and 128 KiB. */
export function relayService() {
  return circuitRelayServer({
    // stock waits 30 s for a request that does not come
    hopTimeout: FRAME_READ_TIMEOUT_MS,
    maxInboundHopStreams: RELAY_CIRCUITS_PER_PEER_MAX,
    maxOutboundStopStreams: RELAY_CIRCUITS_MAX,
    reservations: {
      maxReservations: RELAY_RESERVATIONS_MAX,
      defaultDurationLimit: RELAY_CIRCUIT_MS_MAX,
      defaultDataLimit: BigInt(RELAY_CIRCUIT_BYTES_MAX)
    }
  })
}

/** Who may use the relay, and whom this node dials: see docs/security.md. */
export function relayGater(knows: (peer: string) => boolean): ConnectionGater {
  const isUnknown = async (peer: PeerId): Promise<boolean> => !knows(peer.toString())
  return {
    denyDialMultiaddr: () => false,
    denyInboundRelayReservation: isUnknown,
    denyOutboundRelayedConnection: isUnknown
  }
}

/** Which connection to a member is used, and how one is made: relayed for talking at once, direct when there is time. */
import type { Connection, Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { NetworkError } from '../errors.ts'

/** What of libp2p it uses. */
export type DialNode = Pick<Libp2p, 'getConnections' | 'dial'>

const CIRCUIT = '/p2p-circuit'

/** Open connections to a peer, the best first: direct before relayed, newer before older. */
export function connectionsTo(node: DialNode, peer: string): Connection[] {
  return node
    .getConnections(peerIdFromString(peer))
    .filter(({ status }) => status === 'open')
    .sort((a, b) => Number(isLimited(a)) - Number(isLimited(b)) || b.timeline.open - a.timeline.open)
}

/** Whether a connection runs through a super-peer, which ends it after some bytes or minutes. */
export function isLimited(connection: Connection): boolean {
  return connection.limits !== undefined
}

/**
 * Makes a relayed connection, which shows the other side no address.
 *
 * @param addresses - what the member registered; anything but plain circuit addresses is left out
 * @throws {@link NetworkError} `no-route`, `timed-out`
 */
export async function dialRelayed(
  node: DialNode,
  peer: string,
  { addresses, signal }: { addresses: readonly string[]; signal: AbortSignal }
): Promise<Connection> {
  return dial(node, circuitAddresses(peer, addresses, ''), signal)
}

/**
 * Makes a direct WebRTC connection, negotiated through a super-peer. Shows addresses.
 *
 * @throws {@link NetworkError} `no-route`, `timed-out`
 */
export async function dialDirect(
  node: DialNode,
  peer: string,
  { addresses, signal }: { addresses: readonly string[]; signal: AbortSignal }
): Promise<Connection> {
  return dial(node, circuitAddresses(peer, addresses, '/webrtc'), signal)
}

/** `<super-peer>/p2p-circuit[/webrtc]/p2p/<peer>` for each super-peer a member is registered with. */
export function circuitAddresses(peer: string, addresses: readonly string[], through: '' | '/webrtc'): Multiaddr[] {
  const bases = addresses.filter(address => address.includes(CIRCUIT)).map(address => address.split(CIRCUIT)[0])
  return [...new Set(bases)].flatMap(base => {
    try {
      return [multiaddr(`${base}${CIRCUIT}${through}/p2p/${peer}`)]
    } catch {
      return [] // somebody registered an address nobody can read: he is reached by his others
    }
  })
}

async function dial(node: DialNode, addresses: Multiaddr[], signal: AbortSignal): Promise<Connection> {
  if (addresses.length === 0) throw new NetworkError('no-route', 'no relayed address of this member is known')
  try {
    return await node.dial(addresses, { signal })
  } catch (cause) {
    const code = signal.aborted ? 'timed-out' : 'no-route'
    throw new NetworkError(code, 'the member cannot be reached', { cause })
  }
}

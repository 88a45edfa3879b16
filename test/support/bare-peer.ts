/** A peer that speaks bare libp2p, and above it whatever a test has it say. */
import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { onTestFinished } from 'vitest'
import {
  RENDEZVOUS_PROTOCOL,
  rendezvousAnswer,
  rendezvousRequest,
  type RendezvousAnswer,
  type RendezvousRequest
} from '../../protocol/city/rendezvous-message.ts'
import { createSession } from '../../protocol/city/session.ts'
import { askWellKnown } from '../../protocol/city/well-known.ts'
import { framesOver } from '../../protocol/codec/frames.ts'
import type { GuestIdentity } from '../../protocol/identity/identity.ts'
import { RENDEZVOUS_FRAME_BYTES_MAX } from '../../protocol/limits.ts'
import { signJoinStatement } from '../../protocol/room/membership.ts'
import { keyOfPeer } from '../../protocol/room/peer-key.ts'
import { newGuest } from './small-city.ts'

/** Without a listener, and it says nothing by itself; stopped after the test. */
export async function newBarePeer(): Promise<Libp2p> {
  const libp2p = await createLibp2p({
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    // the relay's transport asks for it; who is asked, and how often, is the test's
    services: { identify: identify({ runOnConnectionOpen: false, maxOutboundStreams: 64 }) }
  })
  onTestFinished(() => libp2p.stop())
  return libp2p
}

/** The address of a super-peer that leads straight to its libp2p, without its web server. */
export async function bareAddress(url: string): Promise<Multiaddr> {
  const { answer } = await askWellKnown(url)
  return multiaddr(answer.addresses.find(text => /\/tcp\/\d+(\/p2p\/[^/]+)?$/.test(text)) ?? '')
}

/** What a peer is at a rendezvous. */
export interface Papers {
  readonly identity: GuestIdentity
  readonly sessionCert: Uint8Array
}

/** True papers of a guest who is this very peer. */
export async function newPapers(peer: string): Promise<Papers> {
  const identity = await newGuest()
  return { identity, sessionCert: (await createSession(identity, keyOfPeer(peer), Date.now)).cert }
}

/** A rendezvous stream of which every byte is the test's. */
export interface BareRendezvous {
  ask(request: RendezvousRequest): Promise<RendezvousAnswer | undefined>
  answer(): Promise<RendezvousAnswer | undefined>
  readonly stream: Stream
}

/** Opens one; nothing is said yet. */
export async function openRendezvous(connection: Connection): Promise<BareRendezvous> {
  const stream = await connection.newStream(RENDEZVOUS_PROTOCOL)
  const frames = framesOver(stream, RENDEZVOUS_FRAME_BYTES_MAX)
  const answer = async (): Promise<RendezvousAnswer | undefined> => {
    const bytes = await frames.read({ firstByteTimeoutMs: 5_000 })
    return bytes === undefined ? undefined : rendezvousAnswer.decode(bytes)
  }
  return {
    stream,
    answer,
    async ask(request) {
      await frames.write(rendezvousRequest.encode(request))
      return answer()
    }
  }
}

/** Says who it is, and is welcome until the stream ends. */
export async function becomeKnown(libp2p: Libp2p, connection: Connection): Promise<BareRendezvous & Papers> {
  const papers = await newPapers(libp2p.peerId.toString())
  const rendezvous = await openRendezvous(connection)
  const answer = await rendezvous.ask({ kind: 'hello', session: papers.sessionCert })
  if (answer?.kind !== 'welcome') throw new Error(`not welcome: ${JSON.stringify(answer)}`)
  return { ...rendezvous, ...papers }
}

/** Registers somebody known as a member of a room. */
export async function becomeMember(
  libp2p: Libp2p,
  known: BareRendezvous & Papers,
  { tag, name }: { tag: Uint8Array; name: string }
): Promise<void> {
  const peerKey = keyOfPeer(libp2p.peerId.toString())
  const fields = { tag, epoch: 0, peerKey, sessionCert: known.sessionCert, name, nowMs: Date.now() }
  const statement = await signJoinStatement(fields, known.identity)
  const answer = await known.ask({ kind: 'register', tag, statement, addresses: [] })
  if (answer?.kind !== 'registered') throw new Error(`not registered: ${JSON.stringify(answer)}`)
}

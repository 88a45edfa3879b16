/** Malformed, oversized and slow bytes on every protocol a super-peer has registered. A new protocol fails here until it is listed. */
import type { Libp2p, Stream } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { askWellKnown } from '../../protocol/city/well-known.ts'
import { parseHomeId } from '../../protocol/identity/genesis.ts'
import { FRAME_READ_TIMEOUT_MS } from '../../protocol/limits.ts'
import { signJoinStatement } from '../../protocol/room/membership.ts'
import { keyOfPeer } from '../../protocol/room/peer-key.ts'
import { ATTACKS, drip, isEnded, sendAll } from '../support/attacks.ts'
import { bareAddress, becomeKnown, newBarePeer } from '../support/bare-peer.ts'
import { residentBytes } from '../support/memory.ts'
import { computersNetwork } from '../support/namespace.ts'
import { enterCity } from '../support/small-city.ts'
import { startSuperPeer, type SuperPeerProcess } from '../support/super-peer.ts'

/** Whether a stream of the protocol that drips one byte a second is ended, or why not. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  '/ipfs/id/1.0.0': 'ends',
  '/ipfs/id/push/1.0.0': 'ends',
  '/ipfs/ping/1.0.0': 'ends',
  '/libp2p/circuit/relay/0.2.0/hop': 'ends',
  '/meshsub/1.0.0': 'one stream for each peer, at most one frame of GOSSIP_RPC_BYTES_MAX in memory',
  '/meshsub/1.1.0': 'one stream for each peer, at most one frame of GOSSIP_RPC_BYTES_MAX in memory',
  '/meshsub/1.2.0': 'one stream for each peer, at most one frame of GOSSIP_RPC_BYTES_MAX in memory',
  '/videocity/kad/1.0.0': 'ends',
  '/videocity/rendezvous/1': 'ends'
}

/** A stream that is ended in time, with three times the slack. */
const ENDED_WITHIN_MS = 3 * FRAME_READ_TIMEOUT_MS
/** Of a room nobody is in. */
const TAG = new Uint8Array(32).fill(9)
const RSS_GROWTH_BYTES_MAX = 50 * 1_024 * 1_024

let superPeer: SuperPeerProcess
let address: Multiaddr

async function openStream(attacker: Libp2p, protocol: string): Promise<Stream> {
  const connection = await attacker.dial(address)
  return connection.newStream(protocol, { runOnLimitedConnection: true, negotiateFully: true })
}

async function stillAnswers(): Promise<void> {
  const { answer } = await askWellKnown(superPeer.url)
  const city = await enterCity(superPeer.url)
  const hall = await city.homes.lookup(parseHomeId(answer.square?.home ?? '')).newest
  expect(hall?.record.name).toBe('Town hall')
}

describe('a super-peer', () => {
  beforeAll(async () => {
    // a process of its own, whose memory is not the attackers'
    superPeer = await startSuperPeer({ namespace: computersNetwork('attackers in this process') })
    address = await bareAddress(superPeer.url)
    return () => superPeer.stop()
  })

  test('has no protocol that is not in the list of this test', async () => {
    const { libp2p } = await enterCity(superPeer.url)
    const [connection] = libp2p.getConnections()
    const told = async (): Promise<readonly string[]> =>
      connection === undefined ? [] : (await libp2p.peerStore.get(connection.remotePeer)).protocols
    await vi.waitUntil(async () => (await told()).length > 0)
    expect([...(await told())].sort()).toEqual(Object.keys(PROTOCOLS).sort())
  })

  test.each(Object.keys(ATTACKS))('goes on after %s on every protocol', { timeout: 60_000 }, async attack => {
    const before = await residentBytes(superPeer.pid)
    for (const protocol of Object.keys(PROTOCOLS)) {
      const attacker = await newBarePeer()
      const stream = await openStream(attacker, protocol)
      await sendAll(stream, ATTACKS[attack] ?? [])
      await stream.close({ signal: AbortSignal.timeout(500) }).catch(() => undefined)
      await attacker.stop()
    }
    await stillAnswers()
    expect((await residentBytes(superPeer.pid)) - before).toBeLessThan(RSS_GROWTH_BYTES_MAX)
  })

  test('ends a stream that drips, on every protocol where one could be left hanging', { timeout: 60_000 }, async () => {
    const left = await Promise.all(
      Object.entries(PROTOCOLS)
        .filter(([, fate]) => fate === 'ends')
        .map(async ([protocol]) => {
          const stream = await openStream(await newBarePeer(), protocol)
          return (await drip(stream, ENDED_WITHIN_MS)) ? [] : [protocol]
        })
    )
    expect(left.flat()).toEqual([])
    await stillAnswers()
  })

  test('ends hostile frames of somebody it has welcomed as well', { timeout: 60_000 }, async () => {
    const before = await residentBytes(superPeer.pid)
    const attack = async (send: (stream: Stream) => Promise<unknown>): Promise<boolean> => {
      const { rendezvous } = await newKnown()
      // only the known are told
      const request = { kind: 'watch', tag: TAG } as const
      expect(await rendezvous.ask(request)).toMatchObject({ kind: 'complete' })
      await send(rendezvous.stream)
      return isSoon(() => isEnded(rendezvous.stream))
    }
    const attacks: Readonly<Record<string, (stream: Stream) => Promise<unknown>>> = {
      ...Object.fromEntries(Object.entries(ATTACKS).map(([name, pieces]) => [name, stream => sendAll(stream, pieces)])),
      'a drip': stream => drip(stream, ENDED_WITHIN_MS)
    }
    // who is known may be silent for a while: no frame has begun
    const names = Object.keys(attacks).filter(name => name !== 'nothing at all')
    const left = await Promise.all(names.map(async name => ((await attack(attacks[name]!)) ? [] : [name])))
    expect(left.flat()).toEqual([])
    await stillAnswers()
    expect((await residentBytes(superPeer.pid)) - before).toBeLessThan(RSS_GROWTH_BYTES_MAX)
  })

  test('refuses what somebody it has welcomed cannot prove, and goes on with him', async () => {
    const { rendezvous } = await newKnown()
    const other = await newKnown()
    const fields = { epoch: 0, name: 'Eve', nowMs: Date.now(), tag: TAG }
    const peerKey = keyOfPeer(other.libp2p.peerId.toString())
    const { identity, sessionCert } = other.rendezvous
    const borrowed = await signJoinStatement({ ...fields, peerKey, sessionCert }, identity)
    for (const [statement, code] of [
      [new Uint8Array(64).fill(0xff), 'malformed'],
      [borrowed, 'not-allowed']
    ] as const) {
      const answer = await rendezvous.ask({ kind: 'register', tag: TAG, statement, addresses: [] })
      expect(answer).toMatchObject({ kind: 'refused', code })
    }
    expect(await rendezvous.ask({ kind: 'ping' })).toMatchObject({ kind: 'pong' })
  })
})

async function newKnown() {
  const libp2p = await newBarePeer()
  return { libp2p, rendezvous: await becomeKnown(libp2p, await libp2p.dial(address)) }
}

function isSoon(condition: () => boolean): Promise<boolean> {
  return vi.waitUntil(condition, { timeout: ENDED_WITHIN_MS }).catch(() => false)
}

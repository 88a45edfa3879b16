/** Malformed, oversized and slow bytes on every protocol a super-peer has registered. A new protocol fails here until it is listed. */
import { noise } from '@chainsafe/libp2p-noise'
import type { Libp2p, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { askWellKnown } from '../../protocol/city/well-known.ts'
import { parseHomeId } from '../../protocol/identity/genesis.ts'
import { FRAME_READ_TIMEOUT_MS } from '../../protocol/limits.ts'
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

const ATTACKS: Readonly<Record<string, Uint8Array[]>> = {
  'nothing at all': [],
  'a length and no more': [new Uint8Array([0x20])],
  'a truncated frame': [new Uint8Array([0x20, 1, 2, 3])],
  'a frame of nothing': [new Uint8Array([0])],
  'a length of 2^31': [new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x08]), new Uint8Array(70_000)],
  'an endless length': [new Uint8Array(64).fill(0xff)],
  'the wrong types': [new Uint8Array([4, 0xff, 0x07, 0x80, 0x80])],
  'five mebibytes of zeros': Array.from({ length: 80 }, () => new Uint8Array(65_536))
}

/** A stream that is ended in time, with three times the slack. */
const ENDED_WITHIN_MS = 3 * FRAME_READ_TIMEOUT_MS
const RSS_GROWTH_BYTES_MAX = 50 * 1_024 * 1_024

let superPeer: SuperPeerProcess
let address: Multiaddr

/** A peer that speaks libp2p and means harm. */
async function newAttacker(): Promise<Libp2p> {
  const libp2p = await createLibp2p({
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false }
  })
  onTestFinished(() => libp2p.stop())
  return libp2p
}

async function openStream(attacker: Libp2p, protocol: string): Promise<Stream> {
  const connection = await attacker.dial(address)
  return connection.newStream(protocol, { runOnLimitedConnection: true, negotiateFully: true })
}

const isEnded = (stream: Stream): boolean => stream.status !== 'open' || stream.remoteWriteStatus !== 'writable'

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
    const { answer } = await askWellKnown(superPeer.url)
    const direct = answer.addresses.find(text => /\/tcp\/\d+(\/p2p\/[^/]+)?$/.test(text)) ?? ''
    address = multiaddr(direct)
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
      const attacker = await newAttacker()
      const stream = await openStream(attacker, protocol)
      for (const bytes of ATTACKS[attack] ?? []) {
        if (stream.status !== 'open') break
        const isFull = !stream.send(bytes)
        if (isFull) await Promise.race([stream.onDrain(), ended(stream), rest(1_000)]).catch(() => undefined)
      }
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
          const stream = await openStream(await newAttacker(), protocol)
          const endMs = performance.now() + ENDED_WITHIN_MS
          // a long frame, of which a byte comes now and then
          stream.send(new Uint8Array([0xff, 0x1f]))
          while (!isEnded(stream) && performance.now() < endMs) {
            await Promise.race([ended(stream), rest(1_000)])
            if (stream.status === 'open') stream.send(new Uint8Array([1]))
          }
          return isEnded(stream) ? [] : [protocol]
        })
    )
    expect(left.flat()).toEqual([])
    await stillAnswers()
  })
})

function ended(stream: Stream): Promise<unknown> {
  return new Promise(resolve => {
    for (const type of ['close', 'remoteCloseWrite'] as const) stream.addEventListener(type, resolve, { once: true })
  })
}

function rest(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

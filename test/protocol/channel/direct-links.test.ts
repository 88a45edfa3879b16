import type { Connection, Logger } from '@libp2p/interface'
import { afterEach, expect, test, vi } from 'vitest'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { createDirectLinks } from '../../../protocol/channel/direct-links.ts'
import { peerOfKey } from '../../../protocol/room/peer-key.ts'

const SUPER_PEER = '/ip4/127.0.0.1/tcp/1/ws/p2p/12D3KooWK6fyBDTdnQhUQhSE5ag94x8qQhNEyWAsVWDcVNcfU8R2'
const peers = await Promise.all(
  [1, 2].map(async n => peerOfKey((await signerFromSeed(new Uint8Array(32).fill(n))).publicKey))
)
const [smaller, larger] = peers.toSorted((a, b) => (a < b ? -1 : 1)) as [string, string]

afterEach(() => void vi.useRealTimers())

interface FakeConnection {
  status: string
  limits: object | undefined
  timeline: { open: number }
  streams: { protocol: string }[]
  close(): Promise<void>
}

function connection(limits?: object): FakeConnection {
  const made: FakeConnection = {
    status: 'open',
    limits,
    timeline: { open: 0 },
    streams: [],
    close: async () => void (made.status = 'closed')
  }
  return made
}

function createNode({ fails = 0 } = {}) {
  const connections: FakeConnection[] = []
  const dialled: string[][] = []
  return {
    connections,
    dialled,
    getConnections: () => connections as unknown as Connection[],
    async dial(addresses: unknown) {
      dialled.push((addresses as { toString(): string }[]).map(String))
      if (dialled.length <= fails) throw new Error('unreachable')
      connections.push(connection())
      return connections.at(-1) as unknown as Connection
    }
  }
}

function linksOf(node: ReturnType<typeof createNode>, self: string) {
  const log = Object.assign(() => undefined, { error: () => undefined }) as unknown as Logger
  return createDirectLinks({ node, self, log, addressesOf: () => [`${SUPER_PEER}/p2p-circuit`, '/ip4/1.2.3.4/tcp/1'] })
}

test('the smaller peer ID dials, through the super-peer, and not while the call settles', async () => {
  vi.useFakeTimers()
  const node = createNode()
  const links = linksOf(node, smaller)
  links.want(larger)
  links.want(larger)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(node.dialled).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(node.dialled).toEqual([[`${SUPER_PEER}/p2p-circuit/webrtc/p2p/${larger}`]])
  await vi.advanceTimersByTimeAsync(120_000)
  expect(node.dialled).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('the larger one does not dial, and nobody does who has a direct connection', async () => {
  vi.useFakeTimers()
  const node = createNode()
  linksOf(node, larger).want(smaller)
  await vi.advanceTimersByTimeAsync(120_000)
  node.connections.push(connection())
  linksOf(node, smaller).want(larger)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(node.dialled).toEqual([])
})

test('it is tried again a few times, ever later, and then no more', async () => {
  vi.useFakeTimers()
  const node = createNode({ fails: 100 })
  const links = linksOf(node, smaller)
  links.want(larger)
  await vi.advanceTimersByTimeAsync(300_000)
  expect(node.dialled).toHaveLength(4)
  links.want(larger)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(node.dialled).toHaveLength(5)
  links.drop(larger)
  await vi.advanceTimersByTimeAsync(300_000)
  expect(node.dialled).toHaveLength(5)
})

test('relayed connections are closed once nothing of ours runs over them', async () => {
  vi.useFakeTimers()
  const node = createNode()
  const relayed = connection({ bytes: 1n })
  relayed.streams.push({ protocol: '/videocity/signal/1' }, { protocol: '/ipfs/id/1.0.0' })
  node.connections.push(relayed)
  const links = linksOf(node, smaller)
  links.want(larger)
  await vi.advanceTimersByTimeAsync(6_000)
  expect(node.connections.map(({ status }) => status)).toEqual(['open', 'open'])
  relayed.streams.shift()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(node.connections.map(({ status }) => status)).toEqual(['closed', 'open'])
  links.close()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(vi.getTimerCount()).toBe(0)
})

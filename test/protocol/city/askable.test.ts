import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AskableNode, keepAskable } from '../../../protocol/city/askable.ts'
import { DHT_PROTOCOL } from '../../../protocol/city/libp2p.ts'

const peer = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A node connected to a super-peer that its routing table lacks. */
function connectedNode({ protocols = [] as string[] } = {}) {
  const table = new Set<string>()
  const identify = vi.fn(async () => void protocols.push(DHT_PROTOCOL))
  const add = vi.fn(async () => void table.add(peer.toString()))
  const find = async () => (table.has(peer.toString()) ? peer : undefined)
  const connection = { status: 'open', limits: undefined }
  const node = {
    getConnections: () => [connection],
    peerStore: { get: async () => ({ protocols }) },
    logger: { forComponent: () => vi.fn() },
    services: { dht: { routingTable: { find, add } }, identify: { identify } }
  } as unknown as AskableNode
  return { node, table, identify, add, connection }
}

test('a super-peer that did not say in time what it speaks is asked again, and taken in', async () => {
  const { node, table, identify, add } = connectedNode()
  identify.mockRejectedValueOnce(new Error('too late'))
  const closing = new AbortController()
  const keeping = keepAskable(node, peer, closing.signal)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(table.size).toBe(0)
  await vi.advanceTimersByTimeAsync(2_000)
  expect([identify.mock.calls.length, add.mock.calls.length, table.size]).toEqual([2, 1, 1])
  closing.abort()
  await keeping
})

test('one that was evicted in a busy moment comes back, one that is there is left alone', async () => {
  const { node, table, identify, add } = connectedNode({ protocols: [DHT_PROTOCOL] })
  table.add(peer.toString())
  const closing = new AbortController()
  const keeping = keepAskable(node, peer, closing.signal)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(add).not.toHaveBeenCalled()
  table.clear()
  await vi.advanceTimersByTimeAsync(20_000)
  expect([identify.mock.calls.length, add.mock.calls.length, table.size]).toEqual([0, 1, 1])
  closing.abort()
  await keeping
})

test('nobody is asked over a connection that is gone, nor after the end', async () => {
  const { node, identify, add, connection } = connectedNode()
  connection.status = 'closed'
  const closing = new AbortController()
  const keeping = keepAskable(node, peer, closing.signal)
  await vi.advanceTimersByTimeAsync(10_000)
  closing.abort()
  await keeping
  await vi.advanceTimersByTimeAsync(60_000)
  expect([identify.mock.calls.length, add.mock.calls.length]).toEqual([0, 0])
})

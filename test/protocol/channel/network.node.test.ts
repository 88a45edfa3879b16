import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { expect, test, vi } from 'vitest'
import type { Channel } from '../../../protocol/channel/channel.ts'
import { networkChannels } from '../../../protocol/channel/network.ts'
import { roomTopic } from '../../../protocol/channel/topic.ts'
import { testChannel } from '../../contract/channel.ts'

const TAG = new Uint8Array(32).fill(7)
const OPEN = { isWellFormed: () => true, admits: async () => false }

/** A super-peer that carries the topics, and members who know each other only through it: a star. */
async function createStar() {
  const shared = {
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false }
  }
  const pubsub = gossipsub({ allowPublishToZeroTopicPeers: true, scoreParams: { IPColocationFactorWeight: 0 } })
  const superPeer = await createLibp2p({
    ...shared,
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionManager: { inboundConnectionThreshold: 100 },
    services: { identify: identify(), ping: ping(), pubsub, relay: circuitRelayServer() }
  })
  superPeer.services.pubsub.subscribe(roomTopic(TAG))
  const address = superPeer.getMultiaddrs()[0]!
  const createMember = () =>
    createLibp2p({
      ...shared,
      addresses: { listen: [`${address.toString()}/p2p-circuit`] },
      transports: [tcp(), circuitRelayTransport()],
      services: { identify: identify(), ping: ping(), pubsub }
    })
  type Member = Awaited<ReturnType<typeof createMember>>
  const members: Member[] = []
  return {
    superPeer,
    async createMember() {
      const member = await createMember()
      members.push(member)
      return member
    },
    async close() {
      await Promise.all(members.map(async member => member.stop()))
      await superPeer.stop()
    }
  }
}

testChannel(async () => {
  const star = await createStar()
  const nodes = new Map<Channel, Awaited<ReturnType<typeof star.createMember>>>()
  return {
    async join(options) {
      const node = await star.createMember()
      const channel = await networkChannels(node)({ ...options, clock: Date.now })
      nodes.set(channel, node)
      return { channel, addresses: node.getMultiaddrs().map(String) }
    },
    async publishRaw(channel, bytes) {
      await nodes.get(channel)!.services.pubsub.publish(roomTopic(TAG), bytes)
    },
    async close() {
      for (const [channel, node] of nodes) {
        await channel.close()
        expect(node.getProtocols().filter(protocol => protocol.startsWith('/videocity/'))).toEqual([])
        expect(node.services.pubsub.getTopics()).toEqual([])
        expect(node.services.pubsub.topicValidators.size).toBe(0)
      }
      await star.close()
    }
  }
})

test('a connection that was warmed is used, and a room left and entered at once goes on', async () => {
  const star = await createStar()
  const [a, b] = [await star.createMember(), await star.createMember()]
  const options = { tag: TAG, rules: OPEN, clock: Date.now }
  const first = await networkChannels(a)(options)
  const second = await networkChannels(a)(options)
  await first.close()
  const other = await networkChannels(b)(options)
  second.allow(other.self, b.getMultiaddrs().map(String))
  other.allow(second.self, [])
  const heard: string[] = []
  second.addEventListener('message', ({ detail }) => void heard.push(detail.from))
  await vi.waitFor(
    async () => {
      await other.publish(new Uint8Array(3))
      expect(heard).toContain(other.self)
    },
    { timeout: 10_000, interval: 250 }
  )
  await second.warm(other.self)
  expect(a.getConnections(b.peerId).map(({ limits }) => limits !== undefined)).toEqual([true])
  other.handle('/videocity/test/1', 10, frames => void frames.write(new Uint8Array([1])))
  for (let i = 0; i < 3; i++) {
    const frames = await second.open(other.self, '/videocity/test/1', 10)
    expect(await frames.read()).toEqual(new Uint8Array([1]))
    await frames.close()
  }
  expect(a.getConnections(b.peerId)).toHaveLength(1)
  await second.close()
  await other.close()
  await star.close()
})

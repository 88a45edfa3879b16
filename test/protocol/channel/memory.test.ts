import { expect, test } from 'vitest'
import { createMemoryNetwork } from '../../../protocol/channel/memory.ts'
import { testChannel } from '../../contract/channel.ts'

testChannel(async () => {
  const network = createMemoryNetwork()
  let count = 0
  const channels: { close(): Promise<void> }[] = []
  return {
    async join(options) {
      const channel = await network.channels(`peer-${count++}`)({ ...options, clock: Date.now })
      channels.push(channel)
      return { channel, addresses: [] }
    },
    async publishRaw(channel, bytes) {
      // a clock that runs ahead gives a hostile peer as many tokens as it likes
      const raw = await network.channels(channel.self)({ tag: TAG, rules: OPEN, clock: fastClock() })
      await raw.publish(bytes)
      await raw.close()
    },
    async close() {
      for (const channel of channels) await channel.close()
      expect(network.openStreams).toBeLessThan(10)
    }
  }
})

const TAG = new Uint8Array(32).fill(7)
const OPEN = { isWellFormed: () => true, admits: async () => false }
function fastClock(): () => number {
  let nowMs = 0
  return () => (nowMs += 60_000)
}

test('a partition and its healing, and streams that break', async () => {
  const network = createMemoryNetwork()
  const open = (peer: string) => network.channels(peer)({ tag: TAG, rules: OPEN, clock: Date.now })
  const [a, b] = [await open('a'), await open('b')]
  a.allow('b', [])
  b.allow('a', [])
  b.handle('/videocity/test/1', 100, () => undefined)
  const frames = await a.open('b', '/videocity/test/1', 100)
  const answer = frames.read()
  network.cutStreams()
  await expect(answer).rejects.toMatchObject({ code: 'connection-lost' })
  await expect(frames.write(new Uint8Array(1))).rejects.toMatchObject({ code: 'connection-lost' })
  network.conditions.connects = () => false
  await expect(a.publish(new Uint8Array(1))).rejects.toMatchObject({ code: 'no-route' })
  await expect(a.open('b', '/videocity/test/1', 100)).rejects.toMatchObject({ code: 'no-route' })
  network.conditions.connects = () => true
  await a.publish(new Uint8Array(1))
  await a.close()
  await b.close()
  expect(network.openStreams).toBe(0)
})

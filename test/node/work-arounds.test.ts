/** Work-arounds lean on how a certain version behaves. When one of these fails, look whether the mend is still needed. */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { createLibp2p } from 'libp2p'
import { kadDHT, passthroughMapper, type KadDHT } from '@libp2p/kad-dht'
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { expect, onTestFinished, test } from 'vitest'

const require = createRequire(import.meta.url)

test.each([
  ['protocol/city/init-channel.ts', '@libp2p/webrtc', '6.0.33'],
  ['protocol/city/reservation.ts', '@libp2p/circuit-relay-v2', '4.2.13'],
  ['protocol/city/record-query.ts', '@libp2p/kad-dht', '16.4.5'],
  ['protocol/city/askable.ts', '@libp2p/kad-dht', '16.4.5'],
  ['protocol/city/askable.ts', '@libp2p/identify', '4.1.14'],
  ['node/record-store.ts', '@libp2p/kad-dht', '16.4.5'],
  ['node/gossip-guard.ts', '@libp2p/gossipsub', '17.1.1'],
  ['node/ws-upgrade.ts', '@libp2p/websockets', '10.1.21'],
  ['node/super-peer.ts (order of closing)', 'node-datachannel', '0.33.4']
])('%s was made for %s %s', (_, name, version) => {
  const entry = require.resolve(name)
  const root = entry.slice(0, entry.lastIndexOf(`node_modules/${name}`) + `node_modules/${name}`.length)
  const { version: found } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }
  expect(found).toBe(version)
})

test('kad-dht by itself still lets an older record replace a newer one', async () => {
  const validators = { home: async () => undefined }
  const node = async () => {
    const libp2p = await createLibp2p({
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: {
        identify: identify(),
        ping: ping(),
        dht: kadDHT({
          protocol: '/test/kad',
          clientMode: false,
          validators,
          selectors: {
            home: (_key, values) =>
              Math.max(
                0,
                values.findIndex(value => value[0] === 2)
              )
          },
          peerInfoMapper: passthroughMapper,
          allowQueryWithZeroPeers: true
        })
      }
    })
    onTestFinished(() => libp2p.stop())
    await libp2p.services.dht.setMode('server')
    return libp2p
  }
  const [writer, holder] = [await node(), await node()]
  await writer.dial(holder.getMultiaddrs())
  const key = new TextEncoder().encode('/home/somebody')
  const put = async (dht: KadDHT, value: Uint8Array) => {
    for await (const _event of dht.put(key, value, { signal: AbortSignal.timeout(5_000) })) continue
  }
  const routing = writer.services.dht as unknown as { routingTable: { size: number } }
  await expect.poll(() => routing.routingTable.size, { timeout: 10_000 }).toBe(1)
  await put(writer.services.dht, new Uint8Array([2]))
  await put(writer.services.dht, new Uint8Array([1]))
  let held: Uint8Array | undefined
  for await (const event of holder.services.dht.get(key, { signal: AbortSignal.timeout(5_000) })) {
    if (event.name === 'VALUE') held = event.value
  }
  expect([...(held ?? [])]).toEqual([1])
})

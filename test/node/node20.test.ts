import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import '../../node/node20.ts'

test('promises can be settled from outside', async () => {
  const { promise, resolve } = Promise.withResolvers<number>()
  resolve(7)
  expect(await promise).toBe(7)
})

// newer platforms have a WebSocket of their own, which is an event target
const isOurs = WebSocket.name === 'QuietWebSocket'

test.runIf(isOurs)(
  'a socket whose server hangs up while nobody listens for errors does not end the process',
  async () => {
    const server = createServer(socket => socket.resetAndDestroy())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    // nobody listens for the error: the state alone says that it was noticed
    await expect.poll(() => socket.readyState).toBe(WebSocket.CLOSED)
  }
)

import { expect, test, vi } from 'vitest'
import { mendInitChannel } from '../../../protocol/city/init-channel.ts'

/** A data channel of which a test says the state. */
class FakeChannel extends EventTarget {
  readyState: RTCDataChannelState = 'connecting'
}

class FakeConnection {
  readonly channel = new FakeChannel()
  createDataChannel(_label: string): FakeChannel {
    return this.channel
  }
}

function mended(): FakeConnection {
  class Connection extends FakeConnection {}
  const scope = { RTCPeerConnection: Connection as unknown as typeof RTCPeerConnection }
  mendInitChannel(scope)
  mendInitChannel(scope) // twice is once
  return new Connection()
}

test('who listens for the opening of the init channel too late is told once', async () => {
  const channel = mended().createDataChannel('init')
  channel.readyState = 'closed'
  const onOpen = vi.fn<() => void>()
  channel.addEventListener('open', onOpen)
  await vi.waitFor(() => expect(onOpen).toHaveBeenCalledTimes(1))
})

test('who listens in time is told by the channel alone', async () => {
  const channel = mended().createDataChannel('init')
  const onOpen = vi.fn<() => void>()
  channel.addEventListener('open', onOpen)
  await Promise.resolve()
  expect(onOpen).not.toHaveBeenCalled()
  channel.readyState = 'open'
  channel.dispatchEvent(new Event('open'))
  expect(onOpen).toHaveBeenCalledTimes(1)
})

test('other channels are left alone', async () => {
  const channel = mended().createDataChannel('chat')
  channel.readyState = 'closed'
  const onClose = vi.fn<() => void>()
  channel.addEventListener('close', onClose)
  await Promise.resolve()
  expect(onClose).not.toHaveBeenCalled()
})

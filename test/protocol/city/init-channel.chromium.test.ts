import { expect, test, vi } from 'vitest'
import { mendInitChannel } from '../../../protocol/city/init-channel.ts'

test('a real channel closed by the other side is told late', async () => {
  mendInitChannel()
  const [caller, called] = [new RTCPeerConnection(), new RTCPeerConnection()]
  caller.onicecandidate = event => void called.addIceCandidate(event.candidate ?? undefined)
  called.onicecandidate = event => void caller.addIceCandidate(event.candidate ?? undefined)
  called.ondatachannel = event => event.channel.close() // as libp2p's called side does once it has upgraded
  const channel = caller.createDataChannel('init')
  await caller.setLocalDescription()
  await called.setRemoteDescription(caller.localDescription ?? { type: 'offer' })
  await called.setLocalDescription()
  await caller.setRemoteDescription(called.localDescription ?? { type: 'answer' })
  await vi.waitUntil(() => channel.readyState === 'closed', { timeout: 10_000 })
  const onOpen = vi.fn<() => void>()
  channel.addEventListener('open', onOpen)
  await vi.waitFor(() => expect(onOpen).toHaveBeenCalledTimes(1))
  caller.close()
  called.close()
})

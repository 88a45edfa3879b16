/**
 * Work-around for libp2p's WebRTC transport in browsers (@libp2p/webrtc 6.0.33). The called side closes the `init` data channel as
 * soon as it has upgraded; a caller whose main thread is late then waits for an `open` event that has already been, and its dial
 * hangs until it times out. Here whoever listens late is told late. The test of this file fails when it is needed no more.
 */

const APPLIED = Symbol.for('videocity.init-channel')

/** Mends `RTCPeerConnection.createDataChannel` once; does nothing where there is no WebRTC. */
export function mendInitChannel(scope: { RTCPeerConnection?: typeof RTCPeerConnection } = globalThis): void {
  const prototype: (RTCPeerConnection & { [APPLIED]?: true }) | undefined = scope.RTCPeerConnection?.prototype
  if (prototype === undefined || prototype[APPLIED] === true) return
  prototype[APPLIED] = true
  const create = prototype.createDataChannel
  prototype.createDataChannel = function (this: RTCPeerConnection, label, init) {
    const channel = create.call(this, label, init)
    if (label === 'init') tellLateListeners(channel)
    return channel
  }
}

function tellLateListeners(channel: RTCDataChannel): void {
  const listen = channel.addEventListener.bind(channel)
  channel.addEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions
  ): void => {
    if (listener === null) return
    listen(type, listener, options)
    const isPast =
      (type === 'open' && channel.readyState !== 'connecting') || (type === 'close' && channel.readyState === 'closed')
    if (isPast) queueMicrotask(() => channel.dispatchEvent(new Event(type)))
  }
}

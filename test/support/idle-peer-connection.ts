/** Stands in for a browser's `RTCPeerConnection` where there is none: it takes everything and never connects. */
export function idlePeerConnection(): RTCPeerConnection {
  const lines: unknown[] = []
  const idle = {
    connectionState: 'new',
    signalingState: 'stable',
    iceConnectionState: 'new',
    iceGatheringState: 'new',
    localDescription: null,
    remoteDescription: null,
    currentLocalDescription: null,
    createDataChannel: () => ({ readyState: 'connecting', send: () => undefined, close: () => undefined }),
    addTransceiver(media: string) {
      const line = {
        sender: { replaceTrack: async () => undefined },
        receiver: { track: { kind: media } },
        setCodecPreferences: () => undefined
      }
      lines.push(line)
      return line
    },
    getTransceivers: () => lines,
    setLocalDescription: async () => undefined,
    setRemoteDescription: async () => undefined,
    addIceCandidate: async () => undefined,
    getStats: async () => new Map(),
    restartIce: () => undefined,
    close: () => undefined
  }
  return idle as unknown as RTCPeerConnection
}

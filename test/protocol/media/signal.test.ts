import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { SIGNAL_CANDIDATE_BYTES_MAX, SIGNAL_FRAME_BYTES_MAX, SIGNAL_SDP_BYTES_MAX } from '../../../protocol/limits.ts'
import { type SignalMessage, signalMessage } from '../../../protocol/media/signal.ts'

const link = new Uint8Array(8).fill(1)
const largest: SignalMessage[] = [
  { kind: 'offer', link, n: 2 ** 53 - 1, sdp: 'x'.repeat(SIGNAL_SDP_BYTES_MAX), camera: true, microphone: true },
  { kind: 'answer', link, to: link, n: 0, sdp: 'x'.repeat(SIGNAL_SDP_BYTES_MAX), camera: false, microphone: false },
  {
    kind: 'candidate',
    link,
    candidate: 'x'.repeat(SIGNAL_CANDIDATE_BYTES_MAX),
    mid: 'x'.repeat(16),
    ufrag: 'x'.repeat(256)
  },
  { kind: 'ask', link },
  { kind: 'bye', link }
]

test('the largest legal signals fit, and come back as they were', () => {
  for (const message of largest) {
    const bytes = signalMessage.encode(message)
    expect(bytes.length).toBeLessThanOrEqual(SIGNAL_FRAME_BYTES_MAX)
    expect(signalMessage.decode(bytes)).toEqual(message)
  }
  const tooLong = { ...largest[0], sdp: 'x'.repeat(SIGNAL_SDP_BYTES_MAX + 1) } as SignalMessage
  expect(() => signalMessage.encode(tooLong)).toThrow(expect.objectContaining({ code: 'malformed' }))
})

test('mangled signals are refused by a code and nothing else', () => {
  const bytes = largest.map(message => signalMessage.encode(message)).filter(({ length }) => length < 2_000)
  fc.assert(
    fc.property(fc.constantFrom(...bytes), fc.nat(), fc.nat(255), (valid, at, byte) => {
      const mangled = Uint8Array.from(valid)
      mangled[at % mangled.length] = byte
      try {
        signalMessage.decode(mangled)
      } catch (error) {
        expect(error).toMatchObject({ name: 'CodecError' })
      }
    })
  )
})

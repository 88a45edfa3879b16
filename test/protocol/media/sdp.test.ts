import { expect, test } from 'vitest'
import { checkDescription, ufragsOf, withOpusWishes } from '../../../protocol/media/sdp.ts'

const SDP = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=ice-ufrag:abCD',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=ice-ufrag:abCD',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  ''
].join('\r\n')

test('Opus is asked for pauses and error correction, once, and nothing else is touched', () => {
  const wished = withOpusWishes(SDP)
  expect(wished).toContain('a=fmtp:111 minptime=10;usedtx=1;useinbandfec=1\r\n')
  expect(wished.replace(/a=fmtp:111.*\r\n/, '')).toBe(SDP.replace(/a=fmtp:111.*\r\n/, ''))
  expect(withOpusWishes(wished)).toBe(wished)
  expect(withOpusWishes(SDP.replace('useinbandfec=1', 'usedtx=0'))).toContain('minptime=10;usedtx=1;useinbandfec=1')
  expect(withOpusWishes('v=0\r\n')).toBe('v=0\r\n')
})

test('ICE credentials are found', () => {
  expect(ufragsOf(SDP)).toEqual(['abCD', 'abCD'])
  expect(ufragsOf('v=0')).toEqual([])
})

test('descriptions that would cost more than a call are refused', () => {
  expect(() => checkDescription(SDP)).not.toThrow()
  const wide = `v=0\r\n${'m=video 9 UDP/TLS/RTP/SAVPF 96\r\n'.repeat(13)}`
  expect(() => checkDescription(wide)).toThrow(expect.objectContaining({ code: 'too-large' }))
  expect(() => checkDescription('m=message 9 TCP 1\r\n')).toThrow(expect.objectContaining({ code: 'malformed' }))
})

import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { certificateHosts, listenAddress, ownHosts, pageUrls, webSocketAddresses } from '../../node/addresses.ts'

const place = { host: '127.0.0.1', tls: undefined, publicUrl: undefined } as const
const entry = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo
const interfaces = {
  lo: [entry('127.0.0.1', true), entry('::1', true)],
  eth0: [entry('192.168.1.5'), entry('fe80::1'), entry('2001:db8::5')],
  usb0: [entry('169.254.7.7')]
}
const everywhere = { ...place, host: '0.0.0.0' } as const

test('on this computer only, the page is at localhost', () => {
  expect(pageUrls(place, 5080)).toEqual(['http://localhost:5080/'])
  expect(webSocketAddresses(place, 5080)).toEqual(['/ip4/127.0.0.1/tcp/5080/ws'])
})

test('on all addresses, each that others can use is told', () => {
  expect(ownHosts('0.0.0.0', interfaces)).toEqual(['192.168.1.5'])
  expect(ownHosts('::', interfaces)).toEqual(['192.168.1.5', '2001:db8::5'])
  expect(pageUrls(everywhere, 5080, interfaces)).toEqual(['http://localhost:5080/', 'http://192.168.1.5:5080/'])
})

test('without a network there is still this computer', () => {
  expect(ownHosts('0.0.0.0', { lo: interfaces.lo })).toEqual(['127.0.0.1'])
  expect(webSocketAddresses(everywhere, 5080, { lo: interfaces.lo })).toEqual(['/ip4/127.0.0.1/tcp/5080/ws'])
})

test('with a certificate, sockets are announced for https pages and for programs', () => {
  const secure = { ...place, host: '192.168.1.5', tls: 'self' } as const
  expect(pageUrls(secure, 5080)).toEqual(['https://192.168.1.5:5080/'])
  expect(webSocketAddresses(secure, 5080)).toEqual(['/ip4/192.168.1.5/tcp/5080/tls/ws', '/ip4/192.168.1.5/tcp/5080/ws'])
})

test('a public address comes first, and hides the inner one behind a proxy', () => {
  const proxied = { ...place, publicUrl: new URL('https://city.example/') } as const
  expect(pageUrls(proxied, 5080)).toEqual(['https://city.example/', 'http://localhost:5080/'])
  expect(webSocketAddresses(proxied, 5080)).toEqual(['/dns/city.example/tcp/443/tls/ws'])
  expect(webSocketAddresses({ ...proxied, publicUrl: new URL('http://203.0.113.9:81/') }, 5080)).toEqual([
    '/ip4/203.0.113.9/tcp/81/ws'
  ])
  expect(webSocketAddresses({ ...proxied, publicUrl: new URL('http://[2001:db8::9]/') }, 5080)).toEqual([
    '/ip6/2001:db8::9/tcp/80/ws'
  ])
})

test('IPv6 hosts are written as each place wants them', () => {
  const six = { ...place, host: '2001:db8::5' } as const
  expect(pageUrls(six, 5080)).toEqual(['http://[2001:db8::5]:5080/'])
  expect(webSocketAddresses(six, 5080)).toEqual(['/ip6/2001:db8::5/tcp/5080/ws'])
  expect(listenAddress('::', 'tcp', 5081)).toBe('/ip6/::/tcp/5081')
  expect(listenAddress('0.0.0.0', 'webrtc-direct', 5080)).toBe('/ip4/0.0.0.0/udp/5080/webrtc-direct')
})

test('a certificate covers every way to get here', () => {
  const open = { ...everywhere, publicUrl: new URL('https://city.example/') }
  expect(certificateHosts(open, interfaces)).toEqual(['city.example', '192.168.1.5', 'localhost', '127.0.0.1', '::1'])
})

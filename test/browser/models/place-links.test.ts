import { expect, test } from 'vitest'
import { followLink, hintOf, linkTo, shortHints } from '../../../browser/models/place-links.ts'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../../protocol/identity/genesis.ts'

const home = homeIdOf(genesisOf(new Uint8Array(32).fill(1)))

test('a link on a public page is the page’s address, also in the QR code', () => {
  const link = linkTo({ page: 'https://city.example/', hints: ['/dns/x/tcp/1/ws'] }, home, 'living-room')
  expect(link).toEqual({
    link: `https://city.example/#/${home}/living-room`,
    qrText: `https://city.example/#/${home}/living-room`,
    isLocal: false
  })
})

test('a link on a loopback page says so, and its QR code names the home and who knows it', () => {
  const { link, qrText, isLocal } = linkTo({ page: 'http://localhost:5080', hints: [] }, home, 'living-room')
  expect(isLocal).toBe(true)
  expect(link).toBe(`http://localhost:5080/#/${home}/living-room`)
  expect(qrText).toBe(`web+videocity:${home}/living-room?via=/dns/localhost/tcp/5080/ws`)
})

test('a link from another page is followed on this one, and whoever served it is asked', () => {
  const there = followLink(`https://other.example/#/${home}/attic?via=/dns/third/tcp/1/ws`, 'https://city.example')
  expect(there.hash).toBe(`#/${home}/attic`)
  expect(there.hints).toEqual(['/dns/third/tcp/1/ws', '/dns/other.example/tcp/443/tls/ws'])
  expect(followLink(`https://city.example/#/${home}`, 'https://city.example').hints).toEqual([])
})

test('a bare home ID and the web+videocity form are links, other texts are not', () => {
  expect(followLink(home, 'https://a.example').hash).toBe(`#/${home}`)
  expect(followLink(`web+videocity:${home}/x`, 'https://a.example').hash).toBe(`#/${home}/x`)
  for (const text of ['', 'hello', 'https://city.example/', 'javascript:alert(1)', `${home}x`]) {
    expect(() => followLink(text, 'https://a.example')).toThrow(expect.objectContaining({ code: expect.any(String) }))
  }
})

test('the address of a page’s super-peer follows from the page’s own', () => {
  expect(hintOf('http://192.168.1.5:5080')).toBe('/ip4/192.168.1.5/tcp/5080/ws')
  expect(hintOf('https://[fd00::2]:5080')).toBe('/ip6/fd00::2/tcp/5080/tls/ws')
  expect(hintOf('https://city.example')).toBe('/dns/city.example/tcp/443/tls/ws')
})

test('only sockets that can be reached from elsewhere go onto cards, encrypted ones first', () => {
  const peer = '12D3KooWGA3oNnDshVuMprgp1HrzEsWP2NPkf2Ta2sdDTBGgbSuR'
  const addresses = [
    '/ip4/127.0.0.1/tcp/5080/ws',
    '/ip4/10.0.0.2/tcp/5080/ws',
    '/ip4/10.0.0.2/tcp/5081',
    `/ip4/10.0.0.2/udp/5080/webrtc-direct/certhash/uEiDSRfdV64byQYvar5-M7wdXvvU4EEJUkZZrtxkKCjrrzg/p2p/${peer}`,
    '/dns/city.example/tcp/443/tls/ws'
  ]
  expect(shortHints(addresses, 'city.example')).toEqual([
    '/dns/city.example/tcp/443/tls/ws',
    '/ip4/10.0.0.2/tcp/5080/ws'
  ])
  expect(shortHints(addresses, 'localhost')).toContain('/ip4/127.0.0.1/tcp/5080/ws')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../../protocol/identity/genesis.ts'
import { type CityLink, formatLink, parseLink } from '../../../protocol/identity/link.ts'
import { slugOf } from '../../../protocol/identity/room-slug.ts'
import { filled, ROOT_SEED } from '../../support/fixed-keys.ts'

const home = homeIdOf(genesisOf(ROOT_SEED))
const peer = '12D3KooWBHwLkZbnNtMGxdvPyGJFSvCHqmkqcfPSGzqvbXH8iHDu'
const hint = `/dns4/city.example.org/tcp/443/wss/p2p/${peer}`
const direct = `/ip6/::1/udp/4001/webrtc-direct/certhash/uEiDDq4_xNyDorZBH3TlGazyJdOWSwvo4PUo5YHFMrvDE8g/p2p/${peer}`
const origin = 'https://city.example.org'
const seed = Date.now() % 2 ** 31

describe('a link', () => {
  test('is written for a page, or for any page', () => {
    expect(formatLink({ origin, home, hints: [] })).toBe(`${origin}/#/${home}`)
    expect(formatLink({ origin, home, room: 'living-room', hints: [hint] })).toBe(
      `${origin}/#/${home}/living-room?via=${hint}`
    )
    expect(formatLink({ home, hints: [hint, direct] })).toBe(`web+videocity:${home}?via=${hint}&via=${direct}`)
  })

  test.each([
    ['a page’s address', `${origin}/#/${home}/hall?via=${hint}`, { origin, home, room: 'hall', hints: [hint] }],
    ['a page at home', `http://127.0.0.1:8080/#/${home}`, { origin: 'http://127.0.0.1:8080', home, hints: [] }],
    ['a page in a folder', `${origin}/city/?x=1#/${home}/`, { origin, home, hints: [] }],
    ['what is behind #', `#/${home}/hall`, { home, room: 'hall', hints: [] }],
    ['a link without a page', `web+videocity:${home}/hall?via=${direct}`, { home, room: 'hall', hints: [direct] }],
    ['one in capitals', `WEB+VIDEOCITY:${home}`, { home, hints: [] }],
    ['a bare home ID', ` ${home}\n`, { home, hints: [] }],
    ['a room in another script', `#/${home}/%E5%AE%A2%E5%8E%85`, { home, room: '客厅', hints: [] }],
    ['escaped hints', `#/${home}?via=${encodeURIComponent(hint)}`, { home, hints: [hint] }],
    ['parameters of later versions', `#/${home}?c=abc&via=${hint}&x`, { home, hints: [hint] }],
    ['hints that are none', `#/${home}?via=nonsense&via=&via=${hint}`, { home, hints: [hint] }],
    ['too many hints', `#/${home}?${`via=${hint}&`.repeat(9)}`, { home, hints: [hint, hint, hint, hint] }]
  ])('is read from %s', (_, text, link: CityLink) => expect(parseLink(text)).toEqual(link))

  test.each([
    ['nothing', ''],
    ['a page without a home', `${origin}/`],
    ['another place of the page', `${origin}/#/build`],
    ['a home ID with a mistake', `#/${home.slice(0, -1)}`],
    ['a home ID in capitals', home.toUpperCase()],
    ['too many parts', `#/${home}/hall/chair`],
    ['a room that is no slug', `#/${home}/..`],
    ['a room with a slash in it', `#/${home}/a%2Fb`],
    ['a broken escape', `#/${home}/%E5%`],
    ['a script', `javascript:alert(1)#/${home}`],
    ['an address that is none', `https://#/${home}`]
  ])('is not read from %s', (_, text) => {
    expect(() => parseLink(text)).toThrow(expect.objectContaining({ name: 'CodecError', code: 'malformed' }))
  })

  test('is not read when it is longer than any link', () => {
    const long = `#/${home}?x=${'y'.repeat(5_000)}`
    expect(() => parseLink(long)).toThrow(expect.objectContaining({ name: 'CodecError', code: 'too-large' }))
  })
})

const links: fc.Arbitrary<CityLink> = fc.record(
  {
    origin: fc.constantFrom(origin, 'http://localhost:3000', 'https://[2001:db8::1]:8443'),
    home: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map(key => homeIdOf({ v: 1, rootKey: key, nonce: filled(0, 16) })),
    room: fc.string({ unit: 'grapheme' }).map(title => slugOf(title)),
    hints: fc.array(fc.constantFrom(hint, direct, '/ip4/10.0.0.1/tcp/4001', '/dns4/a%2Fb/tcp/1/http-path/x%2520y'), {
      maxLength: 4
    })
  },
  { requiredKeys: ['home', 'hints'] }
)

test(`any link comes back as it was written (seed ${seed})`, () => {
  fc.assert(
    fc.property(links, link => {
      expect(parseLink(formatLink(link))).toEqual(link)
    }),
    { seed, numRuns: 200 }
  )
})

test(`whatever is read, a link or a CodecError comes of it (seed ${seed})`, () => {
  const mutated = fc
    .tuple(links.map(formatLink), fc.nat(), fc.string({ unit: 'binary', maxLength: 4 }), fc.nat(4))
    .map(([text, at, inserted, cut]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + inserted + text.slice(place + cut)
    })
  fc.assert(
    fc.property(fc.oneof(mutated, fc.string(), fc.webUrl({ withFragments: true, withQueryParameters: true })), text => {
      try {
        expect(parseLink(text).home).toHaveLength(56)
      } catch (error) {
        expect(error).toMatchObject({ name: 'CodecError' })
      }
    }),
    { seed, numRuns: 500 }
  )
})

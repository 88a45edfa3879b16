import { afterEach, expect, test, vi } from 'vitest'
import { askWellKnown, parseWellKnown } from '../../../protocol/city/well-known.ts'
import { WELL_KNOWN_BYTES_MAX } from '../../../protocol/limits.ts'

const answer = {
  v: 1,
  peer: '12D3KooWGX3bdvjmSVhaZrKDGcdhZNAWdiscW19NAQ89puue7SMn',
  addresses: ['/ip4/127.0.0.1/tcp/5080/ws'],
  superPeers: [],
  nowMs: 1_795_390_443_000
}

afterEach(() => vi.unstubAllGlobals())

test('reads what a super-peer says, and leaves out what it does not know', () => {
  expect(parseWellKnown(JSON.stringify({ ...answer, dance: true }))).toEqual(answer)
})

test.each([
  ['no JSON', '<!doctype html>'],
  ['another version', JSON.stringify({ ...answer, v: 2 })],
  ['no addresses', JSON.stringify({ ...answer, addresses: 'here' })],
  ['too many addresses', JSON.stringify({ ...answer, addresses: Array(17).fill('/ip4/127.0.0.1/tcp/1') })],
  ['no time', JSON.stringify({ ...answer, nowMs: 'now' })]
])('refuses %s', (_, body) => {
  expect(() => parseWellKnown(body)).toThrow(expect.objectContaining({ code: 'malformed' }))
})

test('refuses an answer that is too long before reading it', () => {
  expect(() => parseWellKnown(' '.repeat(WELL_KNOWN_BYTES_MAX + 1))).toThrow(
    expect.objectContaining({ code: 'too-large' })
  )
})

test('an endless answer is not read to its end', async () => {
  let parts = 0
  const body = new ReadableStream({
    pull: controller => {
      parts++
      controller.enqueue(new Uint8Array(16_384).fill(32))
    }
  })
  vi.stubGlobal('fetch', vi.fn().mockResolvedValueOnce(new Response(body)))
  await expect(askWellKnown('http://localhost:1')).rejects.toMatchObject({ code: 'too-large' })
  expect(parts).toBeLessThan(10)
})

test.each([
  ['says how long it is', { 'content-length': '200' }, 'in one go'],
  ['says it is too long', { 'content-length': '70000' }, 'piece by piece'],
  ['does not say', {}, 'piece by piece'],
  ['is packed, and may grow', { 'content-length': '200', 'content-encoding': 'br' }, 'piece by piece']
] as const)('an answer that %s is read in a way that cannot grow too long', async (_, headers, how) => {
  const response = new Response(JSON.stringify(answer), { headers })
  const wholeRead = vi.spyOn(response, 'text')
  vi.stubGlobal('fetch', vi.fn().mockResolvedValueOnce(response))
  expect((await askWellKnown('http://localhost:1')).answer).toEqual(answer)
  expect(wholeRead.mock.calls.length).toBe(how === 'in one go' ? 1 : 0)
})

test('a server that is not there, and one that is something else, are told apart', async () => {
  vi.stubGlobal('fetch', vi.fn().mockRejectedValueOnce(new TypeError('failed')))
  await expect(askWellKnown('http://localhost:1')).rejects.toMatchObject({ code: 'no-super-peer' })
  vi.stubGlobal('fetch', vi.fn().mockResolvedValueOnce(new Response('', { status: 404 })))
  await expect(askWellKnown('http://localhost:1')).rejects.toMatchObject({ code: 'refused' })
})

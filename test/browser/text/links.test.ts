import fc from 'fast-check'
import { expect, test } from 'vitest'
import { piecesOf } from '../../../browser/text/links.ts'

const linksIn = (text: string): (string | undefined)[] =>
  piecesOf(text)
    .map(piece => piece.href)
    .filter(Boolean)

test('finds an address in a sentence and leaves it its full stop', () => {
  expect(piecesOf('See https://harbour.example/tides.')).toEqual([
    { text: 'See ' },
    { text: 'https://harbour.example/tides', href: 'https://harbour.example/tides' },
    { text: '.' }
  ])
})

test('leaves a bracket that the address did not open outside', () => {
  expect(linksIn('(https://a.example/x)')).toEqual(['https://a.example/x'])
  expect(linksIn('https://a.example/wiki/Door_(house)')).toEqual(['https://a.example/wiki/Door_(house)'])
})

test('makes links of http and https only', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://a.example',
    'vbscript:x',
    'javascript://https://a'
  ]) {
    expect(linksIn(text).every(href => href?.startsWith('https://a'))).toBe(true)
  }
  expect(linksIn('javascript:alert(1)')).toEqual([])
})

test('gives back exactly what was written, and links that begin with http', () => {
  const part = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.constantFrom('https://', 'http://[', '<b>', ' ', ').', 'https://x')
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), parts => {
      const text = parts.join('')
      const pieces = piecesOf(text)
      expect(pieces.map(piece => piece.text).join('')).toBe(text)
      for (const { href } of pieces) if (href !== undefined) expect(href).toMatch(/^https?:\/\//)
    })
  )
})

test('takes no time over text made to take long', () => {
  const hostile = [
    'https://a' + ')'.repeat(4_000),
    'https://a' + '.,'.repeat(2_000) + 'x',
    '('.repeat(4_000) + 'https://a',
    'https://'.repeat(500)
  ]
  const startedAtMs = performance.now()
  for (const text of hostile) piecesOf(text)
  expect(performance.now() - startedAtMs).toBeLessThan(1_500)
})

test('an address ends where its letters would be shown in another order, or not at all', () => {
  const [address, rest] = piecesOf('https://a.example/\u202Egpj.exe')
  expect(address).toEqual({ text: 'https://a.example/', href: 'https://a.example/' })
  expect(rest).toEqual({ text: '\u202Egpj.exe' })
  expect(piecesOf('https://a.example\u200B.b.example')[0]?.href).toBe('https://a.example/')
  expect(piecesOf('https://a.example/%E2%80%AE')[0]?.href).toBe('https://a.example/%E2%80%AE')
})

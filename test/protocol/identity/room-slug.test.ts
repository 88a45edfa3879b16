import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Length } from '../../../protocol/codec/fields.ts'
import { isSlug, slugOf } from '../../../protocol/identity/room-slug.ts'

const seed = Date.now() % 2 ** 31

test.each([
  ['Living room', 'living-room'],
  ['  The *big* Hall!  ', 'the-big-hall'],
  ['Café Zürich', 'café-zürich'],
  ['客厅 2', '客厅-2'],
  ['غرفة المعيشة', 'غرفة-المعيشة'],
  ['बैठक', 'बैठक'],
  ['ＦＵＬＬ　ＷＩＤＴＨ', 'full-width'],
  ['🎉🎉', 'room'],
  ['', 'room'],
  ['a'.repeat(64), 'a'.repeat(32)]
])('%s becomes %s', (title, slug) => expect(slugOf(title)).toBe(slug))

test('each room of a home has its own', () => {
  expect(slugOf('Hall', ['hall'])).toBe('hall-2')
  expect(slugOf('Hall', ['hall', 'hall-2'])).toBe('hall-3')
  const long = 'a'.repeat(32)
  expect(slugOf(long, [long])).toBe(`${'a'.repeat(30)}-2`)
})

test.each([
  '',
  '-',
  'a-',
  '-a',
  'a--b',
  'A',
  'a b',
  'a/b',
  'a.b',
  '..',
  'e\u0301',
  'ﬁ',
  '\u0301a',
  'a?b',
  'a#b',
  'a%b'
])('%s is no slug', text => expect(isSlug(text)).toBe(false))

test(`any title becomes a slug that fits (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), title => {
      const slug = slugOf(title)
      expect(isSlug(slug)).toBe(true)
      expect(utf8Length(slug)).toBeLessThanOrEqual(32)
      const next = slugOf(title, [slug])
      expect(isSlug(next) && next !== slug && utf8Length(next) <= 32).toBe(true)
    }),
    { seed, numRuns: 300 }
  )
})

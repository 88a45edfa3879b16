import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { cutAtBytes, nameText, plainText, text, toName, utf8Length } from '../../../protocol/codec/fields.ts'

const isName = (value: string) => v.is(nameText(64), value)

test('names of many scripts are names', () => {
  for (const name of ['Ada', 'Zoë', '李小龙', 'محمد', 'אדם', 'नेहा', '👩‍👩‍👧', "O'Neil-Ruiz", '1'])
    expect(isName(name)).toBe(true)
})

test('a name has no control, bidi or invisible characters, no spaces around it, and one way to be written', () => {
  const wrong = [
    '',
    ' Ada',
    'Ada ',
    'A\nda',
    'A\u0000da',
    'A\u202Eda',
    'A\u2066da',
    'A\u200Bda',
    '\uFEFFAda',
    'e\u0301',
    '\uD800'
  ]
  for (const name of wrong) expect(isName(name)).toBe(false)
})

test('a name can be seen', () => {
  for (const name of ['\u3164', '\u115F', '\u2800', 'A\u00ADda', '\u200D', '\uFE0F', '\u0301'])
    expect(isName(name)).toBe(false)
})

test('length is counted in bytes of UTF-8', () => {
  expect(v.is(text(4), 'ééé')).toBe(false)
  expect(v.is(text(6), 'ééé')).toBe(true)
  expect(isName('a'.repeat(64))).toBe(true)
  expect(isName('a'.repeat(65))).toBe(false)
})

test('plain text has lines, and may be empty', () => {
  for (const about of ['', 'two\nlines']) expect(v.is(plainText(64), about)).toBe(true)
  for (const about of ['a\u202Eb', 'a\tb', 'a\rb']) expect(v.is(plainText(64), about)).toBe(false)
})

test('what a person types becomes a name', () => {
  expect(toName('  Ada\t Love\u202Elace ', 64)).toBe('Ada Love lace')
  expect(toName('\u200B', 64)).toBe('')
  expect(isName(toName('é'.repeat(100), 64))).toBe(true)
})

const seed = Date.now() % 2 ** 31

test(`whatever a person types becomes a legal name or none (seed ${seed})`, () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    // lone surrogates as well
    fc.array(fc.integer({ min: 0, max: 0xffff })).map(units => String.fromCharCode(...units))
  )
  fc.assert(
    fc.property(typed, value => {
      const name = toName(value, 64)
      expect(name === '' || isName(name)).toBe(true)
    }),
    { seed, numRuns: 500 }
  )
})

test('a text is cut between characters people see', () => {
  expect(cutAtBytes('ab👩‍👩‍👧', 10)).toBe('ab')
  expect(utf8Length(cutAtBytes('é'.repeat(100), 63))).toBe(62)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { charactersOf, fitText, wrap, type Measure } from '../../../browser/layout/wrapping.ts'

/** Every character is half as wide as it is high. */
const measure: Measure = (text, sizePx) => charactersOf(text).length * sizePx * 0.5

test('breaks between words', () => {
  expect(wrap('Tea, tabla and cake', 100, 20, measure)).toEqual(['Tea, tabla', 'and cake'])
})

test('breaks after a hyphen, and keeps it', () => {
  expect(wrap('Maximiliane-Friederike', 120, 20, measure)).toEqual(['Maximiliane-', 'Friederike'])
  expect(wrap('a peer-to-peer b', 80, 20, measure)).toEqual(['a peer-', 'to-peer', 'b'])
})

test('cuts a word that is too wide only between what people see as characters', () => {
  const family = '👩‍👩‍👧‍👦'
  const lines = wrap(family.repeat(5), 20, 20, measure)
  expect(lines).toEqual([family.repeat(2), family.repeat(2), family])
  expect(wrap('आशाराव', 20, 20, measure).join('')).toBe('आशाराव')
})

test('takes the largest size at which no word is cut', () => {
  const choices = [
    { sizePx: 36, linesMax: 2 },
    { sizePx: 20, linesMax: 3 }
  ]
  expect(fitText('Asha Rao', 90, choices, measure)).toEqual({ sizePx: 36, lines: ['Asha', 'Rao'] })
  expect(fitText('Hohenberg Rao', 90, choices, measure)).toEqual({ sizePx: 20, lines: ['Hohenberg', 'Rao'] })
})

test('ends with «…» what does not fit at the smallest size', () => {
  const fitted = fitText('one two three four five six', 50, [{ sizePx: 20, linesMax: 2 }], measure)
  expect(fitted.lines).toHaveLength(2)
  expect(fitted.lines[1]).toMatch(/…$/)
})

test('never writes wider than the box nor more lines than asked, for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.integer({ min: 40, max: 400 }), (text, widthPx) => {
      const { lines, sizePx } = fitText(
        text,
        widthPx,
        [
          { sizePx: 20, linesMax: 3 },
          { sizePx: 12, linesMax: 4 }
        ],
        measure
      )
      expect(lines.length).toBeLessThanOrEqual(sizePx === 20 ? 3 : 4)
      for (const line of lines) expect(measure(line, sizePx)).toBeLessThanOrEqual(widthPx)
    })
  )
})

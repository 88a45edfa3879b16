import { expect, test } from 'vitest'
import { dateOf, dayOf, isSameDay } from '../../../browser/text/times.ts'

const at = (...parts: [number, number, number, number]): number => new Date(...parts).getTime()

test('writes a date that is read the same everywhere', () => {
  expect(dateOf(at(2026, 10, 22, 12))).toBe('22 Nov 2026')
})

test('says today and yesterday, by the calendar and not by hours', () => {
  const now = at(2026, 10, 22, 1)
  expect(dayOf(at(2026, 10, 22, 0), now)).toBe('Today')
  expect(dayOf(at(2026, 10, 21, 23), now)).toBe('Yesterday')
  expect(dayOf(at(2026, 10, 20, 23), now)).toBe('20 Nov 2026')
})

test('knows one day from the next', () => {
  expect(isSameDay(at(2026, 10, 22, 0), at(2026, 10, 22, 23))).toBe(true)
  expect(isSameDay(at(2026, 10, 21, 23), at(2026, 10, 22, 0))).toBe(false)
})

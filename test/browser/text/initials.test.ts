import { expect, test } from 'vitest'
import { initialsOf } from '../../../browser/text/initials.ts'

test.each([
  ['Asha Rao', 'AR'],
  ['tomás', 'T'],
  ['Noor (guest)', 'N'],
  ['Maximiliane von und zu Hohenberg', 'MH'],
  ['', undefined],
  ['  —  ', undefined],
  ['👩🏽‍🚀 Ríona Ní Bhriain', '👩🏽‍🚀B']
])('of %j are %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('never cut a character people see as one', () => {
  expect(initialsOf('आशा')).toBe('आ')
  expect(initialsOf('🇮🇪 🏴󠁧󠁢󠁷󠁬󠁳󠁿')).toBe('🇮🇪🏴󠁧󠁢󠁷󠁬󠁳󠁿')
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEALED_REPLAY_WINDOW } from '../../../protocol/limits.ts'
import { ReplayWindow } from '../../../protocol/room/replay-window.ts'

test('each number is new once, in whatever order they come within the window', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(SEALED_REPLAY_WINDOW - 1), { maxLength: 200 }), numbers => {
      const window = new ReplayWindow()
      const taken = numbers.filter(n => {
        const isNew = window.isNew(n)
        if (isNew) window.mark(n)
        return isNew
      })
      expect(taken).toEqual([...new Set(numbers)])
    })
  )
})

test('what is older than the window counts as heard, however long it goes on', () => {
  const window = new ReplayWindow()
  for (let n = 0; n < 5 * SEALED_REPLAY_WINDOW; n++) {
    expect(window.isNew(n)).toBe(true)
    window.mark(n)
    expect(window.isNew(n)).toBe(false)
  }
  expect(window.isNew(4 * SEALED_REPLAY_WINDOW - 1)).toBe(false)
})

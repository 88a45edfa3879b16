import { expect, test } from 'vitest'
import { fitQr, strongestThatFits } from '../../../browser/layout/qr-size.ts'

test('draws modules as large as fit, in whole pixels, with four light modules around', () => {
  expect(fitQr(53, 258)).toEqual({ modulePx: 4, sidePx: 244 })
  expect(fitQr(65, 258)).toEqual({ modulePx: 3, sidePx: 219 })
})

test('takes a pixel a module where there is no room, never none', () => {
  expect(fitQr(177, 100)).toEqual({ modulePx: 1, sidePx: 185 })
})

test('takes the strongest code that leaves the modules as large as the weakest', () => {
  const codes = [{ modules: 53 }, { modules: 57 }, { modules: 65 }]
  expect(strongestThatFits(codes, 260)).toEqual({ modules: 57 })
  expect(strongestThatFits([], 260)).toBeUndefined()
})

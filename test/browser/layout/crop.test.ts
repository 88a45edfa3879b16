import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  clampFrame,
  CROP_SIDE_MIN,
  extentOf,
  moveFrame,
  resizeFrame,
  stretchFrame,
  type CropFrame
} from '../../../browser/layout/crop.ts'

const UPRIGHT = { widthPx: 600, heightPx: 1200 }
const WHOLE = { left: 0, top: 0.25, side: 1 }

test('is a square in the photo, whatever the photo’s shape', () => {
  const { width, height } = extentOf(0.5, UPRIGHT)
  expect(width * UPRIGHT.widthPx).toBe(height * UPRIGHT.heightPx)
})

test('moves down and stops at the edge', () => {
  expect(moveFrame(WHOLE, UPRIGHT, 0.3, 0.1)).toEqual({ left: 0, top: 0.35, side: 1 })
  expect(moveFrame(WHOLE, UPRIGHT, 0, 5).top).toBeCloseTo(0.5)
})

test('shrinks about its middle', () => {
  const small = resizeFrame(WHOLE, UPRIGHT, 0.5)
  expect(small).toEqual({ left: 0.25, top: 0.375, side: 0.5 })
})

test('is stretched by its corner while the other corner stays', () => {
  const frame = { left: 0.2, top: 0.2, side: 0.2 }
  expect(stretchFrame(frame, UPRIGHT, 0.4)).toEqual({ ...frame, side: 0.4 })
  const most = stretchFrame(frame, UPRIGHT, 5)
  expect(most.left).toBeCloseTo(0.2)
  expect(most.side).toBeCloseTo(0.8)
})

test('never leaves the photo and never becomes too small', () => {
  const fraction = fc.double({ min: -3, max: 3, noNaN: true })
  const source = fc.record({ widthPx: fc.integer({ min: 1, max: 8000 }), heightPx: fc.integer({ min: 1, max: 8000 }) })
  const inside = (frame: CropFrame, photo: { widthPx: number; heightPx: number }): void => {
    const { width, height } = extentOf(frame.side, photo)
    expect(frame.side).toBeGreaterThanOrEqual(CROP_SIDE_MIN)
    expect(frame.left).toBeGreaterThanOrEqual(0)
    expect(frame.top).toBeGreaterThanOrEqual(0)
    expect(frame.left + width).toBeLessThanOrEqual(1 + 1e-9)
    expect(frame.top + height).toBeLessThanOrEqual(1 + 1e-9)
  }
  fc.assert(
    fc.property(source, fraction, fraction, fraction, (photo, left, top, side) => {
      const frame = clampFrame({ left, top, side }, photo)
      inside(frame, photo)
      inside(moveFrame(frame, photo, top, left), photo)
      inside(resizeFrame(frame, photo, side + left), photo)
      inside(stretchFrame(frame, photo, side + top), photo)
    })
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seamOf, tileStage, type Rect } from '../../../browser/layout/tiling.ts'

const DESKTOP = [912, 644] as const
const PHONE = [374, 690] as const

const shapeOf = (tiles: readonly Rect[]): number[] => {
  const rows = new Map<number, number>()
  for (const { top } of tiles) rows.set(top, (rows.get(top) ?? 0) + 1)
  return [...rows.values()]
}

test('gives no tile to nobody, nor on a stage without room', () => {
  expect(tileStage(0, ...DESKTOP)).toEqual([])
  expect(tileStage(3, 0, 0)).toEqual([])
})

test.each([
  [1, [1]],
  [2, [2]],
  [3, [2, 1]],
  [4, [2, 2]],
  [5, [3, 2]],
  [6, [3, 3]],
  [9, [3, 3, 3]]
])('lays %i people on a wide stage in rows of %j', (count, rows) => {
  expect(shapeOf(tileStage(count, ...DESKTOP))).toEqual(rows)
})

test.each([
  [1, [1]],
  [2, [1, 1]],
  [3, [1, 1, 1]],
  [4, [2, 2]],
  [6, [2, 2, 2]]
])('lays %i people on a phone in rows of %j', (count, rows) => {
  expect(shapeOf(tileStage(count, ...PHONE))).toEqual(rows)
})

test('centres the last row', () => {
  const [first, second, third] = tileStage(3, ...DESKTOP)
  expect(Math.abs((third?.left ?? 0) - ((first?.left ?? 0) + (second?.left ?? 0)) / 2)).toBeLessThanOrEqual(1)
})

test('keeps every tile on the stage, of one size, in a sane shape, and apart from the others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 200, max: 2600 }),
      fc.integer({ min: 200, max: 1600 }),
      (count, width, height) => {
        const tiles = tileStage(count, width, height)
        expect(tiles).toHaveLength(count)
        for (const [index, tile] of tiles.entries()) {
          expect(tile.left).toBeGreaterThanOrEqual(-1)
          expect(tile.top).toBeGreaterThanOrEqual(-1)
          expect(tile.left + tile.width).toBeLessThanOrEqual(width + 1)
          expect(tile.top + tile.height).toBeLessThanOrEqual(height + 1)
          // whole pixels: tiny tiles are off by part of one
          if (tile.width > 40 && tile.height > 40) expect(tile.width / tile.height).toBeGreaterThan(0.5)
          if (tile.width > 40 && tile.height > 40) expect(tile.width / tile.height).toBeLessThan(1.85)
          for (const other of tiles.slice(index + 1)) expect(overlap(tile, other)).toBe(false)
        }
      }
    ),
    { numRuns: 150 }
  )
})

test('finds the seam between the first two tiles of a row, or the middle of a single one', () => {
  const four = tileStage(4, ...DESKTOP)
  const [first, second] = four
  const seam = seamOf(four, DESKTOP[0])
  expect(seam.left).toBeGreaterThanOrEqual((first?.left ?? 0) + (first?.width ?? 0))
  expect(seam.left).toBeLessThanOrEqual(second?.left ?? 0)
  const [above, below] = tileStage(2, ...PHONE)
  const across = seamOf(tileStage(2, ...PHONE), PHONE[0])
  expect(across.left).toBe(187)
  expect(across.top).toBeLessThan(below?.top ?? 0)
  expect(across.top).toBeGreaterThan((above?.top ?? 0) + (above?.height ?? 0) / 2)
  expect(seamOf(tileStage(1, ...DESKTOP), DESKTOP[0]).left).toBe(456)
  expect(seamOf([], 300)).toEqual({ left: 150, top: 0 })
})

function overlap(one: Rect, other: Rect): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  )
}

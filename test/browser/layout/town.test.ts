import { expect, test } from 'vitest'
import { planStars, planTown, TOWN_WIDTH } from '../../../browser/layout/town.ts'

test('is the same town every time', () => {
  expect(planTown(2009)).toEqual(planTown(2009))
  expect(planTown(2009)).not.toEqual(planTown(2010))
})

test('has houses with roofs, doors and windows in every row, some of them lit', () => {
  for (const view of ['high', 'low'] as const) {
    const town = planTown(2009, view)
    for (const row of town.rows) {
      for (const part of [row.hill, row.walls, row.roofs, row.doors, row.dark, row.trees]) expect(part).toMatch(/^M/)
    }
    expect(town.rows.map(row => row.lit).join('')).not.toBe('')
  }
})

test('keeps a plot free of houses and trees', () => {
  const [left, right] = [1150, 1330]
  const nearest = planTown(2009, 'low', { left, right }).rows.at(-1)
  const starts = [...(nearest?.walls ?? '').matchAll(/M([\d.-]+) [\d.-]+h([\d.-]+)/g)]
  expect(starts.length).toBeGreaterThan(10)
  for (const [, x, width] of starts) expect(Number(x) + Number(width) <= left || Number(x) >= right).toBe(true)
})

test('draws no number that is none', () => {
  expect(JSON.stringify(planTown(1))).not.toMatch(/NaN|Infinity|undefined/)
})

test('scatters stars over the sky', () => {
  const stars = planStars(7, 30, 1280, 420)
  expect(stars).toHaveLength(30)
  for (const { x, y } of stars) {
    expect(x).toBeLessThanOrEqual(TOWN_WIDTH)
    expect(y).toBeLessThanOrEqual(420)
  }
})

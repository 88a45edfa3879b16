/** A small town, planned from a seed: hills, rows of houses from far to near, trees, stars, lit windows. */
import { seeded, type Chance } from './chance.ts'
import { houseShapes, type HouseShapes } from './town-house.ts'

/** One row of the town, each part as the `d` of a path. */
export interface TownRow extends HouseShapes {
  readonly depth: number
  readonly hill: string
  readonly trees: string
}

export interface Star {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** A town in its own units: about CSS pixels on a 1280 px wide page. */
export interface Town {
  readonly width: number
  readonly height: number
  readonly rows: readonly TownRow[]
}

interface RowPlan {
  /** 1 is far, 4 is near: the colours go with it. */
  readonly depth: 1 | 2 | 3 | 4
  /** Middle of the hill's crest, and how far it swings. */
  readonly crest: number
  readonly swing: number
  readonly houseWidth: number
  readonly gap: number
  readonly litShare: number
}

interface TownPlan {
  readonly height: number
  readonly rows: readonly RowPlan[]
}

/** A place in the nearest row that is kept free. */
export interface FreePlot {
  readonly left: number
  readonly right: number
}

/** The whole town under a high sky, or its edge under a page of paper. */
export type TownView = 'high' | 'low'

export const TOWN_WIDTH = 1760

const PLANS: Readonly<Record<TownView, TownPlan>> = {
  high: {
    height: 420,
    rows: [
      { depth: 1, crest: 62, swing: 13, houseWidth: 21, gap: 7, litShare: 0.05 },
      { depth: 2, crest: 112, swing: 12, houseWidth: 39, gap: 16, litShare: 0.05 },
      { depth: 3, crest: 186, swing: 8, houseWidth: 60, gap: 27, litShare: 0.07 },
      { depth: 4, crest: 312, swing: 5, houseWidth: 84, gap: 50, litShare: 0.16 }
    ]
  },
  low: {
    height: 210,
    rows: [
      { depth: 1, crest: 44, swing: 9, houseWidth: 21, gap: 7, litShare: 0.05 },
      { depth: 2, crest: 88, swing: 9, houseWidth: 39, gap: 18, litShare: 0.06 },
      { depth: 4, crest: 178, swing: 4, houseWidth: 80, gap: 50, litShare: 0.14 }
    ]
  }
}

/** Plans the town; the same seed gives the same town. */
export function planTown(seed: number, view: TownView = 'high', free?: FreePlot): Town {
  const chance = seeded(seed)
  const { height, rows } = PLANS[view]
  return {
    width: TOWN_WIDTH,
    height,
    rows: rows.map((row, index) => planRow(row, height, chance, index === rows.length - 1 ? free : undefined))
  }
}

/** Stars over an area, fewer towards the bottom where the sky is bright. */
export function planStars(seed: number, count: number, width: number, height: number): Star[] {
  const chance = seeded(seed)
  return Array.from({ length: count }, () => ({
    x: Math.round(chance() * width),
    y: Math.round(chance() * chance() * height),
    radius: chance() > 0.8 ? 1.3 : 0.8
  }))
}

function planRow(plan: RowPlan, height: number, chance: Chance, free: FreePlot | undefined): TownRow {
  const crestAt = wave(plan, chance)
  const shapes = houseShapes(plan.depth > 2)
  let trees = ''
  let x = -plan.houseWidth * chance()
  while (x < TOWN_WIDTH) {
    const width = Math.round(plan.houseWidth * (0.86 + chance() * 0.3))
    if (free !== undefined && x + width > free.left && x < free.right) {
      x = free.right
      continue
    }
    const ground = crestAt(x + width / 2) + plan.houseWidth * 0.12
    shapes.add({ x, ground, width, litShare: plan.litShare }, chance)
    x += width
    const gap = plan.gap * (0.55 + chance() * 0.9)
    if (chance() < 0.24) {
      const size = plan.houseWidth * (0.2 + chance() * 0.06)
      trees += tree(x + gap / 2 + size, crestAt(x + gap / 2) + plan.houseWidth * 0.1, size, chance() < 0.5)
      x += size * 2
    }
    x += gap
  }
  return { depth: plan.depth, hill: hillPath(crestAt, height), trees, ...shapes.done() }
}

/** A gentle line of hills: two waves of different length. */
function wave({ crest, swing }: RowPlan, chance: Chance): (x: number) => number {
  const [first, second] = [chance() * 6.28, chance() * 6.28]
  return x => crest + swing * (0.7 * Math.sin(x / 190 + first) + 0.3 * Math.sin(x / 83 + second))
}

function hillPath(crestAt: (x: number) => number, height: number): string {
  let path = `M0 ${height}`
  for (let x = 0; x <= TOWN_WIDTH; x += 20) path += `L${x} ${crestAt(x).toFixed(1)}`
  return `${path}V${height}Z`
}

function tree(x: number, ground: number, size: number, isRound: boolean): string {
  const height = size * (isRound ? 2.1 : 3)
  const [left, top, middle] = [x - size * 0.8, ground - height, ground - height * 0.5]
  const trunk = `M${r(x - size * 0.1)} ${r(ground - size)}h${r(size * 0.2)}v${r(size)}h${r(-size * 0.2)}Z`
  const crown = isRound
    ? `M${r(left)} ${r(middle)}a${r(size * 0.8)} ${r(size * 0.8)} 0 1 1 ${r(size * 1.6)} 0a${r(size * 0.8)} ${r(size * 0.8)} 0 1 1 ${r(-size * 1.6)} 0Z`
    : `M${r(x)} ${r(top)}C${r(x + size)} ${r(top + height * 0.3)} ${r(x + size)} ${r(ground - size * 0.4)} ${r(x)} ${r(ground - size * 0.4)}S${r(x - size)} ${r(top + height * 0.3)} ${r(x)} ${r(top)}Z`
  return trunk + crown
}

function r(value: number): string {
  return value.toFixed(1)
}

/** Houses of the town: walls, a roof of one of four kinds, a door and windows, gathered into few paths. */
import type { Chance } from './chance.ts'

/** The parts of many houses, each as the `d` of one path. */
export interface HouseShapes {
  readonly walls: string
  readonly roofs: string
  readonly doors: string
  readonly dark: string
  readonly lit: string
  /** Glazing bars, drawn on near windows only. */
  readonly bars: string
}

export interface HousePlot {
  readonly x: number
  readonly ground: number
  readonly width: number
  readonly litShare: number
}

/** Gathers houses; `isNear` gives windows rounded corners and bars. */
export function houseShapes(isNear: boolean): { add(plot: HousePlot, chance: Chance): void; done(): HouseShapes } {
  let [walls, roofs, doors, dark, lit, bars] = ['', '', '', '', '', '']

  function window(x: number, y: number, size: number, isLit: boolean): void {
    const [width, height] = [size, size * 1.16]
    const pane = isNear ? roundBox(x, y, width, height, size * 0.24) : box(x, y, width, height)
    if (isLit) lit += pane
    else dark += pane
    if (isNear) bars += `M${n(x + width / 2)} ${n(y)}v${n(height)}M${n(x)} ${n(y + height / 2)}h${n(width)}`
  }

  return {
    add({ x, ground, width, litShare }, chance) {
      const unit = width / 84
      const storeys = 1 + Math.floor(chance() * 2.4)
      const height = unit * (24 + storeys * 29)
      const top = ground - height
      walls += box(x, top, width, height)
      const roof = roofOf(x, top, width, unit, chance)
      roofs += roof.path
      walls += roof.wall
      const size = unit * 14
      if (roof.attic !== undefined) window(x + width / 2 - size / 2, roof.attic, size * 0.92, chance() < litShare)
      const doorAt = Math.floor(chance() * 3)
      for (let storey = 0; storey < storeys; storey++) {
        const y = ground - unit * (35 + storey * 29) + (storey === 0 ? unit * 8 : 0)
        for (let column = 0; column < 3; column++) {
          const middle = x + (width * (2 * column + 1)) / 6
          if (storey === 0 && column === doorAt) doors += arch(middle, ground, unit * 17, unit * 30)
          else if (storey === 0 || storeys < 3 || column !== 1) window(middle - size / 2, y, size, chance() < litShare)
        }
      }
    },
    done: () => ({ walls, roofs, doors, dark, lit, bars })
  }
}

interface Roof {
  readonly path: string
  readonly wall: string
  readonly attic: number | undefined
}

function roofOf(x: number, top: number, width: number, unit: number, chance: Chance): Roof {
  const kind = chance()
  const chimney = chance() < 0.4 ? box(x + width * (0.68 + chance() * 0.08), top - unit * 34, unit * 11, unit * 34) : ''
  const eaves = unit * 5
  if (kind < 0.5) {
    const peak = unit * (34 + chance() * 10)
    const path = `M${n(x - eaves)} ${n(top)}L${n(x + width / 2)} ${n(top - peak)}L${n(x + width + eaves)} ${n(top)}Z`
    return { path: path + chimney, wall: '', attic: chance() < 0.6 ? top - unit * 20 : undefined }
  }
  if (kind < 0.78) {
    const rise = unit * 24
    const inset = width * 0.2
    const path = `M${n(x - eaves)} ${n(top)}L${n(x + inset)} ${n(top - rise)}H${n(x + width - inset)}L${n(x + width + eaves)} ${n(top)}Z`
    return { path: path + chimney, wall: '', attic: undefined }
  }
  // a stepped gable: the wall itself climbs, under a thin cornice
  const step = unit * 11
  let wall = ''
  for (let level = 1; level <= 3; level++) {
    const inset = width * (0.04 + level * 0.12)
    wall += box(x + inset, top - step * level, width - inset * 2, step + 0.5)
  }
  return { path: box(x - unit * 3, top - unit * 2, width + unit * 6, unit * 4), wall, attic: undefined }
}

function arch(middle: number, ground: number, width: number, height: number): string {
  const radius = width / 2
  return `M${n(middle - radius)} ${n(ground)}v${n(radius - height)}a${n(radius)} ${n(radius)} 0 0 1 ${n(width)} 0V${n(ground)}Z`
}

function box(x: number, y: number, width: number, height: number): string {
  return `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`
}

function roundBox(x: number, y: number, width: number, height: number, radius: number): string {
  const corner = (dx: number, dy: number): string => `a${n(radius)} ${n(radius)} 0 0 1 ${n(dx)} ${n(dy)}`
  const [across, down] = [width - radius * 2, height - radius * 2]
  return (
    `M${n(x + radius)} ${n(y)}h${n(across)}${corner(radius, radius)}v${n(down)}${corner(-radius, radius)}` +
    `h${n(-across)}${corner(-radius, -radius)}v${n(-down)}${corner(radius, -radius)}Z`
  )
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** The town as a picture: rows of houses on hills, drawn from one seed. */
import type { VNode } from 'preact'
import { planStars, planTown, type Town, type TownView } from '../../layout/town.ts'
import { Plot, PLOT } from './plot.tsx'

const SEED = 2009
const TOWNS: Readonly<Record<TownView, Town>> = { high: planTown(SEED), low: planTown(SEED, 'low') }
const TOWN_WITH_PLOT = planTown(SEED, 'low', PLOT)
const STARS = planStars(7, 30, 1280, 420)

export interface SkylineProps {
  readonly view?: TownView
  /** Said to screen readers where the town is the picture of the page; elsewhere it is decoration. */
  readonly label?: string
  /** Where a home is being built. */
  readonly plot?: 'free' | 'built'
}

export function Skyline({ view = 'high', label, plot }: SkylineProps): VNode {
  const town = plot === undefined ? TOWNS[view] : TOWN_WITH_PLOT
  const spoken = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label }
  return (
    <svg
      class={`town ${view}`}
      viewBox={`0 0 ${town.width} ${town.height}`}
      preserveAspectRatio="xMidYMax slice"
      {...spoken}
    >
      {town.rows.map(row => (
        <g key={row.depth} class={`row-${row.depth}`}>
          <path class="hill" d={row.hill} />
          <path class="tree" d={row.trees} />
          <path class="roof" d={row.roofs} />
          <path class="wall" d={row.walls} />
          <path class="door" d={row.doors} />
          <path class="dark" d={row.dark} />
          <path class="lit" d={row.lit} />
          {row.bars !== '' && <path class="bars" d={row.bars} />}
        </g>
      ))}
      {plot !== undefined && <Plot isBuilt={plot === 'built'} />}
    </svg>
  )
}

/** Stars, at night only. */
export function Stars(): VNode {
  return (
    <svg class="stars" viewBox="0 0 1280 420" preserveAspectRatio="xMidYMin slice" aria-hidden="true">
      {STARS.map((star, index) => (
        <circle key={index} cx={star.x} cy={star.y} r={star.radius} opacity={star.radius > 1 ? 0.85 : 0.45} />
      ))}
    </svg>
  )
}

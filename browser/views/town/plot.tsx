/** The plot in the town where the home will stand: an outline, then a house. */
import type { VNode } from 'preact'
import type { FreePlot } from '../../layout/town.ts'
import { words } from '../../text/words.ts'

/** Where the nearest row of the low town keeps a place free. */
export const PLOT: FreePlot = { left: 1150, right: 1330 }
const MIDDLE = (PLOT.left + PLOT.right) / 2
const GROUND = 186

export function Plot({ isBuilt }: { readonly isBuilt: boolean }): VNode {
  return (
    <g class={isBuilt ? 'plot built' : 'plot'} transform={`translate(${MIDDLE} ${GROUND})`}>
      <path class="plot-wall" d="M-56-66H56V0H-56Z" />
      <path class="plot-roof" d="M-66-66 0-118 66-66Z" />
      <path class="plot-window" d="M-40-52h15v18h-15ZM25-52h15v18H25Z" />
      <path class="plot-door" d="M-12 0V-32a12 12 0 0 1 24 0V0Z" />
      <rect x={-46} y={1} width={92} height={21} rx={2} />
      <text y={16}>{isBuilt ? words.build.plotBuilt : words.build.plot}</text>
    </g>
  )
}

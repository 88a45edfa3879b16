/** The window over the door: lit, with the outlines of those inside. */
import type { VNode } from 'preact'

/** Middles of the panes, in the order they fill. */
const PANES = [117, 41, 193] as const

export function Transom({ people }: { readonly people: number }): VNode {
  return (
    <svg class={people > 0 ? 'transom lit' : 'transom'} viewBox="0 0 234 72" aria-hidden="true">
      <path class="transom-frame" d="M0 72V52a54 54 0 0 1 54-52h126a54 54 0 0 1 54 52v20Z" />
      <path
        class="transom-glass"
        d="M5 67V52A48 48 0 0 1 54 5h23v62ZM81 5h72v62H81ZM157 5h23a48 48 0 0 1 49 47v15h-72Z"
      />
      {PANES.slice(0, people).map(middle => (
        <path
          key={middle}
          class="transom-figure"
          transform={`translate(${middle} 0)`}
          d="M0 26a12 12 0 1 1 0 24 12 12 0 0 1 0-24ZM-18 67a18 16 0 0 1 36 0Z"
        />
      ))}
    </svg>
  )
}

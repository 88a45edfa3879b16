/** The sign of the city: a house with a light in it, and the name. */
import type { VNode } from 'preact'
import { words } from '../text/words.ts'

export function BrandMark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 28 28" aria-hidden="true">
      <path class="mark-house" d="M14 1 27 12v15H1V12Z" />
      <path class="mark-window" d="M8.5 27v-9a5.5 5.5 0 0 1 11 0v9Z" />
      <path class="mark-bar" d="M14 12.5V27M8.5 19.5h11" />
    </svg>
  )
}

export function Brand(): VNode {
  return (
    <a class="brand" href="#/">
      <BrandMark />
      <span>{words.city.name}</span>
    </a>
  )
}

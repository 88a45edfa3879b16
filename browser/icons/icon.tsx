/** One icon beside a word: drawn from lucide's data, hidden from screen readers, since the word says it. */
import { h, type VNode } from 'preact'
import type { IconNode } from './icons.ts'

export interface IconProps {
  readonly of: IconNode
  readonly class?: string
}

export function Icon({ of: parts, class: extra }: IconProps): VNode {
  return (
    <svg class={extra === undefined ? 'icon' : `icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true">
      {parts.map(([tag, attributes], index) => h(tag, { ...attributes, key: index }))}
    </svg>
  )
}

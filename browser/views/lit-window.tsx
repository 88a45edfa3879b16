/** The arched window: amber when somebody is in, an outline when nobody is; always with its words. */
import type { VNode } from 'preact'
import { words } from '../text/words.ts'

export function ArchedWindow({ isLit }: { readonly isLit: boolean }): VNode {
  return (
    <svg class={isLit ? 'arch lit' : 'arch'} viewBox="0 0 20 24" aria-hidden="true">
      <path class="pane" d="M2 23V10a8 8 0 0 1 16 0v13Z" />
      <path class="bar" d="M10 2v21M2 13h16" />
    </svg>
  )
}

export interface WhoIsInProps {
  /** `undefined` while nobody has told yet. */
  readonly count: number | undefined
  /** In place of «3 in». */
  readonly text?: string
}

export function WhoIsIn({ count, text }: WhoIsInProps): VNode {
  const isLit = count !== undefined && count > 0
  return (
    <span class={isLit ? 'is-in' : 'is-out'}>
      <ArchedWindow isLit={isLit} />
      <span>{count === undefined ? '…' : (text ?? words.people.peopleIn(count))}</span>
    </span>
  )
}

/** Who one is while no picture is shown: initials, or the outline of somebody without a name. */
import type { VNode } from 'preact'
import { initialsOf } from '../text/initials.ts'

export function Portrait({ name }: { readonly name: string }): VNode {
  const initials = initialsOf(name)
  return (
    <span class="portrait" aria-hidden="true">
      <span>
        {initials ?? (
          <svg viewBox="0 0 96 96">
            <path d="M48 22a17 17 0 1 1 0 34 17 17 0 0 1 0-34ZM18 96a30 32 0 0 1 60 0Z" />
          </svg>
        )}
      </span>
    </span>
  )
}

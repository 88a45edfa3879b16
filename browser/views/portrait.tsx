/** Who one is while no picture is shown: initials on a quiet ground. */
import type { VNode } from 'preact'
import { initialsOf } from '../text/initials.ts'

export function Portrait({ name }: { readonly name: string }): VNode {
  return (
    <span class="portrait" aria-hidden="true">
      <span>{initialsOf(name)}</span>
    </span>
  )
}

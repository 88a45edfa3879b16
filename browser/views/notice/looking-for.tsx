/** Something is being looked for in the city: said after a moment, so that what is found at once does not flash. */
import type { VNode } from 'preact'
import { Sign } from './sign.tsx'

export function LookingFor({ title, about }: { readonly title: string; readonly about: string }): VNode {
  return (
    <Sign>
      <div class="looking">
        <h1 tabIndex={-1}>{title}</h1>
        <p class="soft" role="status">
          {about}
        </p>
        <div class="waiting" />
      </div>
    </Sign>
  )
}

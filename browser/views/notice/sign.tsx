/** A page that is one sheet of paper under the evening sky: left, not secure, unknown, what was not found. */
import type { ComponentChildren, VNode } from 'preact'
import { Skyline, Stars } from '../town/skyline.tsx'

export function Sign({ children }: { readonly children: ComponentChildren }): VNode {
  return (
    <div class="sign">
      <Stars />
      <main class="sign-main">
        <section class="paper sign-paper">{children}</section>
      </main>
      <Skyline view="low" />
    </div>
  )
}

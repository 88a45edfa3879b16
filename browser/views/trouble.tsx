/** A problem that has a place to itself: a sign, a title, the cause, the steps, buttons, the code. */
import type { ComponentChildren, VNode } from 'preact'
import { Icon } from '../icons/icon.tsx'
import type { IconNode } from '../icons/icons.ts'
import type { Problem } from '../text/problem.ts'

export interface TroubleProps {
  readonly problem: Problem
  readonly icon: IconNode
  readonly heading?: 'h1' | 'h2' | 'h3'
  readonly children?: ComponentChildren
}

export function Trouble({ problem, icon, heading: Heading = 'h2', children }: TroubleProps): VNode {
  return (
    <div class="trouble" role={Heading === 'h1' ? undefined : 'alert'}>
      <span class="badge">
        <Icon of={icon} />
      </span>
      <Heading tabIndex={Heading === 'h1' ? -1 : undefined}>{problem.what}</Heading>
      {problem.why !== undefined && <p>{problem.why}</p>}
      {problem.tryThis !== undefined && <p>{problem.tryThis}</p>}
      {children !== undefined && <div class="button-row">{children}</div>}
      <code>{problem.code}</code>
    </div>
  )
}

/** A problem beside what failed: what happened, why, what to try, and the code to quote. */
import type { ComponentChildren, VNode } from 'preact'
import type { Problem } from '../text/problem.ts'

export interface ProblemNoteProps {
  readonly problem: Problem
  readonly id?: string
  /** Said at once by screen readers; a field's problem is read with its field instead. */
  readonly isAlert?: boolean
  /** Something that mends itself is no danger. */
  readonly isCalm?: boolean
  readonly children?: ComponentChildren
}

export function ProblemNote({ problem, id, isAlert = false, isCalm = false, children }: ProblemNoteProps): VNode {
  return (
    <div id={id} class={isCalm ? 'problem calm' : 'problem'} role={isAlert ? 'alert' : undefined}>
      <p>
        <strong>{problem.what}</strong> {problem.why} {problem.tryThis} <code>{problem.code}</code>
      </p>
      {children}
    </div>
  )
}

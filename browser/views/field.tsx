/** A field with its label, its hint and its problem, joined for eyes and for screen readers. */
import type { ComponentChildren, VNode } from 'preact'
import { useId } from 'preact/hooks'
import type { Problem } from '../text/problem.ts'
import { ProblemNote } from './problem-note.tsx'

/** What the input itself must carry. */
export interface InputLinks {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': 'true' | undefined
}

export interface FieldProps {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly problem?: Problem | undefined
  /** The problem is said at once, for a field whose form has no other place to say it. */
  readonly isAlert?: boolean
  readonly children: (links: InputLinks) => ComponentChildren
}

export function Field({ label, hint, problem, isAlert = false, children }: FieldProps): VNode {
  const id = useId()
  const described = [
    hint === undefined ? undefined : `${id}-hint`,
    problem === undefined ? undefined : `${id}-problem`
  ].filter(each => each !== undefined)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': problem === undefined ? undefined : 'true'
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {problem !== undefined && <ProblemNote id={`${id}-problem`} problem={problem} isAlert={isAlert} />}
    </div>
  )
}

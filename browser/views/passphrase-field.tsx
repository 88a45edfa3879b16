/** A passphrase: hidden while typed, shown on request. */
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'
import type { Problem } from '../text/problem.ts'
import { words } from '../text/words.ts'
import { Field } from './field.tsx'

export interface PassphraseFieldProps {
  readonly label: string
  readonly value: string
  readonly problem: Problem | undefined
  readonly isAlert?: boolean
  /** For password managers. */
  readonly purpose: 'new-password' | 'current-password'
  readonly onInput: (value: string) => void
  readonly onLeave?: () => void
}

export function PassphraseField(props: PassphraseFieldProps): VNode {
  const isShown = useSignal(false)
  return (
    <Field label={props.label} problem={props.problem} isAlert={props.isAlert ?? false}>
      {links => (
        <div class="with-button">
          <input
            {...links}
            class="input"
            // shown, it is «text»; the types of inputs allow one kind at a time
            type={(isShown.value ? 'text' : 'password') as 'password'}
            autocomplete={props.purpose}
            autocapitalize="off"
            spellcheck={false}
            value={props.value}
            onInput={event => props.onInput(event.currentTarget.value)}
            onBlur={() => props.onLeave?.()}
          />
          <button
            type="button"
            class="button plain reveal"
            aria-pressed={isShown.value}
            onClick={() => {
              isShown.value = !isShown.value
            }}
          >
            {words.build.show}
            <span class="unseen"> {props.label}</span>
          </button>
        </div>
      )}
    </Field>
  )
}

/** A passphrase: hidden while typed, shown on request. */
import { useSignal } from '@preact/signals'
import type { TargetedInputEvent, VNode } from 'preact'
import type { Problem } from '../text/problem.ts'
import { words } from '../text/words.ts'
import { Field, type InputLinks } from './field.tsx'

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
          <PassphraseInput {...props} {...links} isShown={isShown.value} />
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

type PassphraseInputProps = PassphraseFieldProps & InputLinks & { readonly isShown: boolean }

function PassphraseInput({ isShown, value, purpose, onInput, onLeave, ...rest }: PassphraseInputProps): VNode {
  const attributes = {
    id: rest.id,
    'aria-describedby': rest['aria-describedby'],
    'aria-invalid': rest['aria-invalid'],
    class: 'input',
    autocomplete: purpose,
    autocapitalize: 'off',
    spellcheck: false,
    value,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput(event.currentTarget.value),
    onBlur: () => onLeave?.()
  } as const
  // both are one element to the page: what is typed and the place in it stay
  return isShown ? <input {...attributes} type="text" /> : <input {...attributes} type="password" />
}

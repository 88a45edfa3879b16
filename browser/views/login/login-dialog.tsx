/** The dialog «Log in»: a card, its passphrase, and what went wrong; what was typed stays. */
import type { VNode } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { KeyRound } from '../../icons/icons.ts'
import type { LoginModel } from '../../models/login-model.ts'
import { words } from '../../text/words.ts'
import { Dialog } from '../dialog.tsx'
import { Field } from '../field.tsx'
import { PassphraseField } from '../passphrase-field.tsx'
import { ProblemNote } from '../problem-note.tsx'

export interface LoginDialogProps {
  readonly model: LoginModel
  readonly onClose: () => void
}

export function LoginDialog({ model, onClose }: LoginDialogProps): VNode {
  const step = model.step.value
  const problem = model.problem.value
  const hasCard = step === 'ready' || step === 'working'
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (step === 'ready') form.current?.querySelector<HTMLInputElement>('.with-button input')?.focus()
  }, [step])
  return (
    <Dialog title={words.login.title} class="login" onClose={onClose}>
      <form
        ref={form}
        class="login-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          model.logIn()
        }}
      >
        <CardChoice model={model} />
        <div class="login-words">
          <PassphraseField
            label={words.login.passphrase}
            purpose="current-password"
            value={model.passphrase.value}
            problem={hasCard ? problem : undefined}
            isAlert={true}
            onInput={value => model.setPassphrase(value)}
          />
          {model.needsName.value && <NameField model={model} />}
          {!hasCard && problem !== undefined && <ProblemNote problem={problem} isAlert={true} />}
          {step === 'working' && <Working model={model} />}
          <button type="submit" class="button first" aria-disabled={step === 'working' ? 'true' : undefined}>
            <Icon of={KeyRound} />
            {words.login.submit}
          </button>
        </div>
      </form>
      <p class="small soft">{words.login.trust}</p>
    </Dialog>
  )
}

function CardChoice({ model }: { readonly model: LoginModel }): VNode {
  const id = useId()
  const url = model.cardUrl.value
  return (
    <div class="login-card">
      {url !== undefined && <img class="card" src={url} alt={words.login.cardAlt} />}
      {model.step.value === 'reading' && (
        <div role="status">
          <p class="small soft">{words.login.reading}</p>
          <div class="waiting" />
        </div>
      )}
      <div class={url === undefined ? 'login-slot' : 'login-again'}>
        <label for={id}>{words.login.file}</label>
        {url === undefined && <p class="small soft">{words.login.lead}</p>}
        <input
          id={id}
          class="login-file"
          type="file"
          accept="image/*"
          data-first={url === undefined ? true : undefined}
          onChange={event => {
            const file = event.currentTarget.files?.[0]
            event.currentTarget.value = ''
            if (file !== undefined) model.choose(file)
          }}
        />
      </div>
    </div>
  )
}

function NameField({ model }: { readonly model: LoginModel }): VNode {
  return (
    <Field label={words.build.name}>
      {links => (
        <input
          {...links}
          class="input"
          type="text"
          autocomplete="name"
          value={model.name.value}
          onInput={event => model.setName(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

function Working({ model }: { readonly model: LoginModel }): VNode {
  const { text, fraction } = model.progress.value
  return (
    <div class="progress">
      <progress aria-label={text} max={1} value={fraction} />
      <p class="small" role="status">
        {text}
      </p>
    </div>
  )
}

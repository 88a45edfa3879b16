/** The form of Build: photo, name, passphrase, and what to know before. */
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { House, KeyRound } from '../../icons/icons.ts'
import type { BuildModel } from '../../models/build-model.ts'
import { words } from '../../text/words.ts'
import { Field } from '../field.tsx'
import { PassphraseField } from '../passphrase-field.tsx'
import { ProblemNote } from '../problem-note.tsx'
import { PhotoField } from './photo-field.tsx'

export function BuildForm({ model }: { readonly model: BuildModel }): VNode {
  const problems = model.problems.value
  const form = useRef<HTMLFormElement>(null)
  const wasSent = useRef(false)
  useEffect(() => {
    // what is wrong is read out by going to the first field it is about
    if (!wasSent.current) return
    wasSent.current = false
    form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problems])
  return (
    <form
      ref={form}
      class="build-form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        wasSent.current = true
        model.build()
      }}
    >
      <h1 tabIndex={-1}>{words.build.title}</h1>
      <p class="build-lead soft">{words.build.lead}</p>
      <PhotoField model={model} />
      <Field label={words.build.name} problem={problems.name}>
        {links => (
          <input
            {...links}
            class="input"
            type="text"
            autocomplete="name"
            value={model.name.value}
            onInput={event => model.setName(event.currentTarget.value)}
            onBlur={() => model.leave('name')}
          />
        )}
      </Field>
      <Field label={words.build.about} problem={problems.about}>
        {links => (
          <textarea
            {...links}
            class="input"
            rows={1}
            placeholder={words.build.aboutExample}
            value={model.about.value}
            onInput={event => model.setAbout(event.currentTarget.value)}
            onBlur={() => model.leave('about')}
          />
        )}
      </Field>
      <div class="build-pair">
        <PassphraseField
          label={words.build.passphrase}
          purpose="new-password"
          value={model.passphrase.value}
          problem={problems.passphrase}
          onInput={value => model.setPassphrase(value)}
          onLeave={() => model.leave('passphrase')}
        />
        <PassphraseField
          label={words.build.repeat}
          purpose="new-password"
          value={model.repeat.value}
          problem={problems.repeat}
          onInput={value => model.setRepeat(value)}
          onLeave={() => model.leave('repeat')}
        />
      </div>
      <p class="build-rules">
        <Icon of={KeyRound} />
        <span>
          <strong>{words.build.noReset}</strong> <span class="soft">{words.build.passphraseRules}</span>
        </span>
      </p>
      <SheetChoice model={model} />
      {problems.form !== undefined && <ProblemNote problem={problems.form} isAlert={true} />}
      <div class="build-send">
        <button type="submit" class="button first tall">
          <Icon of={House} />
          {words.build.build}
        </button>
      </div>
      <p class="small soft">{words.build.trust}</p>
    </form>
  )
}

function SheetChoice({ model }: { readonly model: BuildModel }): VNode {
  const wants = model.wantsSheet.value
  return (
    <div class="tick">
      <input
        id="build-sheet"
        type="checkbox"
        aria-describedby="build-sheet-hint"
        checked={wants}
        onChange={event => model.setWantsSheet(event.currentTarget.checked)}
      />
      <label for="build-sheet">{words.build.sheet}</label>
      <p id="build-sheet-hint" class="hint">
        {wants ? words.build.sheetWith : words.build.sheetWithout}
      </p>
    </div>
  )
}

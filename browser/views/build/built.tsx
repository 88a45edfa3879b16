/** The home stands: save the cards, then go there. */
import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { DoorOpen, Download as DownloadIcon } from '../../icons/icons.ts'
import type { BuildModel, Download } from '../../models/build-model.ts'
import { words } from '../../text/words.ts'
import { ProblemNote } from '../problem-note.tsx'

export function Built({ model }: { readonly model: BuildModel }): VNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  const [note, keepNote, unsavedNote] = [model.publishNote.value, model.keepNote.value, model.unsavedNote.value]
  const trouble = model.problems.value.form
  return (
    <div class="built">
      <h1 ref={heading} tabIndex={-1}>
        {words.build.built}
      </h1>
      <p class="build-lead soft">{words.build.builtLead}</p>
      <ul class="built-files">
        <File
          download={model.loginCard.value}
          onSave={() => model.saved('login')}
          name={words.build.downloadLogin}
          about={words.build.downloadLoginAbout}
        />
        <File
          download={model.visitingCard.value}
          onSave={() => model.saved('visiting')}
          name={words.build.downloadVisiting}
          about={words.build.downloadVisitingAbout}
        />
        <File
          download={model.recoverySheet.value}
          onSave={() => model.saved('sheet')}
          name={words.build.downloadSheet}
          about={words.build.downloadSheetAbout}
        />
      </ul>
      {keepNote !== undefined && <ProblemNote problem={keepNote} isCalm={true} />}
      {note !== undefined && <ProblemNote problem={note} isCalm={true} isAlert={true} />}
      {trouble !== undefined && <ProblemNote problem={trouble} isAlert={true} />}
      {unsavedNote !== undefined && <ProblemNote problem={unsavedNote} isAlert={true} />}
      <button type="button" class="button first tall" onClick={() => model.goHome()}>
        <Icon of={DoorOpen} />
        {words.build.goHome}
      </button>
    </div>
  )
}

function File(props: {
  download: Download | undefined
  name: string
  about: string
  onSave: () => void
}): VNode | null {
  if (props.download === undefined) return null
  return (
    <li>
      <a class="button" href={props.download.href} download={props.download.fileName} onClick={props.onSave}>
        <Icon of={DownloadIcon} />
        {props.name}
      </a>
      <span class="small soft">{props.about}</span>
    </li>
  )
}

/** The right leaf: one's name, the devices, and the one button that opens. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { DoorOpen, Lock, Mic, Video, Volume2 } from '../../icons/icons.ts'
import type { DoorModel } from '../../models/door-model.ts'
import { words } from '../../text/words.ts'
import { Field } from '../field.tsx'
import { ProblemNote } from '../problem-note.tsx'
import { DevicePick } from './device-pick.tsx'

export function DoorPaper({ model }: { readonly model: DoorModel }): VNode {
  const { camera, microphone, speaker } = model
  const problem = model.enterProblem.value
  const isOpening = model.entering.value === 'opening'
  return (
    <form
      class="paper door-paper"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (!isOpening) model.enter()
      }}
    >
      <Name model={model} />
      <DevicePick label={words.door.cameraDevice} icon={Video} device={camera} />
      <DevicePick label={words.door.microphoneDevice} icon={Mic} device={microphone} />
      <div class="door-speaker">
        <DevicePick label={words.door.speakerDevice} icon={Volume2} device={speaker} isFixed={!speaker.canChoose} />
        <button type="button" class="button" onClick={() => speaker.test()}>
          {speaker.testing.value ? words.door.testing : words.door.testSound}
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} isAlert={true} />}
      <div class="door-enter">
        <button type="submit" class="button first" aria-disabled={isOpening ? 'true' : undefined}>
          <Icon of={DoorOpen} />
          {isOpening ? words.door.entering : words.door.enter}
        </button>
      </div>
      {isOpening && <div class="waiting" />}
      <p class="small soft door-encrypted">
        <Icon of={Lock} />
        {words.door.encrypted}
      </p>
    </form>
  )
}

function Name({ model }: { readonly model: DoorModel }): VNode {
  const citizen = model.citizenName.value
  if (citizen !== undefined) return <p class="door-as">{words.people.asCitizen(citizen)}</p>
  const comesInAs = model.comesInAs.value
  return (
    <Field
      label={words.door.name}
      hint={comesInAs === '' ? undefined : words.people.asGuest(comesInAs)}
      problem={model.nameProblem.value}
      isAlert={true}
    >
      {links => (
        <input
          {...links}
          class="input"
          type="text"
          autocomplete="nickname"
          value={model.guestName.value}
          onInput={event => model.setGuestName(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** What stands over the stage while it is true: sound that waits for a press, a lost line, a device that fails. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { Volume2 } from '../../icons/icons.ts'
import type { RoomDevice, RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { ProblemNote } from '../problem-note.tsx'

export function RoomAlerts({ model }: { readonly model: RoomModel }): VNode {
  const note = model.connectionNote.value
  return (
    <div class="room-alerts">
      {model.isSoundBlocked.value && (
        <div class="room-alert" role="alert">
          <Icon of={Volume2} />
          <p>
            <strong>{words.room.soundBlocked}</strong> <span>{words.room.soundBlockedAbout}</span>
          </p>
          <button type="button" class="button first" onClick={() => model.turnSoundOn()}>
            {words.room.turnSoundOn}
          </button>
        </div>
      )}
      {note !== undefined && (
        <div class="room-alert">
          <ProblemNote problem={note} isCalm={true} isAlert={true} />
        </div>
      )}
      <DeviceAlert device={model.camera} />
      <DeviceAlert device={model.microphone} />
    </div>
  )
}

function DeviceAlert({ device }: { device: RoomDevice }): VNode | null {
  const problem = device.problem.value
  if (problem === undefined) return null
  return (
    <div class="room-alert">
      <ProblemNote problem={problem} isAlert={true}>
        <div class="button-row">
          <button type="button" class="button small first" onClick={() => device.toggle()}>
            {words.app.retry}
          </button>
          <button type="button" class="button small" onClick={() => device.dismiss()}>
            {words.door.goOnWithout}
          </button>
        </div>
      </ProblemNote>
    </div>
  )
}

/** On a phone a stray tap never leaves the room: it is asked once. */
import type { VNode } from 'preact'
import type { RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { Dialog } from '../dialog.tsx'

export interface LeaveQuestionProps {
  readonly model: RoomModel
  readonly onStay: () => void
}

export function LeaveQuestion({ model, onStay }: LeaveQuestionProps): VNode {
  return (
    <Dialog title={words.room.leaveQuestion(model.roomTitle)} class="sheet question" onClose={onStay}>
      <div class="sheet-list">
        <button type="button" class="button danger" onClick={() => model.leave()}>
          {words.room.leaveYes}
        </button>
        <button type="button" class="button" data-first onClick={onStay}>
          {words.room.leaveNo}
        </button>
      </div>
    </Dialog>
  )
}

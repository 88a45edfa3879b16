/** «More» on a phone: what does not fit among five buttons. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { SwitchCamera, UserPlus, Users, type IconNode } from '../../icons/icons.ts'
import type { RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { Dialog } from '../dialog.tsx'

export interface MoreSheetProps {
  readonly model: RoomModel
  readonly onClose: () => void
}

export function MoreSheet({ model, onClose }: MoreSheetProps): VNode {
  const item = (icon: IconNode, label: string, act: () => void): VNode => (
    <button
      type="button"
      class="button"
      onClick={() => {
        onClose()
        act()
      }}
    >
      <Icon of={icon} />
      {label}
    </button>
  )
  return (
    <Dialog title={words.room.more} class="sheet" closesOutside={true} onClose={onClose}>
      <div class="sheet-list">
        {item(Users, words.room.people, () => model.togglePeople())}
        {item(UserPlus, words.room.invite, () => model.openInvite())}
        {model.canSwitchCamera.value && item(SwitchCamera, words.room.switchCamera, () => model.switchCamera())}
      </div>
    </Dialog>
  )
}

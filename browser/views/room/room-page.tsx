/** The room: the stage with everybody's tile, the controls, chat and people. */
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { Keyboard, Lock } from '../../icons/icons.ts'
import type { RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { BrandMark } from '../brand.tsx'
import { InviteDialog } from '../invite/invite-dialog.tsx'
import { NARROW, useMedia } from '../use-media.ts'
import { CallControls } from './call-controls.tsx'
import { ChatPanel } from './chat-panel.tsx'
import { LeaveQuestion } from './leave-question.tsx'
import { MoreSheet } from './more-sheet.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { RoomAlerts } from './room-alerts.tsx'
import type { RoomSheet } from './room-sheet.ts'
import { ShortcutList } from './shortcut-list.tsx'
import { Stage } from './stage.tsx'
import { useShortcuts } from './use-shortcuts.ts'

export function RoomPage({ model }: { readonly model: RoomModel }): VNode {
  const isNarrow = useMedia(NARROW)
  const hasOnePanel = isNarrow.value
  useEffect(() => model.setOnePanel(hasOnePanel), [hasOnePanel])
  const sheet = useSignal<RoomSheet>('none')
  const show = (next: RoomSheet): void => {
    sheet.value = next
  }
  useShortcuts({
    toggleMicrophone: () => model.microphone.toggle(),
    toggleCamera: () => model.camera.toggle(),
    toggleChat: () => (model.chat.isOpen.peek() ? model.chat.close() : model.chat.open()),
    togglePeople: () => model.togglePeople(),
    toggleList: () => show(sheet.peek() === 'shortcuts' ? 'none' : 'shortcuts'),
    isMicrophoneOn: () => model.microphone.on.peek() || model.microphone.starting.peek()
  })
  const [isChatOpen, isPeopleOpen] = [model.chat.isOpen.value, model.isPeopleOpen.value]
  const invite = model.invite.value
  return (
    <main class={`room${isChatOpen || isPeopleOpen ? ' with-panel' : ''}${isNarrow.value ? ' narrow' : ''}`}>
      <RoomHead model={model} isNarrow={isNarrow.value} onShortcuts={() => show('shortcuts')} />
      <div class="room-stage">
        <RoomAlerts model={model} />
        <Stage model={model} />
      </div>
      {(isChatOpen || isPeopleOpen) && (
        <div class="room-panels">
          {isPeopleOpen && <PeoplePanel people={model.people.value} onClose={() => model.togglePeople()} />}
          {isChatOpen && <ChatPanel model={model.chat} takesFocus={!isNarrow.value} />}
        </div>
      )}
      <CallControls model={model} isNarrow={isNarrow.value} onSheet={show} />
      {sheet.value === 'more' && <MoreSheet model={model} onClose={() => show('none')} />}
      {sheet.value === 'leave' && <LeaveQuestion model={model} onStay={() => show('none')} />}
      {sheet.value === 'shortcuts' && <ShortcutList onClose={() => show('none')} />}
      {invite !== undefined && <InviteDialog model={invite} onClose={() => model.closeInvite()} />}
    </main>
  )
}

function RoomHead(props: { model: RoomModel; isNarrow: boolean; onShortcuts: () => void }): VNode {
  const { model } = props
  return (
    <header class="room-head">
      <BrandMark />
      <div class="room-title">
        <h1 tabIndex={-1}>{model.roomTitle}</h1>
        <p>{words.room.subtitle(model.homeName)}</p>
      </div>
      {!props.isNarrow && (
        <button type="button" class="room-keys" onClick={props.onShortcuts}>
          <Icon of={Keyboard} />
          {words.room.shortcuts}
        </button>
      )}
      <p class="room-sealed">
        <Icon of={Lock} />
        {words.room.encrypted}
      </p>
    </header>
  )
}

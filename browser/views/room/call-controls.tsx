/** The toolbar of the room, in three groups: yours, the room's, leaving. On a phone five buttons, the rest under «More». */
import type { ComponentChildren, VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import {
  Ellipsis,
  LogOut,
  MessageSquare,
  Mic,
  MicOff,
  UserPlus,
  Users,
  Video,
  VideoOff,
  type IconNode
} from '../../icons/icons.ts'
import type { RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import type { RoomSheet } from './room-sheet.ts'

export interface CallControlsProps {
  readonly model: RoomModel
  readonly isNarrow: boolean
  readonly onSheet: (sheet: RoomSheet) => void
}

export function CallControls({ model, isNarrow, onSheet }: CallControlsProps): VNode {
  const bar = useRef<HTMLDivElement>(null)
  return (
    <div
      ref={bar}
      class="controls"
      role="toolbar"
      aria-label={words.room.controls}
      onKeyDown={event => walk(event, bar.current)}
    >
      <div class="control-group">
        <DeviceControls model={model} />
      </div>
      <div class="control-group">
        <ChatControl model={model} />
        {isNarrow ? (
          <Control icon={Ellipsis} label={words.room.more} opens="people" onPress={() => onSheet('more')} />
        ) : (
          <>
            <Control
              icon={Users}
              label={words.room.people}
              opens="people"
              isOpen={model.isPeopleOpen.value}
              onPress={() => model.togglePeople()}
            />
            <Control icon={UserPlus} label={words.room.invite} onPress={() => model.openInvite()} />
          </>
        )}
      </div>
      <div class="control-group">
        <button type="button" class="control leave" onClick={() => (isNarrow ? onSheet('leave') : model.leave())}>
          <Icon of={LogOut} />
          <span>{words.room.leave}</span>
        </button>
      </div>
    </div>
  )
}

function DeviceControls({ model: { camera, microphone } }: { model: RoomModel }): VNode {
  const [hasCamera, hasMicrophone] = [camera.on.value, microphone.on.value]
  return (
    <>
      <Control
        icon={hasCamera ? Video : VideoOff}
        label={hasCamera ? words.room.cameraOff : words.room.cameraOn}
        isLive={hasCamera}
        isBusy={camera.starting.value}
        onPress={() => camera.toggle()}
      />
      <Control
        icon={hasMicrophone ? Mic : MicOff}
        label={hasMicrophone ? words.room.mute : words.room.unmute}
        isLive={hasMicrophone}
        isBusy={microphone.starting.value}
        onPress={() => microphone.toggle()}
      />
    </>
  )
}

function ChatControl({ model: { chat } }: { model: RoomModel }): VNode {
  const [isOpen, unread] = [chat.isOpen.value, chat.unread.value]
  return (
    <Control
      icon={MessageSquare}
      label={isOpen ? words.room.closeChat : words.room.openChat}
      opens="chat"
      isOpen={isOpen}
      description={unread > 0 ? words.room.unread(unread) : undefined}
      onPress={() => (isOpen ? chat.close() : chat.open())}
    >
      {unread > 0 && (
        <span class="unread" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </Control>
  )
}

interface ControlProps {
  readonly icon: IconNode
  readonly label: string
  readonly isLive?: boolean
  /** The panel it opens: where the focus goes when that closes. */
  readonly opens?: 'chat' | 'people'
  readonly isOpen?: boolean
  readonly isBusy?: boolean
  readonly description?: string | undefined
  readonly onPress: () => void
  readonly children?: ComponentChildren
}

function Control(props: ControlProps): VNode {
  return (
    <button
      type="button"
      class={props.isOpen === true ? 'control open' : 'control'}
      data-opens={props.opens}
      aria-description={props.description}
      aria-busy={props.isBusy === true ? 'true' : undefined}
      onClick={props.onPress}
    >
      <span class="control-icon">
        <Icon of={props.icon} />
        {props.isLive === true && <span class="live-dot" />}
        {props.children}
      </span>
      <span>{props.label}</span>
    </button>
  )
}

/** Arrow keys, Home and End walk along the bar. */
function walk(event: KeyboardEvent, bar: HTMLElement | null): void {
  const buttons = [...(bar?.querySelectorAll<HTMLElement>('button') ?? [])]
  const at = buttons.findIndex(button => button === document.activeElement)
  if (at === -1) return
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  buttons[(next + buttons.length) % buttons.length]?.focus()
}

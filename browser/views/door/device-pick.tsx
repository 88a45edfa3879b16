/** A choice of devices of one kind. */
import type { ReadonlySignal } from '@preact/signals'
import type { VNode } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { ChevronDown, type IconNode } from '../../icons/icons.ts'
import type { DeviceChoice } from '../../models/door-model.ts'
import { words } from '../../text/words.ts'

export interface DevicePickProps {
  readonly label: string
  readonly icon: IconNode
  readonly device: {
    readonly choices: ReadonlySignal<readonly DeviceChoice[]>
    readonly chosen: ReadonlySignal<string>
    choose(id: string): void
  }
  /** The browser offers no choice: only the default is shown. */
  readonly isFixed?: boolean
}

export function DevicePick({ label, icon, device, isFixed = false }: DevicePickProps): VNode {
  const id = useId()
  const choices = isFixed ? [] : device.choices.value
  const chosen = device.chosen.value
  const isListed = choices.some(choice => choice.id === chosen)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="pick">
        <Icon of={icon} />
        <select
          id={id}
          class="input"
          value={isListed ? chosen : ''}
          onChange={event => device.choose(event.currentTarget.value)}
        >
          {!isListed && <option value="">{words.door.defaultDevice}</option>}
          {choices.map((choice, index) => (
            <option key={choice.id} value={choice.id}>
              {choice.label === '' ? words.door.device(index + 1) : choice.label}
            </option>
          ))}
        </select>
        <Icon of={ChevronDown} />
      </div>
    </div>
  )
}

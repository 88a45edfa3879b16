/** Who is in the room, as a list. */
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import type { RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { Icon } from '../../icons/icon.tsx'
import { X } from '../../icons/icons.ts'
import { Portrait } from '../portrait.tsx'
import { useFocusBack } from './use-focus-back.ts'

export interface PeoplePanelProps {
  readonly people: RoomModel['people']['value']
  readonly onClose: () => void
}

export function PeoplePanel({ people, onClose }: PeoplePanelProps): VNode {
  const panel = useRef<HTMLElement>(null)
  useFocusBack(panel, '[data-opens=people]')
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it wherever the focus is inside
    <section
      ref={panel}
      class="panel people"
      aria-labelledby="people-title"
      onKeyDown={event => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header class="panel-head">
        <h2 id="people-title">{words.room.people}</h2>
        <button type="button" class="panel-close" onClick={onClose}>
          <Icon of={X} />
          {words.app.close}
        </button>
      </header>
      <ul aria-label={words.room.people}>
        {people.map(person => (
          <li key={person.peer}>
            <Portrait name={person.name} />
            <span>{person.label}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

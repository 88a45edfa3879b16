/** Who is in the room, as a list. */
import type { VNode } from 'preact'
import type { RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { Icon } from '../../icons/icon.tsx'
import { X } from '../../icons/icons.ts'
import { Portrait } from '../portrait.tsx'

export interface PeoplePanelProps {
  readonly people: RoomModel['people']['value']
  readonly onClose: () => void
}

export function PeoplePanel({ people, onClose }: PeoplePanelProps): VNode {
  return (
    <section class="panel people" aria-labelledby="people-title">
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

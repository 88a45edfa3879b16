/** One room's door on the front of the house, with its name, its state and who is in. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { CreditCard } from '../../icons/icons.ts'
import type { DoorPlate } from '../../models/home-model.ts'
import { words } from '../../text/words.ts'
import { WhoIsIn } from '../lit-window.tsx'

export function RoomDoor({ room }: { readonly room: DoorPlate }): VNode {
  const isLit = (room.peopleIn ?? 0) > 0
  return (
    <li class="room-door">
      <a class="room-name" href={room.href}>
        {room.title}
      </a>
      <span class="room-state">{words.home.door[room.door]}</span>
      <WhoIsIn count={room.peopleIn} />
      <span class={`doorway ${room.door}-door${isLit ? ' lit' : ''}`} aria-hidden="true">
        {room.door === 'open' && <Inside people={room.peopleIn ?? 0} />}
        <span class="leaf">
          {room.door !== 'open' && <span class="fanlight" />}
          {room.door === 'card' && (
            <span class="card-sign">
              <Icon of={CreditCard} />
            </span>
          )}
          {room.door === 'closed' && <span class="closed-sign">{words.home.closedSign}</span>}
          <span class="handle" />
        </span>
      </span>
    </li>
  )
}

/** What one sees through a door that stands ajar: people against the light, or the dark. */
function Inside({ people }: { people: number }): VNode {
  return (
    <svg class="inside" viewBox="0 0 96 228" preserveAspectRatio="xMidYMax slice">
      {people > 1 && (
        <path class="figure far" d="M70 118a15 15 0 1 1 0 30 15 15 0 0 1 0-30ZM45 228c0-50 6-74 25-74s25 24 25 74Z" />
      )}
      {people > 0 && (
        <path class="figure" d="M28 99a19 19 0 1 1 0 38 19 19 0 0 1 0-38ZM-4 228c0-60 6-84 32-84s32 24 32 84Z" />
      )}
      {people > 2 && (
        <path class="figure near" d="M82 134a14 14 0 1 1 0 28 14 14 0 0 1 0-28ZM58 228c0-44 6-60 24-60s24 16 24 60Z" />
      )}
    </svg>
  )
}

/** The front of a house: a roof, windows, and a door for each room. */
import type { VNode } from 'preact'
import type { DoorPlate } from '../../models/home-model.ts'
import { words } from '../../text/words.ts'
import { RoomDoor } from './room-door.tsx'

/** Windows under the roof; as many are lit as rooms have people in. */
const WINDOWS = 4

export function HomeFront({ rooms }: { readonly rooms: readonly DoorPlate[] }): VNode {
  const lit = rooms.filter(room => (room.peopleIn ?? 0) > 0).length
  return (
    <div class={rooms.length > 3 ? 'house many' : 'house'}>
      <Roof />
      <div class="house-wall">
        <div class="house-windows" aria-hidden="true">
          {Array.from({ length: WINDOWS }, (_, index) => (
            <HouseWindow key={index} isLit={index >= 1 ? index <= lit : lit >= WINDOWS} />
          ))}
        </div>
        {rooms.length === 0 ? (
          <p class="house-empty">{words.home.noRooms}</p>
        ) : (
          <ul class="house-doors" aria-label={words.home.rooms}>
            {rooms.map(room => (
              <RoomDoor key={room.slug} room={room} />
            ))}
          </ul>
        )}
      </div>
      <div class="house-step" aria-hidden="true" />
    </div>
  )
}

function Roof(): VNode {
  return (
    <svg class="house-roof" viewBox="0 0 756 172" preserveAspectRatio="none" aria-hidden="true">
      <path class="chimney" d="M546 10h66v44h-66ZM536 0h86v12h-86Z" />
      <path class="tiles" d="M122 44h510l124 128H0Z" />
      <path class="tile-lines" d="M108 60h538M82 87h590M55 114h644M28 141h698" />
    </svg>
  )
}

function HouseWindow({ isLit }: { isLit: boolean }): VNode {
  return (
    <svg class={isLit ? 'house-window lit' : 'house-window'} viewBox="0 0 64 84">
      <path class="frame" d="M0 84V32a32 32 0 0 1 64 0v52Z" />
      <path class="glass" d="M4 74V32a28 28 0 0 1 56 0v42Z" />
      <path class="bars" d="M32 4v70M4 44h56" />
    </svg>
  )
}

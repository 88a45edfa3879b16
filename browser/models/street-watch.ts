/** Who is behind the doors one walks past: read from the rendezvous, without connecting to anybody. */
import type { City } from '../../protocol/city/city.ts'
import type { RoomEntry } from '../../protocol/city/home-record.ts'
import type { RendezvousEntry, RendezvousView } from '../../protocol/city/rendezvous.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { verifyJoinStatement, type Joined } from '../../protocol/room/membership.ts'
import { keyOfPeer } from '../../protocol/room/peer-key.ts'
import { roomTag } from '../../protocol/room/tag.ts'
import type { Clock } from '../ports/clock.ts'
import { words } from '../text/words.ts'

/** Who is in a room. */
export interface Occupancy {
  /** `undefined` while nobody has told yet. */
  readonly peopleIn: number | undefined
  /** Guests carry «(guest)». */
  readonly names: readonly string[]
}

/** Watches rooms from outside. */
export interface StreetWatch {
  /** Tells who is in, now and on every change. Returns its undo. */
  watch(door: { readonly home: HomeId; readonly room: RoomEntry }, onChange: (occupancy: Occupancy) => void): () => void
}

/** Watches rooms of a city. Only those whose join statement holds are counted, each person once. */
export function createStreetWatch(city: Pick<City, 'rendezvous'>, clock: Clock): StreetWatch {
  return {
    watch({ home, room }, onChange) {
      const tag = roomTag(home, room)
      let verified = new Map<string, Promise<Joined | undefined>>()
      let latest: RendezvousView | undefined

      const look = async (view: RendezvousView): Promise<void> => {
        latest = view
        const before = verified
        // one check for each statement, however often the view changes
        verified = new Map(
          view.entries.map(entry => [keyOf(entry), before.get(keyOf(entry)) ?? verify(entry, tag, clock.nowMs())])
        )
        const joined = (await Promise.all(verified.values())).filter(each => each !== undefined)
        if (latest !== view) return
        const people = [...new Map(joined.map(each => [each.key, each])).values()]
        const isKnown = people.length > 0 || (view.isComplete && !view.isBlind)
        const names = people.map(({ kind, name }) => (kind === 'guest' ? words.happenings.guest(name) : name))
        onChange({ peopleIn: isKnown ? people.length : undefined, names })
      }
      const watched = city.rendezvous.watch(tag, view => void look(view))
      return () => {
        latest = undefined
        watched.close()
      }
    }
  }
}

function keyOf({ peer, statement }: RendezvousEntry): string {
  return `${peer} ${statement.join()}`
}

async function verify(
  { peer, statement }: RendezvousEntry,
  tag: Uint8Array,
  nowMs: number
): Promise<Joined | undefined> {
  try {
    return await verifyJoinStatement(statement, { tag, peerKey: keyOfPeer(peer), nowMs })
  } catch {
    return undefined // whoever cannot prove to be here is not here
  }
}

/** A building for tests of rooms: one home, one open room, a rendezvous and a network in memory. */
import { TypedEventEmitter } from 'main-event'
import { expect, onTestFinished } from 'vitest'
import { createMemoryNetwork } from '../../../protocol/channel/memory.ts'
import type { CityEvents } from '../../../protocol/city/city.ts'
import { withMembers } from '../../../protocol/events.ts'
import { parseHomeId } from '../../../protocol/identity/genesis.ts'
import type { Identity } from '../../../protocol/identity/identity.ts'
import { approachRoom, type Doorway } from '../../../protocol/room/doorway.ts'
import { roomTag } from '../../../protocol/room/tag.ts'
import type { RoomCity } from '../../../protocol/room/room-city.ts'
import type { Room } from '../../../protocol/room/room.ts'
import { citizen, createFakeRendezvous, guest, type Person, session } from './people.ts'

const NOBODY = { camera: false, microphone: false }

/** The city as one person has it. */
export interface FakeCity extends RoomCity {
  lose(): void
  find(): void
}

/** Somebody who went in. */
export interface Inhabitant {
  readonly person: Person
  readonly city: FakeCity
  readonly doorway: Doorway
  readonly room: Room
  names(): string[]
  texts(): string[]
}

/** Builds it. */
export async function createBuilding({ skewMs = (): number => 0 }: { skewMs?: (name: string) => number } = {}) {
  const network = createMemoryNetwork()
  const rendezvous = createFakeRendezvous()
  const owner = await citizen('the owner', Date.now())
  const home = { home: owner.kind === 'citizen' ? owner.home : parseHomeId('') }
  const entry = { id: new Uint8Array(16).fill(1), epoch: 1, door: 'open' as const }
  const entered: Room[] = []
  const doorways: Doorway[] = []

  const cityOf = (person: Person): FakeCity => {
    const events = new TypedEventEmitter<CityEvents>()
    let state: RoomCity['state'] = 'online'
    const become = (next: RoomCity['state']): void => {
      state = next
      events.safeDispatchEvent('state-changed', { detail: next })
    }
    return withMembers(events, {
      peerId: person.peer,
      libp2p: undefined as never, // the network is in memory
      identity: person.identity,
      sessionCert: person.sessionCert,
      sealKeys: person.sealKeys,
      rendezvous: rendezvous.of(person.peer),
      iceServers: [],
      get state() {
        return state
      },
      lose: () => become('offline'),
      find: () => become('online')
    })
  }

  const approach = async (person: Person, clock = Date.now): Promise<{ city: FakeCity; doorway: Doorway }> => {
    const city = cityOf(person)
    const openChannel = network.channels(person.peer)
    const doorway = await approachRoom({ city, home, room: entry, clock, openChannel, createPeerConnection: null })
    doorways.push(doorway)
    return { city, doorway }
  }

  const inhabit = async (name: string, person: Person, presence = NOBODY): Promise<Inhabitant> => {
    const clock = (): number => Date.now() + skewMs(name)
    const { city, doorway } = await approach(person, clock)
    const room = await doorway.enter({ name, presence })
    entered.push(room)
    const names = (): string[] => room.members().map(member => member.name)
    const texts = (): string[] => room.chat.lines().map(line => `${line.name}: ${line.text}`)
    return { person, city, doorway, room, names, texts }
  }

  onTestFinished(async () => {
    await Promise.all(entered.map(async room => room.leave()))
    await Promise.all(doorways.map(async doorway => doorway.close()))
    expect(network.openStreams).toBe(0)
    expect(rendezvous.registered).toBe(0)
    expect(rendezvous.watchers).toBe(0)
  })

  return {
    network,
    rendezvous,
    home,
    entry,
    tag: roomTag(home.home, entry),
    approach,
    inhabit,
    /** A fresh session of a guest or citizen goes in. */
    async enter(name: string, options: { identity?: Identity; presence?: typeof NOBODY } = {}): Promise<Inhabitant> {
      const identity = options.identity ?? (await guest(name))
      return inhabit(name, await session(identity, Date.now() + skewMs(name)), options.presence)
    }
  }
}

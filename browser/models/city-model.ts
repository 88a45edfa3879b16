/** The City page: the ways in. */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { City } from '../../protocol/city/city.ts'
import type { WellKnown } from '../../protocol/city/well-known.ts'
import { parseHomeId } from '../../protocol/identity/genesis.ts'
import { hashOf } from '../routes.ts'
import type { Problem } from '../text/problem.ts'
import { problem } from '../text/problems.ts'
import { words } from '../text/words.ts'
import { defineModel, lifetime, onDispose } from './model.ts'
import type { StreetWatch } from './street-watch.ts'

/** The City page: the ways in. */
export interface CityModel {
  /** What is typed into «Visit a home». */
  readonly address: ReadonlySignal<string>
  readonly problem: ReadonlySignal<Problem | undefined>
  /** The town square of the super-peer that serves the page. */
  readonly square: ReadonlySignal<
    | { readonly kind: 'looking' }
    | { readonly kind: 'none'; readonly problem: Problem }
    | { readonly kind: 'found'; readonly title: string; readonly href: string; readonly peopleIn: number }
  >
  /** Super-peers that hold this city, as far as this page knows. */
  readonly superPeers: ReadonlySignal<number>
  type(address: string): void
  go(): void
}

/** What the City page needs. */
export interface CityParts {
  readonly city: Promise<City>
  /** What the page's server says of itself; `undefined` when it does not answer. */
  readonly origin: Promise<WellKnown | undefined>
  /** Counts those who are in a room. */
  readonly street: Promise<StreetWatch>
  /** Goes where a link leads; `false` when it is none. */
  follow(link: string): Promise<boolean>
}

/** Makes the City page. */
export const createCityModel = defineModel((parts: CityParts): CityModel => {
  const address = signal('')
  const trouble = signal<Problem>()
  const square = signal<CityModel['square']['value']>({ kind: 'looking' })
  const superPeers = signal(0)
  const life = lifetime()

  const count = (city: City) => (): void => {
    superPeers.value = Math.max(city.superPeersKnown, city.superPeers().filter(({ isUp }) => isUp).length)
  }
  const undo: (() => void)[] = []
  onDispose(() => {
    for (const end of undo) end()
  })
  const keepUntilGone = (end: () => void): void => {
    if (life.aborted) end()
    else undo.push(end)
  }

  const watchCity = async (): Promise<void> => {
    const city = await parts.city
    if (life.aborted) return
    const recount = count(city)
    recount()
    city.addEventListener('super-peers-changed', recount)
    keepUntilGone(() => city.removeEventListener('super-peers-changed', recount))
  }
  const findSquare = async (): Promise<void> => {
    const told = (await parts.origin)?.square
    if (life.aborted) return
    if (told === undefined) {
      square.value = { kind: 'none', problem: problem('HOME-10') }
      return
    }
    const home = parseHomeId(told.home)
    const href = hashOf({ kind: 'room', home, room: told.room, hints: [] })
    const show = (title: string, peopleIn: number): void => {
      square.value = { kind: 'found', title, href, peopleIn }
    }
    show(words.city.square, 0) // the door can be tried before the home's papers have come
    const found = await (await parts.city).homes.lookup(home).first
    const room = found?.record.rooms.find(({ slug }) => slug === told.room)
    if (room === undefined || life.aborted) return
    show(room.title, 0)
    const { watch } = await parts.street
    keepUntilGone(watch({ home, room }, ({ peopleIn }) => show(room.title, peopleIn ?? 0)))
  }
  watchCity().catch(() => undefined) // the notice on top of the page says that the city cannot be reached
  findSquare().catch(() => {
    if (square.peek().kind !== 'found') square.value = { kind: 'none', problem: problem('HOME-10') }
  })

  return {
    address,
    problem: trouble,
    square,
    superPeers,
    type(text) {
      address.value = text
      trouble.value = undefined
    },
    go() {
      const asked = address.peek()
      void parts.follow(asked).then(isPlace => {
        if (!isPlace && address.peek() === asked) trouble.value = problem('HOME-4')
      })
    }
  }
})

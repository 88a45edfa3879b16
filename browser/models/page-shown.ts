/** Which place is shown: it follows the address, and what was shown before is given back. */
import { batch, computed, signal, untracked, type ReadonlySignal } from '@preact/signals'
import type { City } from '../../protocol/city/city.ts'
import type { WellKnown } from '../../protocol/city/well-known.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import type { Address } from '../ports/address.ts'
import { hashOf, parseRoute, type Route } from '../routes.ts'
import type { Problem } from '../text/problem.ts'
import { problem } from '../text/problems.ts'
import type { BuildModel } from './build-model.ts'
import { createCityModel, type CityModel } from './city-model.ts'
import type { DoorModel } from './door-model.ts'
import type { HomeModel } from './home-model.ts'
import { createLeftModel, type LeftModel } from './left-model.ts'
import { defineModel, onDispose, type Owned } from './model.ts'
import type { OwnMedia } from './own-media.ts'
import type { Places } from './places.ts'
import type { RoomModel } from './room-model.ts'
import type { Who } from './who.ts'

/** The place that is shown, with its model. */
export type PageModel =
  | { readonly kind: 'starting' }
  | { readonly kind: 'not-secure'; readonly httpsAddress: string | undefined; readonly command: string }
  | { readonly kind: 'city'; readonly model: CityModel }
  | { readonly kind: 'build'; readonly model: BuildModel }
  | { readonly kind: 'home'; readonly model: HomeModel }
  | { readonly kind: 'door'; readonly model: DoorModel }
  | { readonly kind: 'room'; readonly model: RoomModel }
  | { readonly kind: 'left'; readonly model: LeftModel }
  | { readonly kind: 'unknown'; readonly problem: Problem }

/** Which place is shown. */
export interface PageShown {
  readonly page: ReadonlySignal<PageModel>
}

/** What showing places needs. */
export interface PageShownParts {
  readonly address: Address
  readonly who: Who
  readonly origin: Promise<WellKnown | undefined>
  readonly places: Promise<Owned<Places>>
  readonly city: Promise<City>
  /** The visiting card of a home, when it was dropped on the page. */
  cardOf(home: HomeId): Blob | undefined
  /** A part of the page cannot be loaded. */
  onFailed(error: unknown): void
}

/** A place and how it is given back. */
interface Shown {
  readonly page: PageModel
  end(): void
}

/** A room's place in the city. */
interface RoomPlace {
  readonly home: HomeId
  readonly room: string
}

const STARTING: Shown = { page: { kind: 'starting' }, end: () => undefined }

/** Shows the place the address leads to, and every one it leads to later. */
export const createPageShown = defineModel((parts: PageShownParts): PageShown => {
  const { address, who, places, city, onFailed } = parts
  const shown = signal<Shown>(STARTING)
  let loaded: Places | undefined
  let isGone = false
  /** Raised with every change of place: what was still being loaded for the one before is not shown. */
  let turn = 0
  places.then(made => (loaded = made)).catch(() => undefined) // told by whoever made the promise

  const show = (next: Shown): void => {
    const before = shown.peek()
    shown.value = next
    before.end()
  }
  const showDoor = (made: Places, place: RoomPlace, entersAtOnce: boolean): void => {
    const media = made.media()
    let isHandedOn = false
    const model = made.door(place, {
      media,
      entersAtOnce,
      onEntered(entered) {
        isHandedOn = true
        const speakerId = model.speaker.chosen.peek()
        const room = made.room(entered, { media, speakerId, onLeft: () => showLeft(made, place, entered.entry.title) })
        show({ page: { kind: 'room', model: room }, end: () => endWith(room, media) })
      }
    })
    show({ page: { kind: 'door', model }, end: () => (isHandedOn ? model[Symbol.dispose]() : endWith(model, media)) })
  }
  const showLeft = (made: Places, place: RoomPlace, roomTitle: string): void => {
    const model = createLeftModel({
      roomTitle,
      rejoin: () => showDoor(made, place, true),
      goHome: () => goToHome(who.citizen.peek()?.home ?? place.home)
    })
    show({ page: { kind: 'left', model }, end: () => model[Symbol.dispose]() })
  }
  const showBuild = async (made: Places, mine: number): Promise<void> => {
    const model = await made.build(goToHome)
    if (mine === turn && !isGone) show({ page: { kind: 'build', model }, end: () => model[Symbol.dispose]() })
    else model[Symbol.dispose]()
  }
  const showHome = (made: Places, home: HomeId): void => {
    const model = made.home(home, { card: parts.cardOf(home), onLogOut: () => address.go('#/') })
    show({ page: { kind: 'home', model }, end: () => model[Symbol.dispose]() })
  }
  const showCity = (): void => {
    const street = places.then(made => made.street)
    street.catch(() => undefined) // the notice says that the city cannot be entered
    const model = createCityModel({ city, origin: parts.origin, street, follow })
    show({ page: { kind: 'city', model }, end: () => model[Symbol.dispose]() })
  }
  const showPlace = (made: Places, route: Exclude<Route, { kind: 'city' | 'unknown' }>): void => {
    if (route.kind !== 'build') made.hear(route.hints)
    if (route.kind === 'home') return showHome(made, route.home)
    if (route.kind === 'room') return showDoor(made, route, false)
    show(STARTING)
    showBuild(made, turn).catch(onFailed)
  }
  const go = (route: Route): void => {
    const mine = ++turn
    if (route.kind === 'city') return showCity()
    if (route.kind === 'unknown') {
      return show({ page: { kind: 'unknown', problem: problem('HOME-4') }, end: () => undefined })
    }
    if (loaded !== undefined) return showPlace(loaded, route)
    show(STARTING)
    places
      .then(made => {
        if (mine === turn && !isGone) showPlace(made, route)
      })
      .catch(() => undefined) // likewise
  }

  const goToHome = (home: HomeId): void => address.go(hashOf({ kind: 'home', home, hints: [] }))
  const follow = async (link: string): Promise<boolean> => {
    const hash = (await places).follow(link)
    if (hash !== undefined) address.go(hash)
    return hash !== undefined
  }

  let place = placeKey(parseRoute(address.hash()))
  const onAddress = (): void => {
    const route = parseRoute(address.hash())
    if (placeKey(route) === place) return // other hints to where one already is
    place = placeKey(route)
    go(route)
  }
  const undoAddress = address.onChange(() => batch(() => untracked(onAddress)))
  untracked(() => go(parseRoute(address.hash())))

  onDispose(() => {
    isGone = true
    undoAddress()
    shown.peek().end()
  })
  return { page: computed(() => shown.value.page) }
})

function endWith(model: { [Symbol.dispose](): void }, media: Owned<OwnMedia>): void {
  model[Symbol.dispose]()
  media[Symbol.dispose]()
}

function placeKey(route: Route): string {
  return route.kind === 'unknown' ? `unknown ${route.text}` : hashOf(route)
}

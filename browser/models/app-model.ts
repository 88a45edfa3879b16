/** The page as a whole: which place is shown, who one is, what lies on top. */
import { batch, computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals'
import type { WellKnown } from '../../protocol/city/well-known.ts'
import { codeOf } from '../../protocol/errors.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import type { Identity } from '../../protocol/identity/identity.ts'
import type { Address } from '../ports/address.ts'
import type { Clock } from '../ports/clock.ts'
import type { Keys } from '../ports/keys.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { PageLife } from '../ports/page-life.ts'
import type { Storage } from '../ports/storage.ts'
import { hashOf, parseRoute, type Route } from '../routes.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import type { BuildModel } from './build-model.ts'
import { createCityModel, type CityModel } from './city-model.ts'
import type { DoorModel } from './door-model.ts'
import type { HomeModel } from './home-model.ts'
import { createLeftModel, type LeftModel } from './left-model.ts'
import type { LoginModel } from './login-model.ts'
import { defineModel, onDispose, type Owned } from './model.ts'
import { createNotices, type Notice } from './notices.ts'
import type { OwnMedia } from './own-media.ts'
import type { PlaceContext, Places } from './places.ts'
import type { RoomModel } from './room-model.ts'
import { createWho } from './who.ts'

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

export type { Notice } from './notices.ts'

/** The page as a whole. */
export interface AppModel {
  readonly page: ReadonlySignal<PageModel>
  /** The citizen this browser is logged in as. */
  readonly citizen: ReadonlySignal<
    { readonly home: HomeId; readonly name: string; readonly pictureUrl: string | undefined } | undefined
  >
  readonly login: ReadonlySignal<LoginModel | undefined>
  readonly notices: ReadonlySignal<readonly Notice[]>
  /** A picture is being dragged over the page. */
  readonly dropping: ReadonlySignal<boolean>
  /** A dropped picture is being searched for a QR code, which may take some seconds. */
  readonly reading: ReadonlySignal<boolean>
  /** What came of the last dropped or chosen picture that was no card. */
  readonly dropProblem: ReadonlySignal<Problem | undefined>
  openLogin(): void
  closeLogin(): void
  dragOver(isOver: boolean): void
  /** Takes a dropped or pasted picture: a login card opens «Log in», a visiting card or QR code leads to its door. */
  drop(file: Blob): void
  dismissDropProblem(): void
}

/** What the page is made of. */
export interface AppParts {
  readonly address: Address
  readonly storage: Storage
  readonly keys: Keys
  readonly clock: Clock
  readonly urls: ObjectUrls
  readonly life: PageLife
  /** What the page's server says of itself; `undefined` when it does not answer. */
  readonly origin: Promise<WellKnown | undefined>
  /** Loads everything that is not needed for the first paint. */
  loadPlaces(context: PlaceContext): Promise<Owned<Places>>
}

/** Visiting cards dropped on the page whose pictures are kept to be shown. */
const CARDS_MAX = 16

/** The place that is shown, and how it is given back. */
interface Shown {
  readonly page: PageModel
  end(): void
}

const STARTING: Shown = { page: { kind: 'starting' }, end: () => undefined }

/** Makes the page. */
export const createAppModel = defineModel((parts: AppParts): AppModel => {
  const { address, storage, clock, life } = parts
  const who = createWho(parts)
  const notices = createNotices({ storage, clock, life })
  const shown = signal<Shown>(STARTING)
  const login = signal<Owned<LoginModel>>()
  const dropping = signal(false)
  const readings = signal(0)
  const dropProblem = signal<Problem>()
  const cards = new Map<HomeId, Blob>()
  let isGone = false
  let loaded: Owned<Places> | undefined
  /** Raised with every change of place: what was still being loaded for the one before is not shown. */
  let turn = 0

  const places = who
    .recall()
    // a stored citizen that cannot be read: a guest for now, and the login card helps
    .catch((error: unknown) => notices.set('recall', problemFor(codeOf(error), 'storage')))
    .then(() =>
      parts.loadPlaces({
        who,
        origin: parts.origin,
        onDeviceRefused() {
          notices.set('device', problem('HOME-7'))
          void who.logOut()
        }
      })
    )
  /** A part of the page cannot be loaded. */
  function fail(error: unknown): void {
    notices.set('places', problemFor(codeOf(error), 'network'))
  }
  places.then(made => {
    loaded = made
    if (isGone) made[Symbol.dispose]()
  }, fail)
  const city = places.then(made => made.city)
  city.then(
    entered => notices.watch(entered),
    (error: unknown) => notices.set('city', problemFor(codeOf(error), 'network'))
  )
  const undoHurry = [life.onNetwork(hurry), life.onVisibility(isVisible => isVisible && hurry())]
  function hurry(): void {
    void city.then(
      entered => entered.hurry(),
      () => undefined
    )
  }

  // whoever one has become is told to the city, one after the other
  let identified: Promise<unknown> = city
  effect(() => {
    void who.citizen.value
    untracked(() => {
      identified = identified
        .then(async () => {
          const [entered, identity] = await Promise.all([city, who.identity()])
          if (!isGone && credentialOf(entered.identity) !== credentialOf(identity)) await entered.identify(identity)
        })
        .catch((error: unknown) => notices.set('identity', problemFor(codeOf(error), 'home')))
    })
  })

  const show = (next: Shown): void => {
    const before = shown.peek()
    shown.value = next
    before.end()
  }
  const showOwned = <K extends PageModel['kind'], M extends { [Symbol.dispose](): void }>(kind: K, model: M): void => {
    show({ page: { kind, model } as unknown as PageModel, end: () => model[Symbol.dispose]() })
  }

  const showDoor = (made: Places, place: { home: HomeId; room: string }, entersAtOnce: boolean): void => {
    const media = made.media()
    let isHandedOn = false
    const model = made.door(place, {
      media,
      entersAtOnce,
      onEntered(entered) {
        isHandedOn = true
        const speakerId = model.speaker.chosen.peek()
        const room = made.room(entered, { media, speakerId, onLeft: () => showLeft(made, place, entered.entry.title) })
        show({ page: { kind: 'room', model: room }, end: () => end(room, media) })
      }
    })
    show({ page: { kind: 'door', model }, end: () => (isHandedOn ? model[Symbol.dispose]() : end(model, media)) })
  }
  const showLeft = (made: Places, place: { home: HomeId; room: string }, roomTitle: string): void => {
    showOwned(
      'left',
      createLeftModel({
        roomTitle,
        rejoin: () => showDoor(made, place, true),
        goHome: () => address.go(hashOf({ kind: 'home', home: who.citizen.peek()?.home ?? place.home, hints: [] }))
      })
    )
  }
  const showBuild = async (made: Places, mine: number): Promise<void> => {
    const model = await made.build(home => address.go(hashOf({ kind: 'home', home, hints: [] })))
    if (mine === turn && !isGone) showOwned('build', model)
    else model[Symbol.dispose]()
  }
  const showPlace = (made: Places, route: Exclude<Route, { kind: 'city' | 'unknown' }>): void => {
    if (route.kind !== 'build') made.hear(route.hints)
    switch (route.kind) {
      case 'build':
        show(STARTING)
        showBuild(made, turn).catch(fail)
        return
      case 'home':
        return showOwned(
          'home',
          made.home(route.home, { card: cards.get(route.home), onLogOut: () => address.go('#/') })
        )
      case 'room':
        return showDoor(made, route, false)
    }
  }
  const showCity = (): void => {
    const street = places.then(made => made.street)
    street.catch(() => undefined) // the notice says that the city cannot be entered
    showOwned('city', createCityModel({ city, origin: parts.origin, street, follow }))
  }

  const go = (route: Route): void => {
    const mine = ++turn
    if (route.kind === 'city') return showCity()
    if (route.kind === 'unknown') {
      return show({ page: { kind: 'unknown', problem: problem('HOME-4') }, end: () => undefined })
    }
    if (loaded !== undefined) return showPlace(loaded, route)
    show(STARTING)
    void places.then(
      made => {
        if (mine === turn && !isGone) showPlace(made, route)
      },
      () => undefined // said as a notice
    )
  }
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

  const closeLogin = (): void => {
    login.peek()?.[Symbol.dispose]()
    login.value = undefined
  }
  const openLogin = async (card?: { file: Blob; payload: Uint8Array }): Promise<void> => {
    const made = await places
    if (login.peek() !== undefined && card === undefined) return
    const dialog = await made.login({
      card,
      onDone(home) {
        closeLogin()
        notices.set('device', undefined)
        // at a door one goes on as who one is now; from everywhere else one goes home
        if (!['door', 'room', 'home'].includes(shown.peek().page.kind)) {
          address.go(hashOf({ kind: 'home', home, hints: [] }))
        }
      }
    })
    closeLogin()
    if (isGone) dialog[Symbol.dispose]()
    else login.value = dialog
  }
  const take = async (file: Blob): Promise<void> => {
    const made = await places
    const picture = await made.read(file)
    if (isGone) return
    if (picture.kind === 'login') return openLogin({ file, payload: picture.payload })
    if (picture.kind === 'nothing') {
      dropProblem.value = picture.problem
      return
    }
    if (picture.cardOf !== undefined) {
      cards.delete(picture.cardOf)
      cards.set(picture.cardOf, file)
      for (const oldest of [...cards.keys()].slice(0, Math.max(0, cards.size - CARDS_MAX))) cards.delete(oldest)
    }
    made.hear(picture.hints)
    address.go(picture.hash)
  }

  onDispose(() => {
    isGone = true
    undoAddress()
    for (const undo of undoHurry) undo()
    closeLogin()
    shown.peek().end()
    loaded?.[Symbol.dispose]()
    void city.then(
      entered => entered.close(),
      () => undefined
    )
  })

  return {
    page: computed(() => shown.value.page),
    citizen: computed(() => {
      const present = who.citizen.value
      return present === undefined
        ? undefined
        : { home: present.home, name: present.name, pictureUrl: present.pictureUrl }
    }),
    login,
    notices: notices.all,
    dropping,
    reading: computed(() => readings.value > 0),
    dropProblem,
    openLogin: () => void openLogin().catch(fail),
    closeLogin,
    dragOver: isOver => (dropping.value = isOver),
    drop(file) {
      dropping.value = false
      dropProblem.value = undefined
      const dialog = login.peek()
      if (dialog !== undefined) return dialog.choose(file)
      readings.value++
      void take(file)
        .catch((error: unknown) => (dropProblem.value = problemFor(codeOf(error), 'card')))
        .finally(() => readings.value--)
    },
    dismissDropProblem: () => (dropProblem.value = undefined)
  }
})

/** The page over plain http from another computer: it says why nothing works there, and which address does. */
export const createNotSecureModel = defineModel((parts: Pick<AppParts, 'address' | 'origin'>): AppModel => {
  const command = `npm start -- --host ${parts.address.hostname} --tls self`
  const page = signal<PageModel>({ kind: 'not-secure', httpsAddress: undefined, command })
  let isGone = false
  onDispose(() => (isGone = true))
  void parts.origin.then(told => {
    // the way to the place in the address is kept
    if (told?.https === undefined || isGone) return
    page.value = { kind: 'not-secure', httpsAddress: new URL(parts.address.hash(), told.https).href, command }
  })
  const nothing = (): void => undefined
  return {
    page,
    citizen: signal(undefined),
    login: signal(undefined),
    notices: signal([]),
    dropping: signal(false),
    reading: signal(false),
    dropProblem: signal(undefined),
    openLogin: nothing,
    closeLogin: nothing,
    dragOver: nothing,
    drop: nothing,
    dismissDropProblem: nothing
  }
})

function end(model: { [Symbol.dispose](): void }, media: Owned<OwnMedia>): void {
  model[Symbol.dispose]()
  media[Symbol.dispose]()
}

function credentialOf(identity: Identity): unknown {
  return identity.kind === 'citizen' ? identity.credential : undefined
}

function placeKey(route: Route): string {
  return route.kind === 'unknown' ? `unknown ${route.text}` : hashOf(route)
}

/** The page as a whole: which place is shown, who one is, what lies on top. */
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals'
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
import { hashOf } from '../routes.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import type { LoginModel } from './login-model.ts'
import { defineModel, onDispose, type Owned } from './model.ts'
import { createNotices, type Notice } from './notices.ts'
import { createPageShown, type PageModel } from './page-shown.ts'
import type { PlaceContext, Places } from './places.ts'
import { createWho } from './who.ts'

export type { Notice } from './notices.ts'
export type { PageModel } from './page-shown.ts'

/** The page as a whole. */
export interface AppModel {
  readonly page: ReadonlySignal<PageModel>
  /** The citizen this browser is logged in as. */
  readonly citizen: ReadonlySignal<
    | {
        readonly home: HomeId
        readonly name: string
        readonly pictureUrl: string | undefined
        /** The login card brings it back. */
        readonly isRefused?: boolean
      }
    | undefined
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

/** First and longest pause before a part of the page that could not be loaded is asked for again. */
const RELOAD_PAUSE_MS = 1_000
const RELOAD_PAUSE_MS_MAX = 8_000
/** Visiting cards dropped on the page whose pictures are kept to be shown. */
const CARDS_MAX = 16

/** Makes the page. */
export const createAppModel = defineModel((parts: AppParts): AppModel => {
  const { address, storage, clock, life } = parts
  const who = createWho(parts)
  const notices = createNotices({ storage, clock, life })
  const login = signal<Owned<LoginModel>>()
  const dropping = signal(false)
  const readings = signal(0)
  const dropProblem = signal<Problem>()
  const cards = new Map<HomeId, Blob>()
  let isGone = false
  let loaded: Owned<Places> | undefined

  const context: PlaceContext = { who, origin: parts.origin }
  effect(() => {
    const refusal = who.citizen.value?.refusal
    const said = refusal && problem(refusal === 'not-yet-valid' ? 'HOME-11' : 'HOME-7')
    untracked(() => notices.set('device', said))
  })
  let stopPausing = (): void => undefined
  /** A server that is gone before it has sent the whole page is asked again until it is back. */
  const loadPlaces = async (): Promise<Owned<Places>> => {
    for (let pauseMs = RELOAD_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, RELOAD_PAUSE_MS_MAX)) {
      try {
        const made = await parts.loadPlaces(context)
        notices.set('places', undefined)
        return made
      } catch (error) {
        if (codeOf(error) !== 'no-page' || isGone) throw error
        notices.set('places', problem('NET-1'))
        await new Promise<void>(resolve => (stopPausing = clock.after(pauseMs, resolve)))
      }
    }
  }
  const places = who
    .recall()
    // a stored citizen that cannot be read: a guest for now, and the login card helps
    .catch((error: unknown) => notices.set('recall', problemFor(codeOf(error), 'storage')))
    .then(loadPlaces)
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

  const { page } = createPageShown({
    ...parts,
    who,
    places,
    city,
    cardOf: home => cards.get(home),
    onFailed: fail
  })

  // another tab has logged in or out: so has this one, once nobody is in a call or just going into one
  const isStale = signal(false)
  const undoElsewhere = storage.onCitizenElsewhere(() => (isStale.value = true))
  effect(() => {
    if (!isStale.value || isInCall(page.value)) return
    isStale.value = false
    who.recall().catch((error: unknown) => notices.set('recall', problemFor(codeOf(error), 'storage')))
  })

  // what came of a picture is said where it was dropped, and lies over nothing else
  effect(() => {
    void page.value
    dropProblem.value = undefined
  })

  const closeLogin = (): void => {
    login.peek()?.[Symbol.dispose]()
    login.value = undefined
  }
  const openLogin = async (card?: { file: Blob; payload: Uint8Array }): Promise<void> => {
    const made = await places
    if (login.peek() !== undefined && card === undefined) return
    const refused = who.citizen.peek()
    const kept =
      refused?.refusal === undefined
        ? undefined
        : { file: refused.stored.loginCardPng, payload: refused.stored.loginCard }
    const dialog = await made.login({
      card: card ?? kept, // whom the city refuses need not look for the card that is here
      onDone(home) {
        closeLogin()
        // at a door one goes on as who one is now; from everywhere else one goes home
        if (!['door', 'room', 'home'].includes(page.peek().kind)) {
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
    stopPausing()
    for (const undo of [...undoHurry, undoElsewhere]) undo()
    closeLogin()
    loaded?.[Symbol.dispose]()
    void city.then(
      entered => entered.close(),
      () => undefined
    )
  })

  return {
    page,
    citizen: computed(() => {
      const present = who.citizen.value
      return present === undefined
        ? undefined
        : {
            home: present.home,
            name: present.name,
            pictureUrl: present.pictureUrl,
            isRefused: present.refusal !== undefined
          }
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

function isInCall(page: PageModel): boolean {
  return page.kind === 'room' || (page.kind === 'door' && page.model.entering.value === 'opening')
}

function credentialOf(identity: Identity): unknown {
  return identity.kind === 'citizen' ? identity.credential : undefined
}

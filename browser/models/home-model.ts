/** The Home page: a name, a card, doors. */
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { City } from '../../protocol/city/city.ts'
import { openHeldRecord, openPastRecord, type RoomEntry, type VerifiedHome } from '../../protocol/city/home-record.ts'
import { codeOf } from '../../protocol/errors.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import type { CardDrawing } from '../ports/card-drawing.ts'
import type { Clock } from '../ports/clock.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { Storage } from '../ports/storage.ts'
import { hashOf } from '../routes.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import type { Download } from './download.ts'
import { createInviteSlot, type InviteModel } from './invite-model.ts'
import { defineModel, lifetime, onDispose, type Owned } from './model.ts'
import { linkTo, type Outside } from './place-links.ts'
import type { Occupancy, StreetWatch } from './street-watch.ts'
import type { Who } from './who.ts'

/** A door as seen from the street. */
export interface DoorPlate {
  readonly slug: string
  readonly title: string
  readonly href: string
  readonly door: 'open' | 'card' | 'closed'
  /** `undefined` while nobody has told yet. */
  readonly peopleIn: number | undefined
  readonly names: readonly string[]
}

/** The Home page. */
export interface HomeModel {
  readonly state: ReadonlySignal<
    { readonly kind: 'looking' } | { readonly kind: 'found' } | { readonly kind: 'problem'; readonly problem: Problem }
  >
  readonly name: ReadonlySignal<string>
  readonly about: ReadonlySignal<string>
  readonly cardUrl: ReadonlySignal<string | undefined>
  readonly rooms: ReadonlySignal<readonly DoorPlate[]>
  readonly isOwner: ReadonlySignal<boolean>
  readonly visitingCard: ReadonlySignal<Download | undefined>
  readonly loginCard: ReadonlySignal<Download | undefined>
  readonly invite: ReadonlySignal<InviteModel | undefined>
  /** A line about the home itself, for example that it is not yet published. */
  readonly note: ReadonlySignal<Problem | undefined>
  openInvite(): void
  closeInvite(): void
  retry(): void
  /** «Log out» was pressed and the login card is not saved: without it the home would be lost. */
  readonly asksToLogOut: ReadonlySignal<boolean>
  /** The login card was downloaded. */
  cardSaved(): void
  logOut(): void
  /** The answer to the question. */
  answerLogOut(answer: 'yes' | 'no'): void
}

/** What a Home page needs. */
export interface HomeParts {
  readonly home: HomeId
  readonly city: Promise<City>
  readonly street: Promise<StreetWatch>
  readonly who: Who
  readonly storage: Pick<Storage, 'home'>
  readonly drawing: CardDrawing
  readonly urls: ObjectUrls
  readonly clock: Clock
  /** The home's visiting card, when it was dropped on the page. */
  readonly card: Blob | undefined
  /** Why the own home is not yet in the city. */
  readonly publishNote: ReadonlySignal<Problem | undefined>
  outside(): Outside
  invite(home: HomeId, room: RoomEntry): Promise<Owned<InviteModel>>
  onLogOut(): void
}

/** Makes a Home page. */
export const createHomeModel = defineModel((parts: HomeParts): HomeModel => {
  const { home, who, street } = parts
  const state = signal<HomeModel['state']['value']>({ kind: 'looking' })
  const found = signal<VerifiedHome>()
  const occupancies = signal<ReadonlyMap<string, Occupancy>>(new Map())
  const isOwner = computed(() => who.citizen.value?.home === home)
  const asksToLogOut = signal(false)
  const drawnUrl = createCardPicture({ ...parts, found })
  const life = lifetime()

  const show = (verified: VerifiedHome): void => {
    batch(() => {
      found.value = verified
      state.value = { kind: 'found' }
    })
  }
  const look = async (): Promise<void> => {
    if (found.peek() === undefined) state.value = { kind: 'looking' }
    const remembered =
      who.citizen.peek()?.home === home ? who.citizen.peek()?.stored.record : await parts.storage.home(home)
    const known = await openRemembered(home, remembered, parts.clock.nowMs())
    if (life.aborted) return
    if (typeof known === 'object') show(known)
    const { homes } = await parts.city
    const { first, newest } = homes.lookup(home, { signal: life })
    for (const answer of [first, newest]) {
      const verified = await answer
      if (life.aborted) return
      if (verified !== undefined) show(verified)
    }
    if (found.peek() !== undefined) return
    state.value = { kind: 'problem', problem: problem(known === 'expired' ? 'HOME-2' : 'HOME-1') }
  }
  const lookAgain = (): void => {
    look().catch((error: unknown) => {
      if (life.aborted || found.peek() !== undefined) return // what is remembered is shown
      state.value = { kind: 'problem', problem: problemFor(codeOf(error), 'home') }
    })
  }
  lookAgain()

  effect(() => {
    const rooms = found.value?.record.rooms ?? []
    const undo: (() => void)[] = []
    let isOver = false
    void street.then(({ watch }) => {
      if (isOver) return
      for (const room of rooms) {
        const tell = (occupancy: Occupancy): void => {
          if (!isOver) occupancies.value = new Map([...occupancies.peek(), [room.slug, occupancy]])
        }
        undo.push(watch({ home, room }, tell))
      }
    })
    return () => {
      isOver = true
      for (const end of undo) end()
    }
  })

  const logOut = (): void => {
    void who.logOut().then(() => parts.onLogOut())
  }
  const { invite, open, close } = createInviteSlot(() => {
    const room = found.peek()?.record.rooms[0]
    return room === undefined ? undefined : parts.invite(home, room)
  })

  return {
    state,
    name: computed(() => found.value?.record.name ?? ''),
    about: computed(() => found.value?.record.about ?? ''),
    cardUrl: computed(() => (isOwner.value ? who.citizen.value?.visitingCard.href : drawnUrl.value)),
    rooms: computed(() =>
      (found.value?.record.rooms ?? []).map(({ slug, title, door }) => {
        const { peopleIn, names } = occupancies.value.get(slug) ?? { peopleIn: undefined, names: [] }
        return { slug, title, door, href: hashOf({ kind: 'room', home, room: slug, hints: [] }), peopleIn, names }
      })
    ),
    isOwner,
    visitingCard: computed(() => (isOwner.value ? who.citizen.value?.visitingCard : undefined)),
    loginCard: computed(() => (isOwner.value ? who.citizen.value?.loginCard : undefined)),
    invite,
    note: computed(() => (isOwner.value ? parts.publishNote.value : undefined)),
    openInvite: open,
    closeInvite: close,
    retry: lookAgain,
    asksToLogOut,
    cardSaved: () => void who.change({ isCardSaved: true }),
    logOut() {
      if (who.citizen.peek()?.stored.isCardSaved === true) logOut()
      else asksToLogOut.value = true
    },
    answerLogOut(answer) {
      asksToLogOut.value = false
      if (answer === 'yes') logOut()
    }
  }
})

/** A record from an earlier visit: to be shown until a newer one comes. */
async function openRemembered(
  home: HomeId,
  bytes: Uint8Array | undefined,
  nowMs: number
): Promise<VerifiedHome | 'expired' | undefined> {
  if (bytes === undefined) return undefined
  try {
    return await openHeldRecord(home, bytes, { nowMs })
  } catch (error) {
    if (codeOf(error) === 'expired') return 'expired'
    // signed here while the clock was ahead: it is what this browser knows of the home
    return codeOf(error) === 'not-yet-valid' ? openPastRecord(home, bytes).catch(() => undefined) : undefined
  }
}

/** The picture of somebody's card: as it was dropped, else drawn from what the home says. Part of the model that calls it. */
function createCardPicture(
  parts: HomeParts & { readonly found: ReadonlySignal<VerifiedHome | undefined> }
): ReadonlySignal<string | undefined> {
  const { home, who, city, drawing, urls, found } = parts
  const url = signal<string>()
  let drawn = 0
  const show = (blob: Blob | undefined): void => {
    const old = url.peek()
    if (old !== undefined) urls.revoke(old)
    url.value = blob === undefined ? undefined : urls.make(blob)
  }
  const draw = async ({ record }: VerifiedHome): Promise<void> => {
    const mine = ++drawn
    const { name, about, picture, issuedAtMs } = record
    const bytes =
      picture === undefined ? undefined : await (await city).homes.picture(picture.cid).catch(() => undefined)
    const photo = bytes === undefined ? undefined : new Blob([Uint8Array.from(bytes)])
    const face = { name, about, signed: { home, issuedAtMs, qrText: linkTo(parts.outside(), home).qrText } }
    // a picture the browser cannot read: the card is drawn without it
    const card = await drawing
      .visitingCard({ ...face, photo })
      .catch(() => drawing.visitingCard({ ...face, photo: undefined }))
    if (mine === drawn) show(card)
  }
  effect(() => {
    if (parts.card !== undefined) show(parts.card)
    // the owner's own card is kept, and need not be drawn
    else if (found.value !== undefined && who.citizen.value?.home !== home) {
      draw(found.value).catch(() => undefined) // without a card the page says the same in words
    }
  })
  onDispose(() => {
    drawn = Number.NEGATIVE_INFINITY
    show(undefined)
  })
  return url
}

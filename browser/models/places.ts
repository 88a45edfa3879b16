/** Everything behind the City page: the way into the city, and the models of all other places. Loaded after the first paint. */
import { computed, type ReadonlySignal } from '@preact/signals'
import type { City, CityOptions } from '../../protocol/city/city.ts'
import type { RoomEntry, VerifiedHome } from '../../protocol/city/home-record.ts'
import type { WellKnown } from '../../protocol/city/well-known.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { isHint } from '../../protocol/identity/hint.ts'
import type { Doorway } from '../../protocol/room/doorway.ts'
import type { Address } from '../ports/address.ts'
import type { CardDrawing } from '../ports/card-drawing.ts'
import type { CardSafe } from '../ports/card-safe.ts'
import type { Clock } from '../ports/clock.ts'
import type { Devices } from '../ports/devices.ts'
import type { Keys } from '../ports/keys.ts'
import { latePart } from '../ports/late-part.ts'
import type { Meter } from '../ports/meter.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { PageLife } from '../ports/page-life.ts'
import type { Pictures } from '../ports/pictures.ts'
import type { QrReader } from '../ports/qr-reader.ts'
import type { Sharing } from '../ports/sharing.ts'
import type { Speaker } from '../ports/speaker.ts'
import type { Storage } from '../ports/storage.ts'
import type { WakeLock } from '../ports/wake-lock.ts'
import type { Problem } from '../text/problem.ts'
import type { BuildModel } from './build-model.ts'
import { createDoorModel, type DoorModel, type Entered } from './door-model.ts'
import type { DroppedPicture } from './dropped-picture.ts'
import { createHomeKeeper } from './home-keeper.ts'
import { createHomeModel, type HomeModel } from './home-model.ts'
import { createInviteModel, type InviteModel } from './invite-model.ts'
import type { LoginModel } from './login-model.ts'
import { defineModel, onDispose, type Owned } from './model.ts'
import { createOwnMedia, type OwnMedia } from './own-media.ts'
import { followLink, linkTo, shortHints, type Outside } from './place-links.ts'
import { createRoomModel, type RoomModel } from './room-model.ts'
import { createStreetWatch, type StreetWatch } from './street-watch.ts'
import type { Who } from './who.ts'

/** The browser and the network, as places need them. */
export interface PlacePorts {
  /** What the page's server says of the city; asked once, before everything else is loaded. */
  readonly origin: Promise<WellKnown | undefined>
  readonly address: Address
  readonly storage: Storage
  readonly keys: Keys
  readonly devices: Devices
  readonly meter: Meter
  readonly speaker: Speaker
  readonly pictures: Pictures
  readonly qrReader: QrReader
  readonly safe: CardSafe
  readonly drawing: CardDrawing
  readonly clock: Clock
  readonly urls: ObjectUrls
  readonly sharing: Sharing
  readonly wakeLock: WakeLock
  readonly life: PageLife
  random(): number
  /** Draws a QR code into rows of modules. */
  qr(text: string): Promise<readonly (readonly boolean[])[]>
  /** Fetches what is otherwise loaded when it is first needed: from then on the page can do without its server. */
  prefetch(): Promise<void>
  enterCity(options: CityOptions): Promise<City>
  approach(city: City, home: VerifiedHome, entry: RoomEntry): Promise<Doorway>
}

/** What places share with the page. */
export interface PlaceContext {
  readonly who: Who
  /** What the page's server says of itself. */
  readonly origin: Promise<WellKnown | undefined>
}

/** All places. Each model belongs to whoever asked for it. */
export interface Places {
  readonly city: Promise<City>
  readonly street: Promise<StreetWatch>
  /** Why the own home is not yet in the city. */
  readonly publishNote: ReadonlySignal<Problem | undefined>
  build(onGoHome: (home: HomeId) => void): Promise<Owned<BuildModel>>
  login(options: {
    readonly card: { readonly file: Blob; readonly payload: Uint8Array } | undefined
    onDone(home: HomeId): void
  }): Promise<Owned<LoginModel>>
  home(home: HomeId, options: { readonly card: Blob | undefined; onLogOut(): void }): Owned<HomeModel>
  media(): Owned<OwnMedia>
  door(
    place: { readonly home: HomeId; readonly room: string },
    options: { readonly media: OwnMedia; readonly entersAtOnce: boolean; onEntered(entered: Entered): void }
  ): Owned<DoorModel>
  room(
    entered: Entered,
    options: { readonly media: OwnMedia; readonly speakerId: string; onLeft(): void }
  ): Owned<RoomModel>
  /** Tells what a picture is. */
  read(file: Blob, options?: { signal?: AbortSignal; onProgress?(fraction: number): void }): Promise<DroppedPicture>
  /** Where a link leads on this page; its hints are heard. `undefined` when it is none. */
  follow(link: string): string | undefined
  hear(hints: readonly string[]): void
}

const loadCards = latePart(() => import('./card-places.ts'))
/** After the way in is found people look around; then there is time to fetch what may be wanted next. */
const PREFETCH_AFTER_MS = 1_500

/** Makes all places, and enters the city. */
export const createPlaces = defineModel((ports: PlacePorts, context: PlaceContext): Places => {
  const { address, clock, sharing, qr } = ports
  const { who } = context
  let publicUrl: string | undefined
  let hints: readonly string[] = []
  void context.origin.then(told => (publicUrl = told?.publicUrl))

  const city = enter(ports, who, known => {
    hints = shortHints(known, address.hostname)
  })
  const street = city.then(entered => createStreetWatch(entered, clock))
  street.catch(() => undefined) // whoever needs the city learns of its failure
  const keeper = createHomeKeeper({ ...ports, ...context, city })
  const outside = (): Outside => ({ page: publicUrl ?? address.origin, hints })
  const common = { ...ports, ...context, city, street, outside, publishNote: keeper.note }

  const read: Places['read'] = async (file, options = {}) => {
    const { readDropped } = await loadCards()
    return readDropped(file, { ...options, qr: ports.qrReader, clock, origin: address.origin })
  }
  fetchTheRest(city, ports)
  const hear = (heard: readonly string[]): void => {
    const legal = heard.filter(isHint)
    if (legal.length > 0)
      void city.then(
        entered => entered.addHints(legal),
        () => undefined
      )
  }
  const invite = async (home: HomeId, room: Pick<RoomEntry, 'title' | 'slug'>): Promise<Owned<InviteModel>> => {
    const place = linkTo(outside(), home, room.slug)
    return createInviteModel({
      roomTitle: room.title,
      place,
      visitingCard: computed(() => (who.citizen.value?.home === home ? who.citizen.value.visitingCard : undefined)),
      sharing,
      clock,
      qr: await qr(place.qrText)
    })
  }

  return {
    city,
    street,
    publishNote: keeper.note,
    async build(onGoHome) {
      const { createBuildModel } = await loadCards()
      return createBuildModel({ ...common, onGoHome })
    },
    async login({ card, onDone }) {
      const { createLoginModel } = await loadCards()
      return createLoginModel({ ...common, ...(card === undefined ? {} : { card }), read, onDone })
    },
    home: (home, { card, onLogOut }) => createHomeModel({ ...common, home, card, invite, onLogOut }),
    media: () => createOwnMedia(ports),
    door: ({ home, room }, options) => createDoorModel({ ...common, ...options, home, slug: room }),
    room: (entered, options) =>
      createRoomModel({ ...ports, ...entered, ...options, invite: () => invite(entered.home.home, entered.entry) }),
    read,
    follow(link) {
      try {
        const place = followLink(link, address.origin)
        hear(place.hints)
        return place.hash
      } catch {
        return undefined // no link: the person is told where they typed it
      }
    },
    hear
  }
})

/** Fetches every late part of the page once the city is reached. Part of the model that calls it. */
function fetchTheRest(city: Promise<City>, { clock, prefetch }: PlacePorts): void {
  let stop = (): void => undefined
  const fetchSoon = (): void => {
    stop()
    stop = clock.after(PREFETCH_AFTER_MS, () => {
      Promise.all([loadCards(), prefetch()]).catch(() => undefined) // it is tried again when it is needed
    })
  }
  const onState = (event: Event): void => {
    if ((event as CustomEvent<string>).detail === 'online') fetchSoon()
  }
  let isGone = false
  const arrived = city.catch(() => undefined) // without a city there is nothing to hurry for
  void arrived.then(entered => {
    if (isGone) return
    if (entered?.state === 'online') fetchSoon()
    entered?.addEventListener('state-changed', onState)
  })
  onDispose(() => {
    isGone = true
    stop()
    void arrived.then(entered => entered?.removeEventListener('state-changed', onState))
  })
}

/** Enters the city as whoever one is, from what this browser remembers of it. */
async function enter(
  { enterCity, storage, clock, address, origin }: PlacePorts,
  who: Who,
  onHints: (hints: readonly string[]) => void
): Promise<City> {
  const [identity, remembered] = await Promise.all([who.identity(), storage.superPeers()])
  onHints(remembered.flatMap(({ addresses }) => addresses))
  return enterCity({
    identity,
    asked: { origin: address.origin, answer: origin },
    remembered,
    memory: {
      load: home => storage.home(home),
      save: (home, bytes) => storage.saveHome(home, bytes, clock.nowMs())
    },
    remember(superPeers) {
      onHints(superPeers.toReversed().flatMap(({ addresses }) => addresses))
      void storage.saveSuperPeers(superPeers)
    },
    clock: () => clock.nowMs()
  })
}

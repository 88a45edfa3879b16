/** Stand-ins for the browser and the network, small enough to be seen through. */
import type { ChatLine } from '../../../protocol/chat/chat.ts'
import type { City, CityState } from '../../../protocol/city/city.ts'
import {
  editHomeRecord,
  openHomeRecord,
  type RoomEntry,
  type VerifiedHome
} from '../../../protocol/city/home-record.ts'
import type { RendezvousView } from '../../../protocol/city/rendezvous.ts'
import { pictureCid } from '../../../protocol/city/validators.ts'
import { NetworkError, StateError, type CityError } from '../../../protocol/errors.ts'
import type { HomeId } from '../../../protocol/identity/genesis.ts'
import type { CitizenIdentity, Identity } from '../../../protocol/identity/identity.ts'
import { makeLoginCard, openLoginCard } from '../../../protocol/identity/login-card.ts'
import type { CardDrawing } from '../../../browser/ports/card-drawing.ts'
import type { CardSafe } from '../../../browser/ports/card-safe.ts'
import type { Clock } from '../../../browser/ports/clock.ts'
import type { DeviceKind, DeviceList, Devices, DeviceWish } from '../../../browser/ports/devices.ts'
import { createKeys } from '../../../browser/ports/keys.ts'
import type { ObjectUrls } from '../../../browser/ports/object-urls.ts'
import type { PageLife } from '../../../browser/ports/page-life.ts'
import type { Photo, Pictures } from '../../../browser/ports/pictures.ts'
import { createMemoryBox } from '../../../browser/ports/record-box.ts'
import { createStorage, type Storage } from '../../../browser/ports/storage.ts'

/** An instant every test begins at. */
export const NOW_MS = Date.UTC(2026, 10, 22, 19, 0)

/** An event target that knows how many listen. */
export class CountingTarget extends EventTarget {
  listeners = 0

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++
    super.addEventListener(...args)
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--
    super.removeEventListener(...args)
  }

  tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }
}

/** A clock that goes only when told to. */
export class FakeClock implements Clock {
  now = NOW_MS
  private timers: { atMs: number; act: () => void }[] = []

  get waiting(): number {
    return this.timers.length
  }

  nowMs = (): number => this.now

  after = (delayMs: number, act: () => void): (() => void) => {
    const timer = { atMs: this.now + delayMs, act }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter(each => each !== timer)
    }
  }

  pass(ms: number): void {
    this.now += ms
    const due = this.timers.filter(({ atMs }) => atMs <= this.now)
    this.timers = this.timers.filter(({ atMs }) => atMs > this.now)
    for (const { act } of due) act()
  }
}

/** A track that knows whether it runs. */
export class FakeTrack {
  readyState: 'live' | 'ended' = 'live'
  onended: (() => void) | null = null
  readonly kind: string
  readonly deviceId: string

  constructor(kind: DeviceKind, deviceId: string) {
    this.kind = kind === 'camera' ? 'video' : 'audio'
    this.deviceId = deviceId
  }

  stop(): void {
    this.readyState = 'ended'
  }

  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId }
  }

  /** Pulled out of the computer. */
  unplug(): void {
    this.readyState = 'ended'
    this.onended?.()
  }
}

/** Devices that can be refused, held back and unplugged. */
export class FakeDevices implements Devices {
  list_: DeviceList = {
    camera: [
      { id: 'cam-1', label: 'Front' },
      { id: 'cam-2', label: 'Back' }
    ],
    microphone: [{ id: 'mic-1', label: 'Desk' }],
    speaker: [{ id: 'spk-1', label: 'Box' }]
  }
  opened: FakeTrack[] = []
  wishes: DeviceWish[] = []
  failure: CityError | undefined
  hold: Promise<void> | undefined
  listeners = 0

  async open(kind: DeviceKind, wish: DeviceWish = {}): Promise<MediaStreamTrack> {
    this.wishes.push(wish)
    await this.hold
    if (this.failure !== undefined) throw this.failure
    const id = wish.id === undefined || wish.id === '' ? this.list_[kind][0]?.id : wish.id
    const track = new FakeTrack(kind, id ?? '')
    this.opened.push(track)
    return track as unknown as MediaStreamTrack
  }

  list = async (): Promise<DeviceList> => this.list_

  onChange = (): (() => void) => {
    this.listeners++
    return () => this.listeners--
  }

  streamOf = (track: MediaStreamTrack): MediaStream => ({ track }) as unknown as MediaStream

  get live(): number {
    return this.opened.filter(track => track.readyState === 'live').length
  }
}

/** Blob addresses that must all be given back. */
export class FakeUrls implements ObjectUrls {
  readonly alive = new Map<string, Blob>()
  private made = 0

  make = (blob: Blob): string => {
    const url = `blob:${++this.made}`
    this.alive.set(url, blob)
    return url
  }

  revoke = (url: string): void => {
    if (!this.alive.delete(url)) throw new Error(`given back twice: ${url}`)
  }
}

/** The life of a page. */
export class FakeLife implements PageLife {
  private readonly target = new CountingTarget()
  online = true

  get listeners(): number {
    return this.target.listeners
  }

  onLeaving = (listener: () => void): (() => void) => this.on('leaving', listener)
  onReturn = (listener: () => void): (() => void) => this.on('return', listener)
  holds = 0
  holdOpen = (): (() => void) => {
    this.holds++
    return () => void this.holds--
  }
  onVisibility = (listener: (isVisible: boolean) => void): (() => void) => this.on('visible', () => listener(true))
  onNetwork = (listener: () => void): (() => void) => this.on('network', listener)
  isOnline = (): boolean => this.online

  happen(type: 'leaving' | 'return' | 'visible' | 'network'): void {
    this.target.tell(type)
  }

  private on(type: string, listener: () => void): () => void {
    this.target.addEventListener(type, listener)
    return () => this.target.removeEventListener(type, listener)
  }
}

/** The homes of a city whose super-peers hold what they are given. */
export class FakeHomes {
  readonly records = new Map<string, Uint8Array>()
  readonly pictures = new Map<string, Uint8Array>()
  published: Uint8Array[] = []
  failure: Error | undefined
  nowMs: () => number = () => NOW_MS

  lookup(home: HomeId) {
    const answer = this.answer(home)
    answer.catch(() => undefined)
    return { first: answer, newest: answer }
  }

  async publish(home: HomeId, bytes: Uint8Array) {
    if (this.failure !== undefined) throw this.failure
    this.records.set(home, bytes)
    this.published.push(bytes)
    return { acknowledgements: 1 }
  }

  async edit(identity: CitizenIdentity, change: Parameters<typeof editHomeRecord>[1]): Promise<VerifiedHome> {
    const base = await this.answer(identity.home)
    if (base === undefined) throw new StateError('unknown-home', 'nobody holds it')
    const bytes = await editHomeRecord(base, change, { identity, nowMs: this.nowMs() })
    await this.publish(identity.home, bytes)
    return openHomeRecord(identity.home, bytes, { nowMs: this.nowMs() })
  }

  picture = async (cid: Uint8Array): Promise<Uint8Array | undefined> => this.pictures.get(cid.join())

  async putPicture(bytes: Uint8Array) {
    const cid = pictureCid(bytes)
    this.pictures.set(cid.join(), bytes)
    return { cid, bytes: bytes.length }
  }

  private async answer(home: HomeId): Promise<VerifiedHome | undefined> {
    if (this.failure !== undefined) throw this.failure
    const bytes = this.records.get(home)
    return bytes === undefined ? undefined : openHomeRecord(home, bytes, { nowMs: this.nowMs() }).catch(() => undefined)
  }
}

/** A city. */
export class FakeCity extends CountingTarget {
  state: CityState = 'online'
  identity: Identity
  readonly homes = new FakeHomes()
  readonly identities: Identity[] = []
  readonly hints: string[] = []
  superPeersKnown = 1
  hurries = 0
  isClosed = false
  watched = 0
  readonly rendezvous = {
    watch: (_tag: Uint8Array, onChange: (view: RendezvousView) => void) => {
      this.watched++
      onChange({ entries: [], isComplete: true, isBlind: false })
      return { close: () => void this.watched-- }
    }
  }

  constructor(identity: Identity) {
    super()
    this.identity = identity
  }

  superPeers() {
    return [{ peer: 'one', isUp: true, stun: undefined }]
  }

  async identify(identity: Identity): Promise<void> {
    this.identity = identity
    this.identities.push(identity)
  }

  addHints(hints: readonly string[]): void {
    this.hints.push(...hints)
  }

  hurry(): void {
    this.hurries++
  }

  async close(): Promise<void> {
    this.isClosed = true
  }

  turn(state: CityState): void {
    this.state = state
    this.tell('state-changed', state)
  }

  asCity(): City {
    return this as unknown as City
  }
}

/** A room one is in. */
export class FakeRoom extends CountingTarget {
  state = 'here'
  isLeft = false
  presences: unknown[] = []
  readonly chat = new FakeChat()
  readonly media = new FakeMedia()
  people: unknown[] = []

  members(): unknown[] {
    return this.people
  }

  setPresence(change: unknown): void {
    this.presences.push(change)
  }

  async leave(): Promise<void> {
    this.isLeft = true
  }
}

/** The chat of a room. */
export class FakeChat extends CountingTarget {
  said: string[] = []
  all: Pick<ChatLine, 'id' | 'name' | 'kind' | 'isSelf' | 'atMs' | 'text'>[] = []
  failure: Error | undefined

  lines() {
    return this.all
  }

  async say(text: string): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    this.said.push(text)
  }

  hear(id: string, text: string, isSelf = false): void {
    this.all = [...this.all, { id, name: 'Asha', kind: 'citizen', isSelf, atMs: NOW_MS, text }]
    this.tell('lines-changed')
  }
}

/** The lines to the others in a room. */
export class FakeMedia extends CountingTarget {
  tracks: [string, unknown][] = []
  views: unknown[] = []

  links(): unknown[] {
    return this.views
  }

  async setTrack(kind: string, track: unknown): Promise<void> {
    this.tracks.push([kind, track])
  }
}

/** A door with somebody behind it. */
export class FakeDoorway extends CountingTarget {
  inside: unknown[] = []
  entries: unknown[] = []
  isClosed = false
  room = new FakeRoom()
  failure: Error | undefined
  hold: Promise<void> | undefined

  occupants(): unknown[] {
    return this.inside
  }

  async enter(options: unknown): Promise<FakeRoom> {
    this.entries.push(options)
    await this.hold
    if (this.failure !== undefined) throw this.failure
    return this.room
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

/** The smallest PNG there is: one grey pixel. */
export const PIXEL_PNG = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64')
)

const pixel = async (): Promise<Blob> => new Blob([PIXEL_PNG], { type: 'image/png' })

/** Cards without a face. */
export const fakeDrawing: CardDrawing = { loginCard: pixel, visitingCard: pixel, recoverySheet: pixel }

/** The real card, with as little work as it may ask for. */
export const fakeSafe: CardSafe = {
  seal: card => makeLoginCard({ ...card, memoryKiB: 16 * 1024, passes: 1 }),
  open: openLoginCard
}

/** A photo of eight bytes. */
export const PHOTO: Photo = { image: new Blob([PIXEL_PNG]), small: new Uint8Array(8).fill(7) }

/** Pictures that are always the same. */
export class FakePictures implements Pictures {
  open_ = 0

  open = async () => this.source()
  snapshot = async () => this.source()

  private source() {
    this.open_++
    return {
      image: new Blob([PIXEL_PNG]),
      widthPx: 400,
      heightPx: 200,
      crop: async () => PHOTO,
      close: () => void this.open_--
    }
  }
}

/** Real storage that ends with the test. */
export function memoryStorage() {
  return createStorage({ open: async () => createMemoryBox() })
}

/** Real storage of two tabs of one browser. */
export function storageOfTwoTabs(): readonly [Storage, Storage] {
  const box = createMemoryBox()
  const ends = [new CountingTarget(), new CountingTarget()] as const
  const tabs = (own: CountingTarget, other: CountingTarget) =>
    Object.assign(own, {
      postMessage: (data: unknown) => void other.dispatchEvent(new MessageEvent('message', { data })),
      close: () => undefined
    }) as unknown as BroadcastChannel
  return [
    createStorage({ open: async () => box, tabs: tabs(ends[0], ends[1]) }),
    createStorage({ open: async () => box, tabs: tabs(ends[1], ends[0]) })
  ]
}

/** Real keys. */
export const keys = createKeys()

/** No super-peer answers. */
export const unreachable = new NetworkError('no-super-peer', 'nobody answers')

/** A room entry by its title. */
export function roomNamed(title: string, slug: string): RoomEntry {
  return { id: new Uint8Array(16).fill(title.length), slug, title, door: 'open', flags: 0, epoch: 0 }
}

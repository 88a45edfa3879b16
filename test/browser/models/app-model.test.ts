import { signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import { createAppModel } from '../../../browser/models/app-model.ts'
import type { DroppedPicture } from '../../../browser/models/dropped-picture.ts'
import { createNotSecureModel } from '../../../browser/models/not-secure-model.ts'
import type { PlaceContext, Places } from '../../../browser/models/places.ts'
import type { Address } from '../../../browser/ports/address.ts'
import { createStorage, type Storage } from '../../../browser/ports/storage.ts'
import { problem } from '../../../browser/text/problems.ts'
import { NetworkError, StorageError } from '../../../protocol/errors.ts'
import {
  CountingTarget,
  FakeCity,
  FakeClock,
  FakeLife,
  FakeUrls,
  keys,
  memoryStorage,
  storageOfTwoTabs
} from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

class FakeAddress extends CountingTarget implements Address {
  readonly origin = 'https://city.example'
  readonly hostname = 'city.example'
  at: string

  constructor(at: string) {
    super()
    this.at = at
  }

  hash = (): string => this.at
  go = (hash: string): void => {
    this.at = hash
    this.tell('hashchange')
  }
  onChange = (listener: () => void): (() => void) => {
    this.addEventListener('hashchange', listener)
    return () => this.removeEventListener('hashchange', listener)
  }
}

/** A place that knows whether it was given back. */
function fakePlace() {
  const place = {
    isOpen: true,
    choose: vi.fn(),
    entering: signal('no'),
    speaker: { chosen: signal('') },
    [Symbol.dispose]: () => void (place.isOpen = false)
  }
  return place
}

async function setUp(hash = '#/', options: { storage?: Storage; isCitizen?: boolean; missing?: number } = {}) {
  const fixture = await foundFixture()
  const { home } = fixture.stored
  const address = new FakeAddress(hash.replace('HOME', home))
  const storage = options.storage ?? memoryStorage()
  if (options.isCitizen === true) await storage.saveCitizen(fixture.stored)
  const clock = new FakeClock()
  const life = new FakeLife()
  const opened: { kind: string; place: ReturnType<typeof fakePlace>; options: Record<string, unknown> }[] = []
  const open = (kind: string, given: unknown) => {
    const place = fakePlace()
    opened.push({ kind, place, options: given as Record<string, unknown> })
    return place as never
  }
  let city = new FakeCity({ kind: 'guest', signer: await keys.signer(await keys.make()) })
  let picture: DroppedPicture = { kind: 'nothing', problem: problem('CARD-1') }
  const heard: string[] = []
  let context: PlaceContext | undefined
  let areGone = false
  let missing = options.missing ?? 0
  const model = createAppModel({
    address,
    storage,
    keys,
    clock,
    urls: new FakeUrls(),
    life,
    origin: Promise.resolve(undefined),
    async loadPlaces(given) {
      if (missing-- > 0) throw new NetworkError('no-page', 'the server is gone')
      context = given
      city = new FakeCity(await given.who.identity())
      return {
        city: Promise.resolve(city.asCity()),
        street: Promise.resolve({ watch: () => () => undefined }),
        publishNote: signal(undefined),
        build: async onGoHome => open('build', { onGoHome }),
        login: async given_ => open('login', given_),
        home: (_home, given_) => open('home', given_),
        media: () => open('media', {}),
        door: (_place, given_) => open('door', given_),
        room: (_entered, given_) => open('room', given_),
        read: async () => picture,
        follow: link => (link === 'good' ? `#/${home}` : undefined),
        hear: hints => void heard.push(...hints),
        [Symbol.dispose]: () => void (areGone = true)
      } satisfies Places & Disposable
    }
  })
  if (options.missing === undefined) {
    await vi.waitFor(() => expect(context).toBeDefined())
    await vi.waitFor(() => expect(city.listeners).toBeGreaterThanOrEqual(2))
  }
  return {
    address,
    areGone: () => areGone,
    city: () => city,
    clock,
    fixture,
    heard,
    life,
    model,
    opened,
    context: () => context,
    last: (kind: string) => opened.findLast(each => each.kind === kind),
    willRead: (next: DroppedPicture) => (picture = next)
  }
}

test('shows the City page at once, before anything else is loaded', async () => {
  const { model } = await setUp()
  expect(model.page.value.kind).toBe('city')
})

test('a server that is gone before the whole page has come is said once, and asked again until it is back', async () => {
  const { clock, model, context } = await setUp('#/build', { missing: 2 })
  const codes = (): string[] => model.notices.value.map(notice => notice.problem.code)
  await vi.waitFor(() => expect(codes()).toEqual(['NET-1']))
  clock.pass(1_000)
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  expect(context()).toBeUndefined()
  clock.pass(2_000)
  await vi.waitFor(() => expect(model.page.value.kind).toBe('build'))
  expect(codes()).toEqual([])
})

test('each address shows its place, and the one before is given back', async () => {
  const { address, model, last } = await setUp('#/build')
  await vi.waitFor(() => expect(model.page.value.kind).toBe('build'))
  address.go(`#/${'k2'.padEnd(56, 'x')}`)
  expect(model.page.value).toMatchObject({ kind: 'unknown', problem: { code: 'HOME-4' } })
  expect(last('build')?.place.isOpen).toBe(false)
  address.go('#/')
  expect(model.page.value.kind).toBe('city')
})

test('hints in an address are heard, and other hints to the same place change nothing', async () => {
  const { address, heard, model, fixture } = await setUp('#/HOME?via=/dns/a/tcp/1/ws')
  await vi.waitFor(() => expect(model.page.value.kind).toBe('home'))
  expect(heard).toEqual(['/dns/a/tcp/1/ws'])
  const before = model.page.value
  address.go(`#/${fixture.stored.home}?via=/dns/b/tcp/1/ws`)
  expect(model.page.value).toBe(before)
})

test('from the door into the room and out again, the devices go with one and are given back at the end', async () => {
  const { last, model, address, opened } = await setUp('#/HOME/living-room')
  await vi.waitFor(() => expect(model.page.value.kind).toBe('door'))
  const enter = last('door')?.options['onEntered'] as (entered: unknown) => void
  enter({ entry: { title: 'Living room' } })
  expect(model.page.value.kind).toBe('room')
  expect(last('door')?.place.isOpen).toBe(false)
  expect(last('media')?.place.isOpen).toBe(true)
  const leave = last('room')?.options['onLeft'] as () => void
  leave()
  expect(model.page.value).toMatchObject({ kind: 'left', model: { roomTitle: 'Living room' } })
  expect(opened.filter(({ place }) => place.isOpen)).toEqual([])
  if (model.page.value.kind === 'left') model.page.value.model.rejoin()
  expect(model.page.value.kind).toBe('door')
  expect(last('door')?.options['entersAtOnce']).toBe(true)
  address.go('#/')
  expect(opened.filter(({ place }) => place.isOpen)).toEqual([])
})

test('going elsewhere ends the room and the devices', async () => {
  const { address, last, model, opened } = await setUp('#/HOME/living-room')
  await vi.waitFor(() => expect(model.page.value.kind).toBe('door'))
  const enter = last('door')?.options['onEntered'] as (entered: unknown) => void
  enter({ entry: { title: 'Living room' } })
  address.go('#/')
  expect(opened.filter(({ place }) => place.isOpen)).toEqual([])
})

test('a dropped login card opens «Log in» with it; after that one is at home', async () => {
  const { address, fixture, last, model, willRead } = await setUp()
  willRead({ kind: 'login', payload: fixture.stored.loginCard })
  const file = new Blob(['card'])
  model.dragOver(true)
  model.drop(file)
  expect(model.dropping.value).toBe(false)
  expect(model.reading.value).toBe(true)
  await vi.waitFor(() => expect(model.login.value).toBeDefined())
  await vi.waitFor(() => expect(model.reading.value).toBe(false))
  expect(last('login')?.options['card']).toMatchObject({ file })
  model.drop(file)
  expect(last('login')?.place.choose).toHaveBeenCalledWith(file)
  const done = last('login')?.options['onDone'] as (home: string) => void
  done(fixture.stored.home)
  expect(model.login.value).toBeUndefined()
  expect(address.at).toBe(`#/${fixture.stored.home}`)
})

test('a dropped visiting card leads to its home, which shows it; another picture says what it is not', async () => {
  const { fixture, heard, last, model, willRead } = await setUp()
  const file = new Blob(['card'])
  willRead({ kind: 'place', hash: `#/${fixture.stored.home}`, hints: ['/dns/a/tcp/1/ws'], cardOf: fixture.stored.home })
  model.drop(file)
  await vi.waitFor(() => expect(model.page.value.kind).toBe('home'))
  expect(heard).toEqual(['/dns/a/tcp/1/ws'])
  expect(last('home')?.options['card']).toBe(file)
  willRead({ kind: 'nothing', problem: problem('CARD-1') })
  model.drop(new Blob(['cat']))
  await vi.waitFor(() => expect(model.dropProblem.value?.code).toBe('CARD-1'))
  model.dismissDropProblem()
  expect(model.dropProblem.value).toBeUndefined()
})

test('what came of a picture is not said at another place any more, where it would lie over the buttons', async () => {
  const { address, model } = await setUp()
  model.drop(new Blob(['cat']))
  await vi.waitFor(() => expect(model.dropProblem.value?.code).toBe('CARD-1'))
  address.go('#/HOME/living-room')
  expect(model.dropProblem.value).toBeUndefined()
})

test('«Visit a home» goes where the link leads, or says that it is none', async () => {
  const { address, fixture, model } = await setUp()
  const { page } = model
  if (page.value.kind !== 'city') throw new Error('not the City page')
  const city = page.value.model
  city.type('nonsense')
  city.go()
  await vi.waitFor(() => expect(city.problem.value?.code).toBe('HOME-4'))
  city.type('good')
  expect(city.problem.value).toBeUndefined()
  city.go()
  await vi.waitFor(() => expect(address.at).toBe(`#/${fixture.stored.home}`))
})

test('a citizen of an earlier visit enters the city as such, and logging out makes a guest', async () => {
  const { city, context, fixture, model } = await setUp('#/', { isCitizen: true })
  await vi.waitFor(() => expect(model.citizen.value).toMatchObject({ home: fixture.stored.home, name: 'Asha Rao' }))
  expect(city().identity.kind).toBe('citizen')
  await context()?.who.logOut()
  await vi.waitFor(() => expect(city().identities.map(({ kind }) => kind)).toEqual(['guest']))
  await context()?.who.become(fixture.stored)
  await vi.waitFor(() => expect(city().identities.map(({ kind }) => kind)).toEqual(['guest', 'citizen']))
})

test('a wrong clock, a lost city and a browser that keeps nothing are said as long as they are true', async () => {
  const storage = createStorage({
    async open() {
      throw new StorageError('storage-denied', 'private window')
    }
  })
  const { city, clock, model, life } = await setUp('#/', { storage })
  const codes = (): string[] => model.notices.value.map(notice => notice.problem.code)
  expect(codes()).toEqual(['STORE-1'])
  city().tell('clock-checked', { skewMs: -2 * 86_400_000, isWrong: true })
  expect(codes()).toEqual(['STORE-1', 'CLOCK-1'])
  expect(model.notices.value[1]?.problem.why).toContain('2 days')
  city().turn('offline')
  clock.pass(5_000)
  expect(codes()).toEqual(['STORE-1', 'CLOCK-1']) // which is why
  city().tell('clock-checked', { skewMs: 10, isWrong: false })
  expect(codes()).toEqual(['STORE-1', 'NET-1'])
  city().turn('online')
  city().turn('offline')
  expect(codes()).toEqual(['STORE-1'])
  clock.pass(5_000)
  expect(codes()).toEqual(['STORE-1', 'NET-1'])
  life.online = false
  life.happen('network')
  clock.pass(5_000)
  expect(codes()).toEqual(['STORE-1', 'NET-7'])
  city().turn('online')
  expect(codes()).toEqual(['STORE-1'])
})

test('when the network or the page comes back, the city is tried at once', async () => {
  const { city, life } = await setUp()
  life.happen('network')
  life.happen('visible')
  await vi.waitFor(() => expect(city().hurries).toBe(2))
})

test('who logs in or out in another tab has done so here, but not in the middle of a call', async () => {
  const [storage, elsewhere] = storageOfTwoTabs()
  const { address, last, model, city, fixture } = await setUp('#/HOME/living-room', { storage })
  await elsewhere.saveCitizen(fixture.stored)
  await vi.waitFor(() => expect(model.citizen.value?.home).toBe(fixture.stored.home))
  await vi.waitFor(() => expect(city().identities.map(({ kind }) => kind)).toEqual(['citizen']))
  await vi.waitFor(() => expect(model.page.value.kind).toBe('door'))
  const enter = last('door')?.options['onEntered'] as (entered: unknown) => void
  enter({ entry: { title: 'Living room' } })
  await elsewhere.forgetCitizen(fixture.stored.home)
  expect(model.citizen.value).toBeDefined()
  address.go('#/')
  await vi.waitFor(() => expect(model.citizen.value).toBeUndefined())
  await vi.waitFor(() => expect(city().identities.map(({ kind }) => kind)).toEqual(['citizen', 'guest']))
})

test('a device that is refused goes on as a guest, is told why, and logs in with the card that is here', async () => {
  const { city, context, fixture, last, model } = await setUp('#/', { isCitizen: true })
  await vi.waitFor(() => expect(model.citizen.value).toBeDefined())
  const codes = (): string[] => model.notices.value.map(notice => notice.problem.code)
  context()?.who.refuse('revoked')
  expect(codes()).toEqual(['HOME-7'])
  expect(model.citizen.value).toMatchObject({ home: fixture.stored.home, isRefused: true })
  await vi.waitFor(() => expect(city().identities.map(({ kind }) => kind)).toEqual(['guest']))
  model.openLogin()
  await vi.waitFor(() =>
    expect(last('login')?.options['card']).toMatchObject({ payload: fixture.stored.loginCard, file: expect.anything() })
  )
  context()?.who.refuse('not-yet-valid')
  expect(codes()).toEqual(['HOME-11'])
  // by a wrong clock no paper's time is right
  city().tell('clock-checked', { skewMs: 2 * 86_400_000, isWrong: true })
  expect(codes()).toEqual(['CLOCK-1'])
  city().tell('clock-checked', { skewMs: 0, isWrong: false })
  await context()?.who.become(fixture.stored)
  expect(codes()).toEqual([])
  await vi.waitFor(() => expect(city().identities.map(({ kind }) => kind)).toEqual(['guest', 'citizen']))
})

test('leaves nothing open and no listener', async () => {
  const rig = await setUp('#/HOME/living-room')
  await vi.waitFor(() => expect(rig.model.page.value.kind).toBe('door'))
  rig.model.openLogin()
  await vi.waitFor(() => expect(rig.model.login.value).toBeDefined())
  rig.model[Symbol.dispose]()
  expect(rig.opened.filter(({ place }) => place.isOpen)).toEqual([])
  expect([rig.address.listeners, rig.life.listeners, rig.clock.waiting]).toEqual([0, 0, 0])
  expect(rig.areGone()).toBe(true)
  await vi.waitFor(() => expect(rig.city().isClosed).toBe(true))
  expect(rig.city().listeners).toBe(0)
})

test('over plain http from another computer only the way to https is shown', async () => {
  const address = new FakeAddress('#/k2/x')
  const model = createNotSecureModel({ address, origin: Promise.resolve({ https: 'https://10.0.0.2:5080/' } as never) })
  expect(model.page.value).toMatchObject({
    httpsAddress: undefined,
    command: 'npm start -- --host city.example --tls self'
  })
  await vi.waitFor(() => expect(model.page.value).toMatchObject({ httpsAddress: 'https://10.0.0.2:5080/#/k2/x' }))
})

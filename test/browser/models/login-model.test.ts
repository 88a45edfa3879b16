import { expect, test, vi } from 'vitest'
import type { DroppedPicture } from '../../../browser/models/dropped-picture.ts'
import { createLoginModel } from '../../../browser/models/login-model.ts'
import { createWho } from '../../../browser/models/who.ts'
import { problem } from '../../../browser/text/problems.ts'
import { openHomeRecord } from '../../../protocol/city/home-record.ts'
import { pictureCid } from '../../../protocol/city/validators.ts'
import { HOME_RECORD_LIFETIME_MS } from '../../../protocol/limits.ts'
import {
  FakeCity,
  FakeClock,
  fakeDrawing,
  fakeSafe,
  FakeUrls,
  keys,
  memoryStorage,
  NOW_MS,
  PIXEL_PNG,
  unreachable
} from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

const file = new Blob(['card'])

async function setUp(options: { isHeld?: boolean; isDropped?: boolean; recovery?: boolean } = {}) {
  const fixture = await foundFixture(options.recovery === true ? { recovery: true } : {})
  const storage = memoryStorage()
  const urls = new FakeUrls()
  const who = createWho({ storage, keys, urls })
  const city = new FakeCity(await who.identity())
  if (options.isHeld !== false) city.homes.records.set(fixture.stored.home, fixture.stored.record)
  let picture: DroppedPicture = { kind: 'login', payload: fixture.stored.loginCard }
  const onDone = vi.fn()
  const model = createLoginModel({
    city: Promise.resolve(city.asCity()),
    who,
    storage,
    urls,
    keys,
    safe: fakeSafe,
    drawing: fakeDrawing,
    clock: new FakeClock(),
    outside: () => ({ page: 'https://city.example', hints: [] }),
    ...(options.isDropped === true ? { card: { file, payload: fixture.stored.loginCard } } : {}),
    read: async () => picture,
    onDone
  })
  return { city, fixture, model, onDone, storage, urls, who, willRead: (next: DroppedPicture) => (picture = next) }
}

test('a card and its passphrase make this browser a device of the citizen', async () => {
  const { fixture, model, onDone, storage, who } = await setUp()
  model.choose(file)
  await vi.waitFor(() => expect(model.step.value).toBe('ready'))
  expect(model.cardUrl.value).toBeDefined()
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  expect(model.step.value).toBe('working')
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledWith(fixture.stored.home))
  expect(who.citizen.value?.name).toBe('Asha Rao')
  const stored = await storage.citizen()
  expect(stored?.record).toEqual(fixture.stored.record)
  expect(stored?.credential.cert).not.toEqual(fixture.stored.credential.cert) // a certificate of its own
  expect(model.passphrase.value).toBe('')
})

test('a card dropped on the page is there at once', async () => {
  const { model } = await setUp({ isDropped: true })
  expect(model.step.value).toBe('ready')
})

test('a wrong passphrase loses nothing', async () => {
  const { model, who } = await setUp({ isDropped: true })
  model.setPassphrase('wrong horse battery')
  model.logIn()
  await vi.waitFor(() => expect(model.problem.value?.code).toBe('CARD-2'))
  expect(model.step.value).toBe('ready')
  expect(model.passphrase.value).toBe('wrong horse battery')
  expect(who.citizen.value).toBeUndefined()
})

test('what is missing is said before any work is done', async () => {
  const { model } = await setUp()
  model.logIn()
  expect(model.problem.value?.code).toBe('FORM-8')
  const dropped = await setUp({ isDropped: true })
  dropped.model.logIn()
  expect(dropped.model.problem.value?.code).toBe('FORM-7')
})

test('a visiting card or no card at all is said, and the card that was there stays', async () => {
  const { model, willRead } = await setUp({ isDropped: true })
  willRead({ kind: 'place', hash: '#/k2', hints: [], cardOf: undefined })
  model.choose(new Blob(['other']))
  await vi.waitFor(() => expect(model.problem.value?.code).toBe('CARD-8'))
  expect(model.step.value).toBe('ready')
  willRead({ kind: 'nothing', problem: problem('CARD-1') })
  model.choose(new Blob(['cat']))
  await vi.waitFor(() => expect(model.problem.value?.code).toBe('CARD-1'))
  expect(model.cardUrl.value).toBeDefined()
})

test('while the city is not reached nothing is lost either', async () => {
  const { city, fixture, model, onDone } = await setUp({ isDropped: true })
  city.homes.failure = unreachable
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  await vi.waitFor(() => expect(model.problem.value?.code).toBe('NET-1'))
  expect(model.passphrase.value).toBe(fixture.passphrase)
  city.homes.failure = undefined
  model.logIn()
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce())
})

test('a home that nobody holds any more is put up again at its address, under the name its owner types', async () => {
  const { fixture, model, onDone, storage } = await setUp({ isDropped: true, isHeld: false })
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  await vi.waitFor(() => expect(model.needsName.value).toBe(true))
  expect(model.problem.value?.code).toBe('CARD-12')
  model.logIn()
  expect(model.problem.value?.code).toBe('FORM-1')
  model.setName('Asha again')
  model.logIn()
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledWith(fixture.stored.home))
  const stored = await storage.citizen()
  const { record } = await openHomeRecord(fixture.stored.home, stored?.record ?? new Uint8Array(), { nowMs: NOW_MS })
  expect(record.name).toBe('Asha again')
  expect(stored?.isPublished).toBe(false)
})

test('a home whose papers have run out comes back with its name, rooms and recovery keys', async () => {
  const ago = NOW_MS - HOME_RECORD_LIFETIME_MS - 3_600_000
  const old = await foundFixture({ nowMs: ago, recovery: true })
  const { fixture, model, onDone, storage } = await setUp({ isDropped: true, isHeld: false, recovery: true })
  await storage.saveHome(fixture.stored.home, old.stored.record, ago)
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce())
  const stored = await storage.citizen()
  const { record } = await openHomeRecord(fixture.stored.home, stored?.record ?? new Uint8Array(), { nowMs: NOW_MS })
  expect(record).toMatchObject({ name: 'Asha Rao', rooms: [{ slug: 'living-room' }], chain: old.verified.record.chain })
  expect(record.seq).toBe(old.verified.record.seq + 1)
})

test('logging in where one already is keeps the key of this browser and renews its certificate', async () => {
  const { fixture, model, onDone, who } = await setUp({ isDropped: true })
  await who.become(fixture.stored)
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce())
  expect(who.citizen.value?.stored.key).toBe(fixture.stored.key)
  expect(who.citizen.value?.stored.credential.cert).not.toEqual(fixture.stored.credential.cert)
})

test('a picture the home names is fetched for the cards, and missed without harm', async () => {
  const { city, fixture, model, onDone, storage } = await setUp({ isDropped: true })
  const bytes = new Uint8Array([1, 2, 3])
  await city.homes.edit(fixture.identity, fields => ({ ...fields, picture: { cid: pictureCid(bytes), bytes: 3 } }))
  city.homes.pictures.set(pictureCid(bytes).join(), bytes)
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce())
  expect((await storage.citizen())?.picture).toEqual(bytes)
})

test('closed while it works, it changes nothing more, and leaves no address of a picture', async () => {
  const { fixture, model, onDone, urls, who } = await setUp({ isDropped: true })
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  model[Symbol.dispose]()
  expect(urls.alive.size).toBe(0)
  await new Promise(resolve => setTimeout(resolve, 0))
  expect(onDone).not.toHaveBeenCalled()
  expect(who.citizen.value).toBeUndefined()
})

test('a home that only this browser knows, built while the clock was ahead, is signed anew as it is', async () => {
  const { fixture, model, onDone, storage, who } = await setUp({ isDropped: true, isHeld: false })
  const ahead = await foundFixture({ nowMs: NOW_MS + 2 * 86_400_000, isPublished: false })
  await who.become({ ...ahead.stored, picture: PIXEL_PNG })
  model.setPassphrase(fixture.passphrase)
  model.logIn()
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledWith(fixture.stored.home))
  const stored = await storage.citizen()
  const { record } = await openHomeRecord(fixture.stored.home, stored?.record ?? new Uint8Array(), { nowMs: NOW_MS })
  expect(record).toMatchObject({ name: 'Asha Rao', about: 'Tea.', rooms: [{ slug: 'living-room' }] })
  expect(stored?.picture).toEqual(PIXEL_PNG)
})

test('takes the place of another home only when its login card is saved and no other tab has just logged in', async () => {
  const { fixture, model, onDone, storage, who } = await setUp({ isDropped: true })
  const [unsaved, elsewhere] = [
    await foundFixture({ seedByte: 2, isCardSaved: false }),
    await foundFixture({ seedByte: 3 })
  ]
  const isRefused = async (): Promise<void> => {
    model.logIn()
    expect(model.problem.value).toBeUndefined()
    await vi.waitFor(() => expect(model.problem.value?.code).toBe('HOME-12'))
  }
  await who.become(unsaved.stored)
  model.setPassphrase(fixture.passphrase)
  await isRefused()
  expect((await storage.citizen())?.home).toBe(unsaved.stored.home)
  await storage.forgetCitizen(unsaved.stored.home)
  await storage.saveCitizen(elsewhere.stored)
  await isRefused()
  expect((await storage.citizen())?.home).toBe(elsewhere.stored.home)
  await who.recall()
  model.logIn()
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce())
  expect(await storage.citizen()).toMatchObject({ home: fixture.stored.home, isCardSaved: true })
})

import { signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import { createBuildModel } from '../../../browser/models/build-model.ts'
import { createWho, type Who } from '../../../browser/models/who.ts'
import { openHomeRecord } from '../../../protocol/city/home-record.ts'
import { recogniseCard } from '../../../protocol/identity/card-picture.ts'
import { openLoginCard } from '../../../protocol/identity/login-card.ts'
import { openVisitingCard } from '../../../protocol/identity/visiting-card.ts'
import {
  FakeClock,
  FakeDevices,
  fakeDrawing,
  FakeLife,
  FakePictures,
  fakeSafe,
  FakeUrls,
  keys,
  memoryStorage,
  NOW_MS,
  PHOTO,
  storageOfTwoTabs
} from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

function setUp(known?: Who, storage = memoryStorage()) {
  const urls = new FakeUrls()
  const who = known ?? createWho({ storage, keys, urls })
  const clock = new FakeClock()
  const life = new FakeLife()
  const devices = new FakeDevices()
  const pictures = new FakePictures()
  const onGoHome = vi.fn()
  const safe = { ...fakeSafe }
  const model = createBuildModel({
    who,
    storage,
    urls,
    keys,
    safe,
    drawing: fakeDrawing,
    clock,
    life,
    devices,
    pictures,
    outside: () => ({ page: 'https://city.example', hints: ['/dns/city.example/tcp/443/tls/ws'] }),
    publishNote: signal(undefined),
    onGoHome
  })
  return { clock, devices, life, model, onGoHome, pictures, safe, storage, urls, who }
}

function fillIn({ model }: ReturnType<typeof setUp>): void {
  model.setName('Asha Rao')
  model.setAbout('Tea and tabla.')
  model.setPassphrase('correct horse battery')
  model.setRepeat('correct horse battery')
}

test('complains about a field only when it was left or the button pressed', () => {
  const { model } = setUp()
  model.setPassphrase('short')
  expect(model.problems.value).toEqual({})
  model.leave('passphrase')
  expect(model.problems.value.passphrase?.code).toBe('FORM-4')
  model.setPassphrase('long enough now')
  expect(model.problems.value.passphrase).toBeUndefined()
  model.leave('name')
  expect(model.problems.value.name).toBeUndefined()
  model.build()
  expect(model.problems.value).toMatchObject({ name: { code: 'FORM-1' }, repeat: { code: 'FORM-5' } })
  expect(model.step.value).toBe('form')
})

test('builds a home whose two cards hold what they must', async () => {
  const rig = setUp()
  fillIn(rig)
  rig.model.build()
  expect(rig.model.step.value).toBe('working')
  await vi.waitFor(() => expect(rig.model.step.value).toBe('built'))
  const stored = await rig.storage.citizen()
  if (stored === undefined) throw new Error('nothing was kept')
  const login = recogniseCard(new Uint8Array(await stored.loginCardPng.arrayBuffer()))
  const visiting = recogniseCard(new Uint8Array(await stored.visitingCardPng.arrayBuffer()))
  if (login.kind !== 'login' || visiting.kind !== 'visiting') throw new Error('no cards')
  expect((await openLoginCard(login.payload, 'correct horse battery')).home).toBe(stored.home)
  const card = await openVisitingCard(visiting.payload, { nowMs: NOW_MS })
  expect(card).toMatchObject({ name: 'Asha Rao', about: 'Tea and tabla.', page: 'https://city.example' })
  const { record } = await openHomeRecord(stored.home, stored.record, { nowMs: NOW_MS })
  expect(record.rooms).toMatchObject([{ slug: 'living-room', title: 'Living room', door: 'open' }])
  expect(stored.isPublished).toBe(false)
  expect(rig.model.loginCard.value?.fileName).toBe('Login card of Asha Rao.png')
  expect(rig.model.passphrase.value).toBe('')
})

test('the page is held open until the login card and the sheet are saved, and nobody leaves the sheet unawares', async () => {
  const rig = setUp()
  fillIn(rig)
  rig.model.setWantsSheet(true)
  rig.model.build()
  expect(rig.life.holds).toBe(0)
  await vi.waitFor(() => expect(rig.model.step.value).toBe('built'))
  expect(rig.life.holds).toBe(1)
  rig.model.saved('visiting')
  rig.model.saved('login')
  await vi.waitFor(() => expect(rig.who.citizen.value?.stored.isCardSaved).toBe(true))
  expect(rig.life.holds).toBe(1)
  rig.model.goHome()
  expect(rig.model.unsavedNote.value?.code).toBe('FORM-9')
  expect(rig.onGoHome).not.toHaveBeenCalled()
  rig.model.saved('sheet')
  expect(rig.life.holds).toBe(0)
  expect(rig.model.unsavedNote.value).toBeUndefined()
  rig.model.goHome()
  expect(rig.onGoHome).toHaveBeenCalledOnce()
  // who comes back finds nothing to hurry for
  const later = setUp(rig.who)
  expect([later.life.holds, later.model.step.value]).toEqual([0, 'built'])
})

test('a login card that was not saved is asked for after a reload too', async () => {
  const { who } = setUp()
  await who.become((await foundFixture({ isCardSaved: false })).stored)
  const later = setUp(who)
  expect(later.life.holds).toBe(1)
  later.model.saved('login')
  await vi.waitFor(() => expect(later.life.holds).toBe(0))
})

test('two tabs that build at once: the later one does not overwrite the home of the first, and says so', async () => {
  const [one, two] = storageOfTwoTabs()
  const [first, second] = [setUp(undefined, one), setUp(undefined, two)]
  for (const rig of [first, second]) fillIn(rig)
  first.model.build()
  await vi.waitFor(() => expect(first.model.step.value).toBe('built'))
  second.model.build()
  await vi.waitFor(() => expect(second.model.problems.value.form?.code).toBe('HOME-12'))
  expect((await one.citizen())?.home).toBe(first.who.citizen.value?.home)
})

test('whoever leaves the page while the home is being built has built none', async () => {
  const [left, other] = [setUp(), setUp()]
  for (const rig of [left, other]) {
    fillIn(rig)
    rig.model.build()
  }
  left.model[Symbol.dispose]()
  // the one that was begun later is done
  await vi.waitFor(() => expect(other.model.step.value).toBe('built'))
  expect(await left.storage.citizen()).toBeUndefined()
  expect(left.who.citizen.value).toBeUndefined()
})

test('who goes home without the login card or the sheet is told of each once, and may', async () => {
  const rig = setUp()
  fillIn(rig)
  rig.model.setWantsSheet(true)
  rig.model.build()
  await vi.waitFor(() => expect(rig.model.step.value).toBe('built'))
  expect((await rig.storage.citizen())?.isCardSaved).toBe(false)
  rig.model.goHome()
  expect(rig.model.unsavedNote.value?.code).toBe('FORM-10')
  rig.model.goHome()
  expect(rig.model.unsavedNote.value?.code).toBe('FORM-9')
  expect(rig.onGoHome).not.toHaveBeenCalled()
  rig.model.goHome()
  expect(rig.onGoHome).toHaveBeenCalledOnce()
  rig.model[Symbol.dispose]()
  expect(rig.life.holds).toBe(0)
})

test('a browser that promises nothing about what it keeps is named once the home stands', async () => {
  const rig = setUp()
  fillIn(rig)
  rig.model.build()
  await vi.waitFor(() => expect(rig.model.step.value).toBe('built'))
  expect(rig.model.keepNote.value?.code).toBe('STORE-3')
})

test('a home that comes by logging in elsewhere ends the form: a second one would take its place', async () => {
  const rig = setUp()
  rig.model.setName('Asha')
  await rig.who.become((await foundFixture()).stored)
  expect(rig.model.step.value).toBe('built')
  expect(rig.life.holds).toBe(0)
})

test('previews show the name as it will stand on the cards, also to whoever has them already', async () => {
  const rig = setUp()
  rig.model.setName('  Asha\u202e\tRao ')
  expect(rig.model.nameOnCards.value).toBe('Asha Rao')
  fillIn(rig)
  rig.model.build()
  await vi.waitFor(() => expect(rig.model.step.value).toBe('built'))
  expect(setUp(rig.who).model.nameOnCards.value).toBe('Asha Rao')
})

test('the private key is not readable from what is kept', async () => {
  const rig = setUp()
  fillIn(rig)
  rig.model.build()
  await vi.waitFor(() => expect(rig.model.step.value).toBe('built'))
  const stored = await rig.storage.citizen()
  if (stored?.key.kind !== 'webcrypto') throw new Error('no key of the browser')
  expect(stored.key.pair.privateKey.extractable).toBe(false)
})

test('a recovery sheet is made only when wanted', async () => {
  const rig = setUp()
  fillIn(rig)
  rig.model.setWantsSheet(true)
  rig.model.build()
  await vi.waitFor(() => expect(rig.model.recoverySheet.value?.fileName).toBe('Recovery sheet of Asha Rao.png'))
  const without = setUp()
  fillIn(without)
  without.model.build()
  await vi.waitFor(() => expect(without.model.step.value).toBe('built'))
  expect(without.model.recoverySheet.value).toBeUndefined()
})

test('a photo from the camera is cropped and goes onto the cards; the camera goes off', async () => {
  const rig = setUp()
  const { devices, model, pictures, storage } = rig
  model.useCamera()
  await vi.waitFor(() => expect(model.picture.value).toMatchObject({ kind: 'camera', stream: expect.anything() }))
  model.takePhoto()
  await vi.waitFor(() => expect(model.picture.value).toMatchObject({ kind: 'crop', widthPx: 400 }))
  expect(model.picture.value).toMatchObject({ frame: { left: 0.25, top: 0, side: 1 } })
  expect(devices.live).toBe(0)
  model.setFrame({ left: 0, top: 0, side: 0.5 })
  fillIn(rig)
  model.build() // a frame that was set is kept without pressing anything else
  await vi.waitFor(() => expect(model.step.value).toBe('built'))
  expect((await storage.citizen())?.picture).toEqual(PHOTO.small)
  expect(pictures.open_).toBe(0)
})

test('a camera that is refused says so, and a picture can be chosen instead', async () => {
  const { devices, model } = setUp()
  devices.failure = Object.assign(new Error('no'), { code: 'permission-denied' }) as never
  model.useCamera()
  await vi.waitFor(() => expect(model.problems.value.picture?.code).toBe('MEDIA-1'))
  model.choosePhoto(new Blob(['x']))
  await vi.waitFor(() => expect(model.picture.value.kind).toBe('crop'))
  expect(model.problems.value.picture).toBeUndefined()
  model.keepCrop()
  await vi.waitFor(() => expect(model.picture.value.kind).toBe('done'))
  model.useCamera()
  model.cancelPicture()
  expect(model.picture.value.kind).toBe('done')
})

test('the cards are drawn as one types, and stamped until they are signed', async () => {
  const { clock, model } = setUp()
  const drawn = vi.spyOn(fakeDrawing, 'loginCard')
  drawn.mockClear()
  clock.pass(0)
  await vi.waitFor(() => expect(model.loginCardUrl.value).toBeDefined())
  model.setName('A')
  model.setName('As')
  clock.pass(200)
  await vi.waitFor(() =>
    expect(drawn).toHaveBeenLastCalledWith(expect.objectContaining({ name: 'As', signed: undefined }))
  )
  expect(drawn).toHaveBeenCalledTimes(2)
})

test('when something fails, what was typed stays and can be tried again', async () => {
  const rig = setUp()
  fillIn(rig)
  rig.safe.seal = async () => {
    throw new Error('out of memory')
  }
  rig.model.build()
  await vi.waitFor(() => expect(rig.model.problems.value.form).toBeDefined())
  expect(rig.model.step.value).toBe('form')
  expect(rig.model.passphrase.value).toBe('correct horse battery')
  rig.safe.seal = fakeSafe.seal
  rig.model.build()
  await vi.waitFor(() => expect(rig.model.step.value).toBe('built'))
  rig.model.saved('login')
  rig.model.goHome()
  expect(rig.onGoHome).toHaveBeenCalledWith(rig.who.citizen.value?.home)
})

test('after a reload in the middle the home and its cards are still there, and nothing is built over them', async () => {
  const { model, who } = setUp()
  const { stored } = await foundFixture({ isPublished: false })
  await who.become(stored)
  expect(model.step.value).toBe('built')
  const later = setUp(who).model
  expect(later.step.value).toBe('built')
  expect(later.loginCard.value?.fileName).toBe('Login card of Asha Rao.png')
  await who.logOut()
  expect(later.step.value).toBe('form')
})

test('leaves no timer, no camera and no address of a picture', async () => {
  const { clock, devices, model, urls } = setUp()
  clock.pass(0)
  await vi.waitFor(() => expect(model.loginCardUrl.value).toBeDefined())
  model.choosePhoto(new Blob(['x']))
  await vi.waitFor(() => expect(model.picture.value.kind).toBe('crop'))
  model.useCamera()
  await vi.waitFor(() => expect(devices.live).toBe(1))
  model[Symbol.dispose]()
  expect(clock.waiting).toBe(0)
  expect(devices.live).toBe(0)
  expect(urls.alive.size).toBe(0)
})

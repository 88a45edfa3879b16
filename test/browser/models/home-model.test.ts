import { signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import { createHomeModel } from '../../../browser/models/home-model.ts'
import { createInviteModel } from '../../../browser/models/invite-model.ts'
import type { Occupancy } from '../../../browser/models/street-watch.ts'
import { createWho } from '../../../browser/models/who.ts'
import { HOME_RECORD_LIFETIME_MS } from '../../../protocol/limits.ts'
import { FakeCity, FakeClock, fakeDrawing, FakeUrls, keys, memoryStorage, NOW_MS, unreachable } from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

async function setUp(
  options: {
    isOwner?: boolean
    isCardSaved?: boolean
    isHeld?: boolean
    isRemembered?: boolean
    ageMs?: number
    card?: Blob
  } = {}
) {
  const fixture = await foundFixture({
    nowMs: NOW_MS - (options.ageMs ?? 0),
    isCardSaved: options.isCardSaved ?? true
  })
  const { home, record } = fixture.stored
  const storage = memoryStorage()
  const urls = new FakeUrls()
  const who = createWho({ storage, keys, urls })
  if (options.isOwner === true) await who.become(fixture.stored)
  if (options.isRemembered === true) await storage.saveHome(home, record, NOW_MS)
  const city = new FakeCity(await who.identity())
  if (options.isHeld !== false) city.homes.records.set(home, record)
  const clock = new FakeClock()
  let tell: (occupancy: Occupancy) => void = () => undefined
  let watching = 0
  const onLogOut = vi.fn()
  const drawn = vi.spyOn(fakeDrawing, 'visitingCard')
  drawn.mockClear()
  const model = createHomeModel({
    home,
    city: Promise.resolve(city.asCity()),
    street: Promise.resolve({
      watch(_door, onChange) {
        watching++
        tell = onChange
        return () => watching--
      }
    }),
    who,
    storage,
    drawing: fakeDrawing,
    urls,
    clock,
    card: options.card,
    publishNote: signal(undefined),
    outside: () => ({ page: 'https://city.example', hints: [] }),
    invite: async (of, room) =>
      createInviteModel({
        roomTitle: room.title,
        place: { link: of, qrText: of, isLocal: false },
        visitingCard: signal(undefined),
        sharing: { canShare: false, copy: async () => true, share: async () => false },
        clock,
        qr: []
      }),
    onLogOut
  })
  return {
    city,
    drawn,
    model,
    onLogOut,
    tell: (occupancy: Occupancy) => tell(occupancy),
    urls,
    watching: () => watching,
    who
  }
}

test('shows a home as the city knows it, with its doors', async () => {
  const { model, tell, watching } = await setUp()
  expect(model.state.value.kind).toBe('looking')
  await vi.waitFor(() => expect(model.state.value.kind).toBe('found'))
  expect(model.name.value).toBe('Asha Rao')
  expect(model.isOwner.value).toBe(false)
  expect(model.rooms.value).toMatchObject([
    { slug: 'living-room', title: 'Living room', door: 'open', peopleIn: undefined }
  ])
  await vi.waitFor(() => expect(watching()).toBe(1))
  tell({ peopleIn: 2, names: ['Ben', 'Eve (guest)'] })
  expect(model.rooms.value[0]).toMatchObject({ peopleIn: 2, names: ['Ben', 'Eve (guest)'] })
})

test('a visitor sees the card drawn from the home’s papers, or as it was dropped', async () => {
  const { model, urls, drawn } = await setUp()
  await vi.waitFor(() => expect(model.cardUrl.value).toBeDefined())
  expect(drawn).toHaveBeenCalledWith(expect.objectContaining({ name: 'Asha Rao', signed: expect.anything() }))
  const card = new Blob(['dropped'])
  const dropped = await setUp({ card })
  expect(dropped.urls.alive.get(dropped.model.cardUrl.value ?? '')).toBe(card)
  expect(dropped.drawn).not.toHaveBeenCalled()
  model[Symbol.dispose]()
  expect(urls.alive.size).toBe(0)
})

test('the owner finds both cards, an invitation and the way out', async () => {
  const { model, onLogOut, who } = await setUp({ isOwner: true })
  await vi.waitFor(() => expect(model.state.value.kind).toBe('found'))
  expect(model.isOwner.value).toBe(true)
  expect(model.loginCard.value?.fileName).toBe('Login card of Asha Rao.png')
  expect(model.visitingCard.value?.href).toBe(model.cardUrl.value)
  model.openInvite()
  await vi.waitFor(() => expect(model.invite.value?.roomTitle).toBe('Living room'))
  model.closeInvite()
  expect(model.invite.value).toBeUndefined()
  model.logOut()
  await vi.waitFor(() => expect(onLogOut).toHaveBeenCalledOnce())
  expect(who.citizen.value).toBeUndefined()
  expect(model.loginCard.value).toBeUndefined()
})

test('whoever has not saved the login card is asked before logging out', async () => {
  const { model, onLogOut, who } = await setUp({ isOwner: true, isCardSaved: false })
  model.logOut()
  expect(model.asksToLogOut.value).toBe(true)
  model.answerLogOut('no')
  expect(model.asksToLogOut.value).toBe(false)
  expect(who.citizen.value).toBeDefined()
  model.logOut()
  model.answerLogOut('yes')
  await vi.waitFor(() => expect(onLogOut).toHaveBeenCalledOnce())
  expect(who.citizen.value).toBeUndefined()
})

test('downloading the login card at home saves it: nothing is asked any more', async () => {
  const { model, onLogOut, who } = await setUp({ isOwner: true, isCardSaved: false })
  model.cardSaved()
  await vi.waitFor(() => expect(who.citizen.value?.stored.isCardSaved).toBe(true))
  model.logOut()
  expect(model.asksToLogOut.value).toBe(false)
  await vi.waitFor(() => expect(onLogOut).toHaveBeenCalledOnce())
})

test('the own home is there before the city is', async () => {
  const { city, model } = await setUp({ isOwner: true, isHeld: false })
  city.homes.failure = unreachable
  await vi.waitFor(() => expect(model.state.value.kind).toBe('found'))
})

test('the own home is there too when its papers were signed by a clock that was ahead', async () => {
  const { model } = await setUp({ isOwner: true, isHeld: false, ageMs: -2 * 86_400_000 })
  await vi.waitFor(() => expect(model.name.value).toBe('Asha Rao'))
  expect(model.isOwner.value).toBe(true)
})

test('what is remembered is shown while the city is not reached', async () => {
  const { model } = await setUp({ isHeld: false, isRemembered: true })
  await vi.waitFor(() => expect(model.name.value).toBe('Asha Rao'))
})

test('unknown, forgotten and unreachable homes are told apart', async () => {
  const unknown = await setUp({ isHeld: false })
  await vi.waitFor(() => expect(unknown.model.state.value).toMatchObject({ problem: { code: 'HOME-1' } }))
  const expired = await setUp({ isHeld: false, isRemembered: true, ageMs: HOME_RECORD_LIFETIME_MS + 3_600_000 })
  await vi.waitFor(() => expect(expired.model.state.value).toMatchObject({ problem: { code: 'HOME-2' } }))
  unknown.city.homes.failure = unreachable
  unknown.model.retry()
  await vi.waitFor(() => expect(unknown.model.state.value).toMatchObject({ problem: { code: 'NET-1' } }))
})

test('leaves nobody watched and no address of a picture', async () => {
  const { model, urls, watching } = await setUp()
  await vi.waitFor(() => expect(watching()).toBe(1))
  await vi.waitFor(() => expect(model.cardUrl.value).toBeDefined())
  model.openInvite()
  model[Symbol.dispose]()
  expect(watching()).toBe(0)
  expect(urls.alive.size).toBe(0)
})

import { expect, test, vi } from 'vitest'
import { createHomeKeeper } from '../../../browser/models/home-keeper.ts'
import { createWho } from '../../../browser/models/who.ts'
import { editHomeRecord, openHomeRecord, signHomeRecord } from '../../../protocol/city/home-record.ts'
import { deviceCert } from '../../../protocol/identity/device.ts'
import { revokeDevice } from '../../../protocol/identity/citizen.ts'
import {
  DEVICE_CERT_LIFETIME_MS,
  HOME_RECORD_LIFETIME_MS,
  HOME_RECORD_RENEWAL_MS,
  REPUBLISH_INTERVAL_MS
} from '../../../protocol/limits.ts'
import { FakeCity, FakeClock, FakeUrls, keys, memoryStorage, NOW_MS, unreachable } from './fakes.ts'
import { foundFixture, type HomeFixture } from './home-fixture.ts'

const DAY_MS = 86_400_000

async function setUp(options: { isPublished?: boolean; isHeld?: boolean; foundedAtMs?: number } = {}) {
  const { isPublished = false, foundedAtMs = NOW_MS } = options
  const fixture = await foundFixture({ isPublished, nowMs: foundedAtMs })
  const storage = memoryStorage()
  const who = createWho({ storage, keys, urls: new FakeUrls() })
  const clock = new FakeClock()
  const city = new FakeCity(await who.identity())
  city.homes.nowMs = clock.nowMs
  if (options.isHeld === true) city.homes.records.set(fixture.stored.home, fixture.stored.record)
  const keeper = createHomeKeeper({
    city: Promise.resolve(city.asCity()),
    who,
    clock,
    random: () => 0.5
  })
  return { city, clock, fixture, keeper, storage, who }
}

/** Logs in, and lets what was put off for no time at all begin. */
async function begin({ who, clock, fixture }: Awaited<ReturnType<typeof setUp>>): Promise<void> {
  await who.become(fixture.stored)
  clock.pass(0)
}

test('a new home is published, and the same bytes again every hour', async () => {
  const rig = await setUp()
  await begin(rig)
  const { city, clock, fixture, storage } = rig
  await vi.waitFor(() => expect(city.homes.published).toEqual([fixture.stored.record]))
  await vi.waitFor(async () => expect((await storage.citizen())?.isPublished).toBe(true))
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  clock.pass(REPUBLISH_INTERVAL_MS)
  await vi.waitFor(() => expect(city.homes.published).toEqual([fixture.stored.record, fixture.stored.record]))
})

test('says that no super-peer has taken it, tries again, and at once when the city is back', async () => {
  const rig = await setUp()
  const { city, clock, keeper } = rig
  city.homes.failure = unreachable
  await begin(rig)
  await vi.waitFor(() => expect(keeper.note.value?.code).toBe('HOME-5'))
  clock.pass(2_000)
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  city.homes.failure = undefined
  city.turn('offline')
  city.turn('online')
  clock.pass(0)
  await vi.waitFor(() => expect(keeper.note.value).toBeUndefined())
  expect(city.homes.published).toHaveLength(1)
})

test('a home that was once published is not called unpublished when the city is away', async () => {
  const rig = await setUp({ isPublished: true })
  rig.city.homes.failure = unreachable
  await begin(rig)
  await vi.waitFor(() => expect(rig.clock.waiting).toBe(1))
  expect(rig.keeper.note.value).toBeUndefined()
})

test('takes up what another device has changed, and never puts the older one', async () => {
  const rig = await setUp({ isPublished: true })
  const { city, fixture, storage } = rig
  const newer = await editHomeRecord(fixture.verified, fields => ({ ...fields, name: 'Asha R.' }), {
    identity: fixture.identity,
    nowMs: NOW_MS
  })
  city.homes.records.set(fixture.stored.home, newer)
  await begin(rig)
  await vi.waitFor(() => expect(city.homes.published).toEqual([newer]))
  await vi.waitFor(async () => expect(await storage.citizen()).toMatchObject({ name: 'Asha R.', record: newer }))
})

test('renews a record before it runs out', async () => {
  const rig = await setUp({ isPublished: true, isHeld: true })
  const { city, clock, fixture } = rig
  clock.now = NOW_MS + HOME_RECORD_LIFETIME_MS - HOME_RECORD_RENEWAL_MS + 1_000
  await begin(rig)
  await vi.waitFor(() => expect(city.homes.published).toHaveLength(2))
  const renewed = await openHomeRecord(fixture.stored.home, city.homes.published[0] ?? new Uint8Array(), {
    nowMs: clock.now
  })
  expect(renewed.record.expiresAtMs).toBeGreaterThan(fixture.verified.record.expiresAtMs)
  expect(city.homes.published[1]).toEqual(city.homes.published[0])
})

test('puts the picture with the record', async () => {
  const rig = await setUp()
  await rig.who.become({ ...rig.fixture.stored, picture: new Uint8Array([1, 2, 3]) })
  rig.clock.pass(0)
  await vi.waitFor(() => expect(rig.city.homes.published).toHaveLength(1))
  expect(rig.city.homes.pictures.size).toBe(0) // the record names none
})

test('a device that was withdrawn, or whose certificate has run out, is refused, and keeps the login card', async () => {
  const revoked = await setUp({ isPublished: true })
  revoked.city.homes.records.set(revoked.fixture.stored.home, await revokedRecord(revoked.fixture))
  await begin(revoked)
  await vi.waitFor(() => expect(revoked.who.citizen.value?.refusal).toBe('revoked'))
  const expired = await setUp({ isPublished: true })
  expired.clock.now = NOW_MS + DEVICE_CERT_LIFETIME_MS + 3_600_000
  await begin(expired)
  await vi.waitFor(() => expect(expired.who.citizen.value?.refusal).toBe('expired'))
  for (const { fixture, storage, who } of [revoked, expired]) {
    expect((await who.identity()).kind).toBe('guest')
    expect((await storage.citizen())?.loginCard).toEqual(fixture.stored.loginCard)
  }
})

test('a home built while the clock was ahead is kept, and goes into the city when its time comes', async () => {
  const rig = await setUp({ foundedAtMs: NOW_MS + 2 * DAY_MS })
  const { city, clock, fixture, keeper, storage, who } = rig
  await begin(rig)
  await vi.waitFor(() => expect(who.citizen.value?.refusal).toBe('not-yet-valid'))
  expect(await storage.citizen()).toEqual(fixture.stored)
  expect((await who.identity()).kind).toBe('guest')
  expect(keeper.note.value).toBeUndefined()
  expect(clock.waiting).toBe(1)
  clock.pass(2 * DAY_MS)
  await vi.waitFor(() => expect(city.homes.published).toEqual([fixture.stored.record]))
  await vi.waitFor(() => expect(who.citizen.value?.refusal).toBeUndefined())
  expect(await who.identity()).toMatchObject({ kind: 'citizen', home: fixture.stored.home })
})

test('a record of another time that nobody ever had is signed again', async () => {
  const rig = await setUp()
  const { city, fixture, storage } = rig
  const { identity, verified } = fixture
  const record = await signHomeRecord(
    { name: 'Asha Rao', about: '', rooms: [], listed: false },
    { identity, mail: verified.record.mail, seq: verified.record.seq + 1, nowMs: NOW_MS + 2 * DAY_MS }
  )
  await rig.who.become({ ...fixture.stored, record })
  rig.clock.pass(0)
  await vi.waitFor(() => expect(city.homes.published).toHaveLength(1))
  const [published = new Uint8Array()] = city.homes.published
  const { record: again } = await openHomeRecord(fixture.stored.home, published, { nowMs: NOW_MS })
  expect(again).toMatchObject({ name: 'Asha Rao', issuedAtMs: NOW_MS, seq: verified.record.seq + 2 })
  await vi.waitFor(async () => expect(await storage.citizen()).toMatchObject({ record: published, isPublished: true }))
})

test('a home whose papers ran out everywhere is kept here for its owner’s card', async () => {
  const rig = await setUp({ isPublished: true })
  rig.clock.now = NOW_MS + HOME_RECORD_LIFETIME_MS + 3_600_000
  await begin(rig)
  await vi.waitFor(() => expect(rig.who.citizen.value?.refusal).toBe('expired'))
  expect(rig.city.homes.published).toEqual([])
  expect(await rig.storage.citizen()).toEqual(rig.fixture.stored)
})

test('a record that comes back from the city unchanged is not stored again', async () => {
  const rig = await setUp({ isPublished: true, isHeld: true })
  rig.city.homes.records.set(rig.fixture.stored.home, Uint8Array.from(rig.fixture.stored.record))
  const change = vi.spyOn(rig.storage, 'changeCitizen')
  await begin(rig)
  await vi.waitFor(() => expect(rig.city.homes.published).toHaveLength(1))
  await vi.waitFor(() => expect(rig.clock.waiting).toBe(1))
  expect(change).not.toHaveBeenCalled()
})

test('does nothing for a guest, nothing more after logging out, and leaves no listener', async () => {
  const rig = await setUp()
  const { city, clock, keeper, who } = rig
  expect(clock.waiting).toBe(0)
  await begin(rig)
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  await who.logOut()
  expect(clock.waiting).toBe(0)
  await vi.waitFor(() => expect(city.listeners).toBe(1))
  keeper[Symbol.dispose]()
  await vi.waitFor(() => expect(city.listeners).toBe(0))
  await who.become(rig.fixture.stored)
  expect(clock.waiting).toBe(0)
})

/** The home’s record after its owner, on another device, has withdrawn the first one. */
async function revokedRecord(fixture: HomeFixture): Promise<Uint8Array> {
  const { genesis, chain, cert } = fixture.identity.credential
  const other = await foundFixture()
  const { value } = await deviceCert.open(cert)
  const revoked = await revokeDevice({ seed: fixture.seed, genesis, chain, serials: [value.serial] })
  const { verified } = fixture
  const identity = { ...other.identity }
  return signHomeRecord(
    { name: 'Asha Rao', about: '', rooms: [], listed: false },
    { identity, mail: verified.record.mail, revoked, seq: verified.record.seq + 1, nowMs: NOW_MS }
  )
}

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

async function setUp(options: { isPublished?: boolean; isHeld?: boolean; picture?: Uint8Array } = {}) {
  const fixture = await foundFixture({ isPublished: options.isPublished ?? false })
  const storage = memoryStorage()
  const who = createWho({ storage, keys, urls: new FakeUrls() })
  const clock = new FakeClock()
  const city = new FakeCity(await who.identity())
  city.homes.nowMs = clock.nowMs
  if (options.isHeld === true) city.homes.records.set(fixture.stored.home, fixture.stored.record)
  const onDeviceRefused = vi.fn()
  const keeper = createHomeKeeper({
    city: Promise.resolve(city.asCity()),
    who,
    clock,
    random: () => 0.5,
    onDeviceRefused
  })
  return { city, clock, fixture, keeper, onDeviceRefused, storage, who }
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

test('a device that was withdrawn, or whose certificate has run out, is told', async () => {
  const revoked = await setUp({ isPublished: true })
  revoked.city.homes.records.set(revoked.fixture.stored.home, await revokedRecord(revoked.fixture))
  await begin(revoked)
  await vi.waitFor(() => expect(revoked.onDeviceRefused).toHaveBeenCalledOnce())
  const expired = await setUp({ isPublished: true })
  expired.clock.now = NOW_MS + DEVICE_CERT_LIFETIME_MS + 3_600_000
  await begin(expired)
  await vi.waitFor(() => expect(expired.onDeviceRefused).toHaveBeenCalledOnce())
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

import { expect, test, vi } from 'vitest'
import { GONE_SILENCE_MS, TOPIC_MESSAGES_BURST } from '../../../protocol/limits.ts'
import { readRoomFrame, roomFrame } from '../../../protocol/room/frame.ts'
import { signJoinStatement } from '../../../protocol/room/membership.ts'
import { createBuilding, type Inhabitant } from './building.ts'
import { citizen, guest, session } from './people.ts'

const wait = { timeout: 10_000, interval: 20 }
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const untilTogether = (people: readonly Inhabitant[]): Promise<void> =>
  vi.waitFor(() => {
    for (const { names } of people) expect(names()).toHaveLength(people.length)
  }, wait)

test('who stands at the door sees who is inside, and nobody inside notices', async () => {
  const building = await createBuilding()
  const a = await building.enter('Ada')
  const b = await building.enter('Ben', { identity: await citizen('Ben', Date.now()) })
  const { doorway } = await building.approach(await session(await guest('Cleo'), Date.now()))
  await vi.waitFor(() => expect(doorway.occupants().map(({ name }) => name)).toEqual(['Ada', 'Ben']), wait)
  expect(doorway.occupants().map(({ kind }) => kind)).toEqual(['guest', 'citizen'])
  let changes = 0
  doorway.addEventListener('occupants-changed', () => (changes += 1))
  await b.room.leave()
  await vi.waitFor(() => expect(doorway.occupants().map(({ name }) => name)).toEqual(['Ada']), wait)
  expect(changes).toBeGreaterThan(0)
  expect(a.names()).toEqual(['Ada'])
})

test('people come, see each other with what they show, and go', async () => {
  const building = await createBuilding()
  const a = await building.enter('Ada', { presence: { camera: true, microphone: false } })
  const seen: string[] = []
  a.room.addEventListener('member-joined', ({ detail }) => void seen.push(`+${detail.name}`))
  a.room.addEventListener('member-left', ({ detail }) => void seen.push(`-${detail.name}`))
  expect(a.room.state).toBe('here')
  const b = await building.enter('Ben', { identity: await citizen('Ben', Date.now()) })
  await untilTogether([a, b])
  expect(b.room.members()[0]).toMatchObject({ name: 'Ben', isSelf: true, kind: 'citizen' })
  await vi.waitFor(() => expect(b.room.members()[1]?.presence).toEqual({ camera: true, microphone: false }), wait)
  b.room.setPresence({ microphone: true })
  await vi.waitFor(() => expect(a.room.members()[1]?.presence).toEqual({ camera: false, microphone: true }), wait)
  await b.room.leave()
  await b.room.leave()
  expect(b.room.state).toBe('left')
  await vi.waitFor(() => expect(a.names()).toEqual(['Ada']), wait)
  expect(seen).toEqual(['+Ben', '-Ben'])
  // and comes in again, as the same peer
  const again = await building.inhabit('Ben', b.person)
  await untilTogether([a, again])
  expect(seen).toEqual(['+Ben', '-Ben', '+Ben'])
})

test('all that is said arrives at all, once and in one order, also at who comes later', async () => {
  const building = await createBuilding()
  const [a, b, c] = [await building.enter('Ada'), await building.enter('Ben'), await building.enter('Cleo')]
  await untilTogether([a, b, c])
  for (let i = 0; i < 5; i++) {
    for (const { room } of [a, b, c]) await room.chat.say(`line ${i}`)
  }
  await vi.waitFor(() => expect(c.texts()).toHaveLength(15), wait)
  await vi.waitFor(() => expect(a.texts()).toEqual(c.texts()), wait)
  expect(b.texts()).toEqual(c.texts())
  const d = await building.enter('Dora')
  await vi.waitFor(() => expect(d.texts()).toEqual(c.texts()), wait)
  await d.room.chat.say('hello')
  await vi.waitFor(() => expect(a.texts().at(-1)).toBe('Dora: hello'), wait)
})

test('closing a tab is noticed without a goodbye, and a reload replaces the tile at once', async () => {
  const building = await createBuilding()
  const a = await building.enter('Ada')
  const b = await building.enter('Ben')
  await untilTogether([a, b])
  const goneAtMs = Date.now()
  building.rendezvous.drop(b.person.peer)
  await vi.waitFor(() => expect(a.names()).toEqual(['Ada']), wait)
  expect(Date.now() - goneAtMs).toBeGreaterThan(GONE_SILENCE_MS / 2)
  expect(Date.now() - goneAtMs).toBeLessThan(3 * GONE_SILENCE_MS)

  const c = await building.enter('Cleo')
  await untilTogether([a, c])
  building.rendezvous.drop(c.person.peer)
  await building.enter('Cleo', { identity: c.person.identity })
  await vi.waitFor(() => expect(a.names()).toEqual(['Ada', 'Cleo']), { timeout: GONE_SILENCE_MS / 2, interval: 20 })
})

test('two tabs of one person are two', async () => {
  const building = await createBuilding()
  const a = await building.enter('Ada')
  const again = await building.enter('Ada', { identity: a.person.identity })
  await untilTogether([a, again])
  expect(again.room.members()[1]?.key).toBe(again.room.self.key)
})

test('a copied statement lets nobody in', async () => {
  const building = await createBuilding()
  const a = await building.enter('Ada')
  const mallory = await session(await guest('Mallory'), Date.now())
  const stolen = await signJoinStatement(
    { ...a.person, tag: building.tag, epoch: 1, name: 'Ada', nowMs: Date.now() },
    a.person.identity
  )
  const own = building.rendezvous.of(mallory.peer).register(building.tag, stolen)
  const rules = { isWellFormed: () => true, admits: async () => false }
  const channel = await building.network.channels(mallory.peer)({ tag: building.tag, rules, clock: Date.now })
  await channel.publish(roomFrame.encode({ kind: 'join', statement: stolen }))
  const b = await building.enter('Ben')
  await untilTogether([a, b])
  expect(a.names()).not.toContain('Mallory')
  await own.close()
  await channel.close()
})

test('clocks ten minutes wrong do not matter, and a clock two days off lets nobody in or see', async () => {
  const skews: Record<string, number> = {
    Ada: 10 * MINUTE_MS,
    Ben: -10 * MINUTE_MS,
    Late: 2 * DAY_MS,
    Early: -2 * DAY_MS
  }
  const building = await createBuilding({ skewMs: name => skews[name] ?? 0 })
  const people = [await building.enter('Ada'), await building.enter('Ben'), await building.enter('Cleo')]
  await untilTogether(people)
  await people[0]?.room.chat.say('hello')
  await vi.waitFor(() => expect(people.map(({ texts }) => texts().length)).toEqual([1, 1, 1]), wait)
  for (const name of ['Late', 'Early']) {
    const off = await building.enter(name)
    expect(off.names()).toEqual([name])
    expect(people[0]?.names()).toHaveLength(3)
  }
})

test('a member who floods is limited, and the others talk on', async () => {
  const building = await createBuilding()
  const [a, b, mallory] = [await building.enter('Ada'), await building.enter('Ben'), await building.enter('Mallory')]
  await untilTogether([a, b, mallory])
  const rules = { isWellFormed: () => true, admits: async () => false }
  let nowMs = 0
  const raw = await building.network.channels(mallory.person.peer)({
    tag: building.tag,
    rules,
    clock: () => (nowMs += MINUTE_MS)
  })
  for (let i = 0; i < 20 * TOPIC_MESSAGES_BURST; i++) {
    await raw.publish(roomFrame.encode({ kind: 'want', of: a.person.peerKey, generation: i }))
  }
  await a.room.chat.say('still here')
  await vi.waitFor(() => expect(b.texts()).toEqual(['Ada: still here']), wait)
  await raw.close()
})

test('loss of the super-peers is not the loss of the members', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const building = await createBuilding()
  const [a, b] = [await building.enter('Ada'), await building.enter('Ben')]
  await untilTogether([a, b])
  building.rendezvous.blind(true)
  a.city.lose()
  b.city.lose()
  expect(a.room.state).toBe('reconnecting')
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS)
  expect(a.names()).toEqual(['Ada', 'Ben'])
  building.rendezvous.blind(false)
  a.city.find()
  b.city.find()
  expect(a.room.state).toBe('here')
  await vi.advanceTimersByTimeAsync(MINUTE_MS / 2)
  expect(a.names()).toEqual(['Ada', 'Ben'])
  vi.useRealTimers()
})

test('who is silent but there stays there', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const building = await createBuilding()
  const [a, b] = [await building.enter('Ada'), await building.enter('Ben')]
  await untilTogether([a, b])
  for (let minute = 0; minute < 5; minute++) await vi.advanceTimersByTimeAsync(MINUTE_MS)
  expect([a.names(), b.names()]).toEqual([
    ['Ada', 'Ben'],
    ['Ben', 'Ada']
  ])
  vi.useRealTimers()
})

test('a statement is renewed in time, so that a long evening does not end by itself', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const building = await createBuilding()
  const [a, b] = [await building.enter('Ada'), await building.enter('Ben')]
  await untilTogether([a, b])
  const statements = new Set<string>()
  const spy = await building.network.channels('spy')({
    tag: building.tag,
    rules: { isWellFormed: () => true, admits: async () => true },
    clock: Date.now
  })
  spy.addEventListener('message', ({ detail }) => {
    const frame = readRoomFrame(detail.bytes)
    if (frame?.kind === 'join' && detail.from === b.person.peer) statements.add(String(frame.statement))
  })
  await vi.advanceTimersByTimeAsync(MINUTE_MS)
  expect(statements.size).toBe(1)
  vi.setSystemTime(Date.now() + 13 * 60 * MINUTE_MS)
  await vi.advanceTimersByTimeAsync(MINUTE_MS)
  expect(statements.size).toBe(2)
  await spy.close()
  vi.useRealTimers()
})

/** Six seconds of a processor, however many others want it. */
const patient = { timeout: 120_000, interval: 100 }

test('forty people come in at once and talk', { timeout: 180_000 }, async () => {
  const building = await createBuilding()
  const people = await Promise.all(
    Array.from({ length: 40 }, async (_, i) =>
      building.enter(`Person ${i}`, { presence: { camera: i < 4, microphone: false } })
    )
  )
  await vi.waitFor(() => {
    for (const { names } of people) expect(names()).toHaveLength(40)
  }, patient)
  await Promise.all(people.slice(0, 5).map(async ({ room }, i) => room.chat.say(`hello from ${i}`)))
  await vi.waitFor(() => {
    for (const { texts } of people) expect(texts()).toHaveLength(5)
  }, patient)
  await vi.waitFor(() => {
    for (const { room } of people) {
      expect(room.members().filter(({ presence }) => presence.camera)).toHaveLength(4)
    }
  }, patient)
})

test('a door can be left, entered once, and tried again after it did not open', async () => {
  const building = await createBuilding()
  const person = await session(await guest('Ada'), Date.now())
  const { doorway } = await building.approach(person)
  const nobody = { camera: false, microphone: false }
  await expect(doorway.enter({ name: ' ', presence: nobody })).rejects.toMatchObject({ code: 'malformed' })
  const [room, second] = await Promise.allSettled([
    doorway.enter({ name: 'Ada', presence: nobody }),
    doorway.enter({ name: 'Ada', presence: nobody })
  ])
  expect(room.status).toBe('fulfilled')
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'room-closed' } })
  if (room.status === 'fulfilled') await room.value.leave()
  const other = await building.approach(person)
  await other.doorway.close()
  await other.doorway.close()
  await expect(other.doorway.enter({ name: 'Ada', presence: nobody })).rejects.toMatchObject({ code: 'room-closed' })
})

test('leaves no timer behind', async () => {
  vi.useFakeTimers()
  expect(vi.getTimerCount()).toBe(0)
  const building = await createBuilding()
  const a = await building.enter('Ada', { presence: { camera: true, microphone: true } })
  const b = await building.enter('Ben')
  const said = b.room.chat.say('hello')
  await vi.advanceTimersByTimeAsync(2_000)
  await said
  await Promise.all([a.room.leave(), b.room.leave()])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

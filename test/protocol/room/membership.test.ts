import { expect, test } from 'vitest'
import { CLOCK_SKEW_MS_MAX, JOIN_STATEMENT_BYTES_MAX } from '../../../protocol/limits.ts'
import { joinStatement, signJoinStatement, verifyJoinStatement } from '../../../protocol/room/membership.ts'
import { citizen, guest, type Person, session } from './people.ts'

const NOW_MS = Date.UTC(2026, 10, 22)
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const TAG = new Uint8Array(32).fill(9)

const stateAs = (person: Person, { name = 'Ada', nowMs = NOW_MS, tag = TAG } = {}): Promise<Uint8Array> =>
  signJoinStatement({ ...person, tag, epoch: 1, name, nowMs }, person.identity)

test('a guest and a citizen are known by their own keys, whatever the session', async () => {
  const somebody = await session(await guest('Ada'), NOW_MS)
  const again = await session(somebody.identity, NOW_MS)
  const first = await verifyJoinStatement(await stateAs(somebody), { ...somebody, tag: TAG, nowMs: NOW_MS })
  const second = await verifyJoinStatement(await stateAs(again), { ...again, tag: TAG, nowMs: NOW_MS })
  expect(first).toMatchObject({ peer: somebody.peer, kind: 'guest', home: undefined, name: 'Ada' })
  expect(first.sealKey).toEqual(somebody.sealKeys.publicKey)
  expect(second.key).toBe(first.key)
  expect(second.peer).not.toBe(first.peer)

  const owner = await session(await citizen('Grace', NOW_MS), NOW_MS)
  const joined = await verifyJoinStatement(await stateAs(owner), { ...owner, tag: TAG, nowMs: NOW_MS })
  expect(joined).toMatchObject({ kind: 'citizen', home: owner.identity.kind === 'citizen' && owner.identity.home })
})

test('a statement is of no use to another peer, nor in another room', async () => {
  const ada = await session(await guest('Ada'), NOW_MS)
  const mallory = await session(await guest('Mallory'), NOW_MS)
  const statement = await stateAs(ada)
  const refused = { code: 'not-allowed' }
  await expect(verifyJoinStatement(statement, { ...mallory, tag: TAG, nowMs: NOW_MS })).rejects.toMatchObject(refused)
  const elsewhere = { ...ada, tag: new Uint8Array(32), nowMs: NOW_MS }
  await expect(verifyJoinStatement(statement, elsewhere)).rejects.toMatchObject(refused)
  // his own statement around her certificate: the certificate names her peer
  const mixed = await signJoinStatement(
    { tag: TAG, epoch: 1, peerKey: mallory.peerKey, sessionCert: ada.sessionCert, name: 'Ada', nowMs: NOW_MS },
    mallory.identity
  )
  await expect(verifyJoinStatement(mixed, { ...mallory, tag: TAG, nowMs: NOW_MS })).rejects.toMatchObject(refused)
  // her certificate and her peer, but signed by him
  const forged = await signJoinStatement({ ...ada, tag: TAG, epoch: 1, name: 'Ada', nowMs: NOW_MS }, mallory.identity)
  await expect(verifyJoinStatement(forged, { ...ada, tag: TAG, nowMs: NOW_MS })).rejects.toMatchObject(refused)
})

test('clocks ten minutes wrong in either direction agree, clocks two days apart are told so', async () => {
  for (const skewMs of [-20 * MINUTE_MS, 0, 20 * MINUTE_MS]) {
    const person = await session(await guest('Ada'), NOW_MS + skewMs)
    const statement = await stateAs(person, { nowMs: NOW_MS + skewMs })
    expect(await verifyJoinStatement(statement, { ...person, tag: TAG, nowMs: NOW_MS })).toMatchObject({ name: 'Ada' })
  }
  const codes: Record<number, string> = { [2 * DAY_MS]: 'clock-wrong', [-2 * DAY_MS]: 'expired' }
  for (const [skewMs, code] of Object.entries(codes)) {
    const nowMs = NOW_MS + Number(skewMs)
    const person = await session(await guest('Ada'), nowMs)
    const statement = await stateAs(person, { nowMs })
    await expect(verifyJoinStatement(statement, { ...person, tag: TAG, nowMs: NOW_MS })).rejects.toMatchObject({ code })
  }
})

test('a statement holds for a day and the error of a clock, and its session no longer', async () => {
  const person = await session(await guest('Ada'), NOW_MS - 12 * 60 * MINUTE_MS)
  const statement = await stateAs(person)
  const at = (nowMs: number) => verifyJoinStatement(statement, { ...person, tag: TAG, nowMs })
  const sessionEndMs = NOW_MS + 12 * 60 * MINUTE_MS
  expect(await at(sessionEndMs + 2 * CLOCK_SKEW_MS_MAX - 1)).toMatchObject({ expiresAtMs: sessionEndMs })
  await expect(at(sessionEndMs + 2 * CLOCK_SKEW_MS_MAX)).rejects.toMatchObject({ code: 'expired' })
})

test('the largest legal statement fits, and a name nobody may have does not', async () => {
  const person = await session(await citizen('Grace', NOW_MS), NOW_MS)
  const statement = await stateAs(person, { name: 'ä'.repeat(32) })
  expect(statement.length).toBeLessThan(JOIN_STATEMENT_BYTES_MAX)
  for (const name of ['', ' Ada', 'A\u202Eda', 'x'.repeat(65)]) {
    await expect(stateAs(person, { name })).rejects.toMatchObject({ code: 'malformed' })
  }
})

test('mangled bytes are refused by a code and nothing else', async () => {
  const person = await session(await guest('Ada'), NOW_MS)
  const statement = await stateAs(person)
  for (let i = 0; i < statement.length; i += 11) {
    const mangled = Uint8Array.from(statement)
    mangled[i] = (mangled[i] ?? 0) ^ 0x20
    const verdict = verifyJoinStatement(mangled, { ...person, tag: TAG, nowMs: NOW_MS })
    await expect(verdict).rejects.toMatchObject({ name: expect.stringMatching(/CodecError|AuthError/) })
  }
  const long = joinStatement.open(new Uint8Array(JOIN_STATEMENT_BYTES_MAX + 1))
  await expect(long).rejects.toMatchObject({ code: 'too-large' })
})

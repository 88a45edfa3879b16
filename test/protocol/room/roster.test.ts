import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GONE_SILENCE_MS, LOST_SILENCE_MS, MEMBERS_MAX } from '../../../protocol/limits.ts'
import type { Joined } from '../../../protocol/room/membership.ts'
import { EMPTY_ROSTER, foldRoster, present, type Roster, type RosterEvent } from '../../../protocol/room/roster.ts'

const NEVER_MS = 10 ** 12

function joined(peer: string, { key = `key of ${peer}`, version = 1, name = peer } = {}): Joined {
  const none = new Uint8Array()
  const keys = { peerKey: none, sealKey: none, sessionCert: none, bytes: none }
  return { peer, key, kind: 'guest', home: undefined, name, version, expiresAtMs: NEVER_MS, ...keys }
}

const arrive = (peer: string, atMs: number, options: Parameters<typeof joined>[1] = {}): RosterEvent => ({
  kind: 'joined',
  joined: joined(peer, options),
  isRegistered: true,
  atMs
})

const after = (...events: RosterEvent[]): Roster => events.reduce(foldRoster, EMPTY_ROSTER)
const names = (roster: Roster): string[] => present(roster).map(entry => entry.joined.name)

test('people are there in the order they came, with what they last said of themselves', () => {
  const roster = after(
    arrive('a', 0),
    arrive('b', 1),
    { kind: 'presence', peer: 'a', state: { camera: true, microphone: false }, n: 5, atMs: 2 },
    { kind: 'presence', peer: 'a', state: { camera: false, microphone: false }, n: 4, atMs: 3 }
  )
  expect(names(roster)).toEqual(['a', 'b'])
  expect(roster.entries.get('a')?.presence).toEqual({ camera: true, microphone: false })
})

test('gone is who is registered no longer and has been silent for three seconds, both together', () => {
  const ended: RosterEvent = { kind: 'unregistered', peer: 'a', atMs: 10_000 }
  const tick = (atMs: number): RosterEvent => ({ kind: 'tick', atMs })
  expect(names(after(arrive('a', 0), ended, tick(10_000 + GONE_SILENCE_MS - 1)))).toEqual(['a'])
  expect(names(after(arrive('a', 0), ended, tick(10_000 + GONE_SILENCE_MS)))).toEqual([])
  const talking: RosterEvent = { kind: 'heard', peers: ['a'], atMs: 12_000 }
  expect(names(after(arrive('a', 0), ended, talking, tick(12_000 + GONE_SILENCE_MS - 1)))).toEqual(['a'])
  expect(names(after(arrive('a', 0), ended, arrive('a', 11_000), tick(10_000 + GONE_SILENCE_MS)))).toEqual(['a'])
  expect(names(after(arrive('a', 0), tick(LOST_SILENCE_MS - 1)))).toEqual(['a'])
})

test('who is silent for a minute is not shown though registered, and is back with the first sign of life', () => {
  const lost = after(arrive('a', 0), { kind: 'tick', atMs: LOST_SILENCE_MS })
  expect(names(lost)).toEqual([])
  expect(names(foldRoster(lost, { kind: 'heard', peers: ['a'], atMs: LOST_SILENCE_MS + 1 }))).toEqual(['a'])
})

test('a goodbye counts at once, and what is still around of the session does not bring it back', () => {
  const bye: RosterEvent = { kind: 'bye', peer: 'a', version: 1 }
  expect(names(after(arrive('a', 0), bye))).toEqual([])
  expect(names(after(arrive('a', 0), bye, arrive('a', 1)))).toEqual([])
  // coming in again is a later statement, and an old goodbye repeated by somebody does not end it
  expect(names(after(arrive('a', 0), bye, arrive('a', 2, { version: 2 }), bye))).toEqual(['a'])
})

test('a session that ended makes room for another of the same person, and two that go on are two', () => {
  const key = 'one person'
  const two = after(arrive('tab 1', 0, { key }), arrive('tab 2', 1, { key }))
  expect(names(two)).toEqual(['tab 1', 'tab 2'])
  expect(names(foldRoster(two, { kind: 'unregistered', peer: 'tab 1', atMs: 2 }))).toEqual(['tab 2'])
  const reloaded = after(arrive('old', 0, { key }), { kind: 'unregistered', peer: 'old', atMs: 1 })
  expect(names(reloaded)).toEqual(['old'])
  expect(names(foldRoster(reloaded, arrive('new', 2, { key })))).toEqual(['new'])
})

test('while we are cut off nobody is lost, and afterwards all get their time again', () => {
  const away = after(
    arrive('a', 0),
    arrive('b', 0),
    { kind: 'unregistered', peer: 'b', atMs: 1 },
    { kind: 'cut-off' },
    { kind: 'tick', atMs: 10 * LOST_SILENCE_MS }
  )
  expect(names(away)).toEqual(['a', 'b'])
  const back = foldRoster(away, { kind: 'restored', atMs: 10 * LOST_SILENCE_MS })
  expect(names(foldRoster(back, { kind: 'tick', atMs: 10 * LOST_SILENCE_MS + GONE_SILENCE_MS - 1 }))).toEqual([
    'a',
    'b'
  ])
  expect(names(foldRoster(back, { kind: 'tick', atMs: 10 * LOST_SILENCE_MS + GONE_SILENCE_MS }))).toEqual(['a'])
})

test('whatever is seen in whatever order: bounded, no ghosts, and the same events give the same roster', () => {
  const peer = fc.constantFrom('a', 'b', 'c', 'd')
  const atMs = fc.nat(200_000)
  const event: fc.Arbitrary<RosterEvent> = fc.oneof(
    fc
      .record({ peer, atMs, version: fc.nat(3), isRegistered: fc.boolean(), key: fc.constantFrom('x', 'y') })
      .map(({ peer: who, version, isRegistered, key, atMs: when }): RosterEvent => ({
        kind: 'joined',
        joined: joined(who, { version, key }),
        isRegistered,
        atMs: when
      })),
    fc.record({ kind: fc.constant('unregistered' as const), peer, atMs }),
    fc.record({ kind: fc.constant('heard' as const), peers: fc.array(peer, { maxLength: 4 }), atMs }),
    fc.record({ kind: fc.constant('bye' as const), peer, version: fc.nat(3) }),
    fc.record({ kind: fc.constant('tick' as const), atMs }),
    fc.constant<RosterEvent>({ kind: 'cut-off' }),
    fc.record({ kind: fc.constant('restored' as const), atMs })
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), events => {
      const roster = after(...events)
      expect(after(...events)).toEqual(roster)
      for (const [who, entry] of roster.entries)
        expect(entry.joined.version).toBeGreaterThan(roster.byes.get(who) ?? -1)
      // however long the story was, silence ends it for all who are not registered
      const silent = after(...events, { kind: 'restored', atMs: 300_000 }, { kind: 'tick', atMs: 400_000 })
      for (const entry of silent.entries.values()) expect(entry.isRegistered && entry.isLost).toBe(true)
    })
  )
})

test('a room has a limit, and so has the memory of who left', () => {
  const crowd = Array.from({ length: MEMBERS_MAX + 20 }, (_, i) => arrive(`p${i}`, i))
  expect(after(...crowd).entries.size).toBe(MEMBERS_MAX)
  const byes = crowd.map((_, i): RosterEvent => ({ kind: 'bye', peer: `p${i}`, version: 1 }))
  expect(after(...crowd, ...byes).byes.size).toBe(MEMBERS_MAX)
})

import { expect, test } from 'vitest'
import { SENDER_KEY_RENEWAL_DELAY_MS } from '../../../protocol/limits.ts'
import { createOwnKeys } from '../../../protocol/room/own-keys.ts'
import { turnForward } from '../../../protocol/room/sender-key.ts'

const NOW_MS = 1_800_000_000_000
const peers = (turn: { handovers: readonly { peer: string }[] }): string[] => turn.handovers.map(({ peer }) => peer)

test('there is no key before the first word, and then everybody is given it once', () => {
  const keys = createOwnKeys()
  keys.joined('a')
  keys.joined('b')
  expect(keys.hasSpoken).toBe(false)
  const first = keys.next('chat', NOW_MS)
  expect(peers(first)).toEqual(['a', 'b'])
  const second = keys.next('chat', NOW_MS + 1)
  expect(peers(second)).toEqual([])
  expect([first.n, second.n]).toEqual([0, 1])
  expect(second.key).toEqual(first.key)
})

test('each lane counts for itself', () => {
  const keys = createOwnKeys()
  expect(keys.next('chat', NOW_MS).n).toBe(0)
  expect(keys.next('presence', NOW_MS).n).toBe(0)
  expect(keys.next('chat', NOW_MS).n).toBe(1)
})

test('who joins is given a key that was turned, from which there is no way back', () => {
  const keys = createOwnKeys()
  keys.joined('a')
  const before = keys.next('chat', NOW_MS)
  keys.joined('b')
  keys.joined('c')
  const after = keys.next('chat', NOW_MS + 1)
  expect(peers(after)).toEqual(['b', 'c'])
  expect(after.place).toEqual({ generation: before.place.generation, step: 1 })
  expect(after.key).toEqual(turnForward(before.key, 1))
  expect(after.handovers[0]?.key).toEqual(after.key)
})

test('after somebody left there is a fresh key for all others, but not for every one of a crowd', () => {
  const keys = createOwnKeys()
  for (const peer of ['a', 'b', 'c', 'd']) keys.joined(peer)
  const before = keys.next('chat', NOW_MS)
  keys.left('a', NOW_MS + 1_000)
  const within = keys.next('chat', NOW_MS + 1_000 + SENDER_KEY_RENEWAL_DELAY_MS - 1)
  expect(within.place).toEqual(before.place)
  keys.left('b', NOW_MS + 1_000 + SENDER_KEY_RENEWAL_DELAY_MS - 1)
  const after = keys.next('chat', NOW_MS + 1_000 + SENDER_KEY_RENEWAL_DELAY_MS)
  expect(after.place.generation).toBeGreaterThan(before.place.generation)
  expect(after.key).not.toEqual(before.key)
  expect(peers(after)).toEqual(['c', 'd'])
  expect(keys.next('chat', NOW_MS + 10_000).place).toEqual(after.place)
})

test('who asks is given what he may read and nothing from before he came', () => {
  const keys = createOwnKeys()
  keys.joined('a')
  const first = keys.next('chat', NOW_MS)
  keys.joined('late')
  expect(keys.forMember('late', first.place.generation)).toBeUndefined()
  const second = keys.next('chat', NOW_MS + 1)
  expect(keys.forMember('a', first.place.generation)?.key).toEqual(first.key)
  expect(keys.forMember('late', first.place.generation)?.key).toEqual(second.key)
  expect(keys.forMember('stranger', first.place.generation)).toBeUndefined()
  keys.left('a', NOW_MS + 2)
  expect(keys.forMember('a', first.place.generation)).toBeUndefined()
  const third = keys.next('chat', NOW_MS + 10_000)
  expect(keys.forMember('late', third.place.generation)?.key).toEqual(third.key)
  expect(keys.forMember('late', first.place.generation)).toBeUndefined()
})

test('a second stay of the same peer never meets the numbers of the first', () => {
  const first = createOwnKeys().next('chat', NOW_MS)
  const second = createOwnKeys().next('chat', NOW_MS + 1)
  expect(second.place.generation).toBeGreaterThan(first.place.generation)
})

import { beforeEach, expect, test } from 'vitest'
import type { RendezvousRequest } from '../../../protocol/city/rendezvous-message.ts'
import { createRendezvous, type RendezvousClient, type RendezvousView } from '../../../protocol/city/rendezvous.ts'
import type { SuperPeers } from '../../../protocol/city/super-peers.ts'
import { RENDEZVOUS_TAGS_MAX } from '../../../protocol/limits.ts'

const tag = new Uint8Array(32).fill(1)
const statement = new Uint8Array([1, 2, 3])
const circuit = '/ip4/127.0.0.1/tcp/1/ws/p2p/relay/p2p-circuit'

/** Super-peers by name, of which a test says which are closest and up. */
class FakeSuperPeers implements SuperPeers {
  closest = ['s1', 's2']
  readonly up = new Set(['s1', 's2'])
  readonly sent: { to: string; request: RendezvousRequest }[] = []
  private readonly wants = new Map<string, readonly string[]>()

  want(key: string, _point: Uint8Array, copies: number): readonly string[] {
    this.wants.set(key, this.closest.slice(0, copies))
    return this.wanted(key)
  }
  wanted(key: string): readonly string[] {
    return this.wants.get(key) ?? []
  }
  unwant(key: string): void {
    this.wants.delete(key)
  }
  isUp(peer: string): boolean {
    return this.up.has(peer)
  }
  send(to: string, request: RendezvousRequest): void {
    if (this.up.has(to)) this.sent.push({ to, request })
  }
  /** What was sent since the last question, as `to:kind`. */
  take(): string[] {
    return this.sent.splice(0).map(({ to, request }) => `${to}:${request.kind}`)
  }
}

let superPeers: FakeSuperPeers
let rendezvous: RendezvousClient
let views: RendezvousView[]
const names = (): string[] | undefined => views.at(-1)?.entries.map(entry => entry.peer)
const joined = (by: string, peer: string): void =>
  rendezvous.answered(by, { kind: 'joined', tag, peer, addresses: [circuit], statement })
const complete = (by: string): void => rendezvous.answered(by, { kind: 'complete', tag, total: 0 })

beforeEach(() => {
  superPeers = new FakeSuperPeers()
  rendezvous = createRendezvous({ superPeers, addresses: () => [circuit] })
  views = []
})

test('a watch asks the closest super-peers and merges what they tell', () => {
  rendezvous.watch(tag, view => views.push(view))
  expect(superPeers.take()).toEqual(['s1:watch', 's2:watch'])
  joined('s1', 'asha')
  joined('s2', 'asha')
  joined('s2', 'bea')
  complete('s1')
  expect(names()).toEqual(['asha', 'bea'])
  expect(views.at(-1)).toMatchObject({ isComplete: true, isBlind: false })
})

test('somebody is gone only when no super-peer of the tag has them', () => {
  rendezvous.watch(tag, view => views.push(view))
  joined('s1', 'asha')
  joined('s2', 'asha')
  rendezvous.answered('s1', { kind: 'gone', tag, peer: 'asha' })
  expect(names()).toEqual(['asha'])
  rendezvous.answered('s2', { kind: 'gone', tag, peer: 'asha' })
  expect(names()).toEqual([])
})

test('losing every super-peer keeps what was known, until one has told everything anew', () => {
  rendezvous.watch(tag, view => views.push(view))
  joined('s1', 'asha')
  joined('s1', 'bea')
  complete('s1')
  rendezvous.superPeerDown('s1')
  expect(views.at(-1)).toMatchObject({ isBlind: true })
  expect(names()).toEqual(['asha', 'bea'])

  superPeers.take()
  rendezvous.superPeerUp('s1')
  expect(superPeers.take()).toEqual(['s1:watch'])
  const before = views.length
  joined('s1', 'bea')
  expect(views.length).toBe(before) // asha has not been told yet: she must not seem to have left
  complete('s1')
  expect(names()).toEqual(['bea'])
})

test('a registration is said again to a super-peer that comes back, and when the own addresses change', async () => {
  const registration = rendezvous.register(tag, statement)
  expect(superPeers.take()).toEqual(['s1:register', 's2:register'])
  rendezvous.answered('s2', { kind: 'registered', tag })
  await registration.registered
  rendezvous.superPeerDown('s1')
  rendezvous.superPeerUp('s1')
  expect(superPeers.take()).toEqual(['s1:register'])
  rendezvous.addressesChanged()
  expect(superPeers.take()).toEqual(['s1:register', 's2:register'])
  await registration.close()
  expect(superPeers.take()).toEqual(['s1:unregister', 's2:unregister'])
  rendezvous.superPeerUp('s1')
  expect(superPeers.take()).toEqual([])
})

test.each([
  ['clock-wrong', { name: 'StateError', code: 'clock-wrong' }],
  ['expired', { name: 'StateError', code: 'clock-wrong' }],
  ['too-many', { name: 'NetworkError', code: 'refused', message: 'too-many: not here' }]
] as const)('a refusal with %s is told to whoever waits for the registration', async (code, told) => {
  const registration = rendezvous.register(tag, statement)
  rendezvous.answered('s1', { kind: 'refused', tag, code, why: 'not here' })
  await expect(registration.registered).rejects.toMatchObject(told)
})

test('a closer super-peer takes the place of another', () => {
  rendezvous.watch(tag, view => views.push(view))
  rendezvous.register(tag, statement)
  joined('s2', 'asha')
  superPeers.take()
  superPeers.closest = ['s1', 's3']
  superPeers.up.add('s3')
  rendezvous.review()
  expect(superPeers.take()).toEqual(['s3:register', 's3:watch', 's2:unregister', 's2:unwatch'])
})

test('what a super-peer says after another took its place brings nobody back', () => {
  rendezvous.watch(tag, view => views.push(view))
  joined('s1', 'asha')
  joined('s2', 'bea')
  complete('s1')
  complete('s2')
  superPeers.closest = ['s1', 's3']
  rendezvous.review()
  expect(names()).toEqual(['asha'])
  joined('s2', 'bea')
  complete('s2')
  expect(names()).toEqual(['asha'])
  rendezvous.answered('s1', { kind: 'gone', tag, peer: 'asha' })
  expect(names()).toEqual([])
})

test('a registration that finds closer super-peers leaves what others told behind', () => {
  rendezvous.watch(tag, view => views.push(view))
  joined('s2', 'bea')
  superPeers.take()
  superPeers.closest = ['s1', 's3']
  superPeers.up.add('s3')
  rendezvous.register(tag, statement)
  expect(superPeers.take().toSorted()).toEqual([
    's1:register',
    's2:unregister',
    's2:unwatch',
    's3:register',
    's3:watch'
  ])
  joined('s1', 'asha')
  complete('s1')
  expect(names()).toEqual(['asha'])
})

test('when all super-peers of a tag are replaced, what they told stays until the new ones have told everything', () => {
  rendezvous.watch(tag, view => views.push(view))
  joined('s1', 'asha')
  joined('s1', 'bea')
  complete('s1')
  superPeers.closest = ['s3']
  rendezvous.review()
  expect(names()).toEqual(['asha', 'bea'])
  const before = views.length
  joined('s3', 'bea')
  expect(views.length).toBe(before)
  complete('s3')
  expect(names()).toEqual(['bea'])
  // from now on everything is told as it comes
  rendezvous.answered('s3', { kind: 'gone', tag, peer: 'bea' })
  superPeers.closest = ['s3', 's4']
  rendezvous.review()
  joined('s4', 'cleo')
  expect(names()).toEqual(['cleo'])
})

test('addresses that are not circuit addresses are not believed', () => {
  rendezvous.watch(tag, view => views.push(view))
  const addresses = ['/ip4/192.168.1.7/tcp/4001', circuit]
  rendezvous.answered('s1', { kind: 'joined', tag, peer: 'asha', addresses, statement })
  expect(views.at(-1)?.entries[0]?.addresses).toEqual([circuit])
})

test('closing the last watch forgets the tag, and the number of tags is bounded', () => {
  const watch = rendezvous.watch(tag, view => views.push(view))
  superPeers.take()
  watch.close()
  watch.close()
  expect(superPeers.take()).toEqual(['s1:unwatch', 's2:unwatch'])
  const many = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? n : 9))
  for (let n = 0; n < RENDEZVOUS_TAGS_MAX; n++) rendezvous.watch(many(n), () => undefined)
  expect(() => rendezvous.watch(many(200), () => undefined)).toThrow(expect.objectContaining({ code: 'bad-option' }))
})

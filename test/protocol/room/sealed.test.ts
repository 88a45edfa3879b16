import { afterEach, expect, test, vi } from 'vitest'
import { SEALED_PENDING_MAX, SENDER_KEY_RENEWAL_DELAY_MS } from '../../../protocol/limits.ts'
import { readRoomFrame, roomFrame, type RoomFrame } from '../../../protocol/room/frame.ts'
import { createSealedTopic, type SealedTopic } from '../../../protocol/room/sealed.ts'
import { guest, type Person, session } from './people.ts'

const TAG = new Uint8Array(32).fill(3)
const wait = { timeout: 5_000, interval: 10 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

interface Member {
  readonly person: Person
  readonly topic: SealedTopic
  readonly heard: string[]
  say(text: string): Promise<void>
}

/** A room whose wire can be read, and on which frames can be lost. */
class Wire {
  readonly members: Member[] = []
  readonly log: { from: string; frame: RoomFrame }[] = []
  nowMs = 1_800_000_000_000
  loses: (from: string, to: string, frame: RoomFrame) => boolean = () => false

  async join(name: string): Promise<Member> {
    const person = await session(await guest(name), this.nowMs)
    const topic = createSealedTopic({
      self: person,
      tag: TAG,
      clock: () => this.nowMs,
      publish: async bytes => this.carry(person.peer, bytes)
    })
    const heard: string[] = []
    topic.lanes.chat.addEventListener('message', ({ detail }) => {
      const from = this.members.find(({ person: { peer } }) => peer === detail.from)
      heard.push(`${from === undefined ? '?' : this.nameOf(from)}: ${new TextDecoder().decode(detail.bytes)}`)
    })
    const member: Member = { person, topic, heard, say: text => topic.lanes.chat.publish(bytesOf(text)) }
    names.set(member, name)
    for (const other of this.members) {
      other.topic.joined(readerOf(member))
      topic.joined(readerOf(other))
    }
    this.members.push(member)
    return member
  }

  leave(member: Member): void {
    this.members.splice(this.members.indexOf(member), 1)
    for (const other of this.members) other.topic.left(member.person.peer)
  }

  carry(from: string, bytes: Uint8Array): void {
    const frame = readRoomFrame(bytes)!
    this.log.push({ from, frame })
    for (const { person, topic } of this.members) {
      if (person.peer !== from && !this.loses(from, person.peer, frame)) topic.hear(from, frame)
    }
  }

  kinds(): string[] {
    return this.log.map(({ frame }) => frame.kind)
  }

  private nameOf(member: Member): string {
    return names.get(member) ?? '?'
  }
}

const names = new WeakMap<Member, string>()
const readerOf = ({ person }: Member) => ({
  peer: person.peer,
  peerKey: person.peerKey,
  sealKey: person.sealKeys.publicKey
})

afterEach(() => void vi.useRealTimers())

test('what one says all others read, and nobody on the wire does', async () => {
  const wire = new Wire()
  const [a, b, c] = [await wire.join('a'), await wire.join('b'), await wire.join('c')]
  await a.say('good morning')
  await b.say('hello')
  await vi.waitFor(() => expect(c.heard.toSorted()).toEqual(['a: good morning', 'b: hello']), wait)
  await vi.waitFor(() => expect(b.heard).toEqual(['a: good morning']), wait)
  expect(wire.kinds()).toEqual(['keys', 'sealed', 'keys', 'sealed'])
  const bytes = wire.log.map(({ frame }) => new TextDecoder('latin1').decode(roomFrame.encode(frame))).join()
  expect(bytes).not.toContain('good morning')
})

test('who comes later reads what is said then and not what was said before', async () => {
  const wire = new Wire()
  const [a, b] = [await wire.join('a'), await wire.join('b')]
  await a.say('before')
  await vi.waitFor(() => expect(b.heard).toHaveLength(1), wait)
  const late = await wire.join('late')
  await a.say('after')
  await vi.waitFor(() => expect(late.heard).toEqual(['a: after']), wait)
  for (const { from, frame } of wire.log.slice(0, 2)) late.topic.hear(from, frame)
  await a.say('and more')
  await vi.waitFor(() => expect(late.heard).toEqual(['a: after', 'a: and more']), wait)
  expect(late.topic.dropped.get('before')).toBe(1)
})

test('who left reads nothing that is said later, though he hears every byte and keeps his keys', async () => {
  const wire = new Wire()
  const [a, b, gone] = [await wire.join('a'), await wire.join('b'), await wire.join('gone')]
  await a.say('all of us')
  await vi.waitFor(() => expect(gone.heard).toHaveLength(1), wait)
  wire.leave(gone)
  wire.nowMs += SENDER_KEY_RENEWAL_DELAY_MS
  const before = wire.log.length
  await a.say('the two of us')
  await vi.waitFor(() => expect(b.heard).toHaveLength(2), wait)
  for (const { from, frame } of wire.log.slice(before)) gone.topic.hear(from, frame)
  const keys = wire.log.slice(before).flatMap(({ frame }) => (frame.kind === 'keys' ? frame.keys : []))
  expect(keys.map(({ to }) => Uint8Array.from(to))).toEqual([b.person.peerKey])
  await vi.waitFor(() => expect(wire.log.at(-1)?.frame.kind).toBe('want'), wait) // he may ask, but is answered by nobody
  expect(gone.heard).toEqual(['a: all of us'])
  for (const { topic } of [a, b, gone]) topic.close()
})

test('words that arrive before their key wait for it, and the key is asked for', async () => {
  const wire = new Wire()
  const [a, b] = [await wire.join('a'), await wire.join('b')]
  let isLossy = true
  wire.loses = (_from, _to, frame) => frame.kind === 'keys' && isLossy
  await a.say('one')
  await a.say('two')
  expect(b.heard).toEqual([])
  isLossy = false
  await vi.waitFor(() => expect(b.heard).toEqual(['a: one', 'a: two']), wait)
  expect(wire.kinds().filter(kind => kind === 'want')).toHaveLength(1)
})

test('asking ends, and what waits is bounded', async () => {
  vi.useFakeTimers()
  const wire = new Wire()
  const [a, b] = [await wire.join('a'), await wire.join('b')]
  wire.loses = (_from, _to, frame) => frame.kind === 'keys'
  for (let i = 0; i < SEALED_PENDING_MAX + 20; i++) await a.say(`${i}`)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(wire.kinds().filter(kind => kind === 'want').length).toBeLessThan(10)
  expect(vi.getTimerCount()).toBe(0)
  wire.loses = () => false
  wire.nowMs += 120_000
  await a.say('lost again')
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(1_000)
    expect(b.heard).toEqual(['a: lost again'])
  }, wait)
})

test('repeated, altered and borrowed frames come to nothing', async () => {
  const wire = new Wire()
  const [a, b, c] = [await wire.join('a'), await wire.join('b'), await wire.join('c')]
  await a.say('once')
  await c.say('mine')
  await vi.waitFor(() => expect(b.heard).toHaveLength(2), wait)
  const frame = wire.log.find(entry => entry.frame.kind === 'sealed' && entry.from === a.person.peer)!.frame
  if (frame.kind !== 'sealed') throw new Error('no sealed frame')
  b.topic.hear(a.person.peer, frame)
  b.topic.hear(a.person.peer, { ...frame, n: 7 })
  b.topic.hear(a.person.peer, { ...frame, lane: 'presence' })
  b.topic.hear(a.person.peer, { ...frame, step: 1 })
  b.topic.hear(a.person.peer, { ...frame, step: 1_000_000, n: 8 })
  b.topic.hear(c.person.peer, { ...frame, n: 9 }) // under his name there is no such key
  b.topic.hear('stranger', frame)
  await vi.waitFor(() => expect(b.topic.dropped.get('forged')).toBe(4), wait)
  expect(b.topic.dropped.get('repeated')).toBe(2)
  expect(b.topic.dropped.get('unknown author')).toBe(1)
  expect(b.heard).toHaveLength(2)
  for (const { topic } of [a, b, c]) topic.close()
})

test('a key sealed for one reader, author or place is of no use in another', async () => {
  const wire = new Wire()
  const [a, b, c] = [await wire.join('a'), await wire.join('b'), await wire.join('c')]
  wire.loses = () => true
  await a.say('hello')
  const frame = wire.log[0]!.frame
  if (frame.kind !== 'keys') throw new Error('no keys')
  const forC = frame.keys.find(({ to }) => to.every((byte, i) => byte === c.person.peerKey[i]))!
  const forB = frame.keys.find(({ to }) => to.every((byte, i) => byte === b.person.peerKey[i]))!
  b.topic.hear(a.person.peer, { kind: 'keys', keys: [{ ...forC, to: b.person.peerKey }] })
  b.topic.hear(c.person.peer, { kind: 'keys', keys: [forB] })
  b.topic.hear(a.person.peer, { kind: 'keys', keys: [{ ...forB, step: 1 }] })
  await vi.waitFor(() => expect(b.topic.dropped.get('unreadable key')).toBe(3), wait)
})

test('a member who asks too often is answered at his rate', async () => {
  const wire = new Wire()
  const [a, b] = [await wire.join('a'), await wire.join('b')]
  await a.say('hello')
  const { frame } = wire.log.find(entry => entry.frame.kind === 'sealed')!
  const generation = frame.kind === 'sealed' ? frame.generation : 0
  const before = wire.log.length
  for (let i = 0; i < 50; i++) a.topic.hear(b.person.peer, { kind: 'want', of: a.person.peerKey, generation })
  await vi.waitFor(() => expect(wire.log.length).toBe(before + 1), wait)
  expect(a.topic.dropped.get('asked too often')).toBe(49)
})

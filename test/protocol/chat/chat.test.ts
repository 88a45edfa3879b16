import * as v from 'valibot'
import { afterEach, expect, test, vi } from 'vitest'
import { toString as bytesToText } from 'uint8arrays'
import { createMemoryNetwork } from '../../../protocol/channel/memory.ts'
import type { Channel } from '../../../protocol/channel/channel.ts'
import { signed } from '../../../protocol/codec/envelope.ts'
import { bytes, count, instant, nameText, text } from '../../../protocol/codec/fields.ts'
import type { Frames } from '../../../protocol/codec/frames.ts'
import { defineMessage } from '../../../protocol/codec/message.ts'
import type { Signer } from '../../../protocol/codec/signer.ts'
import { chatLine, type ChatLineFields } from '../../../protocol/chat/chat-line.ts'
import { createChat, type RoomChat } from '../../../protocol/chat/chat.ts'
import { chatFrame } from '../../../protocol/chat/chat-frame.ts'
import { historyFrame, HISTORY_PROTOCOL } from '../../../protocol/chat/history.ts'
import {
  CHAT_HISTORY_FRAME_BYTES_MAX,
  CHAT_LAMPORT_LEAP_MAX,
  CHAT_LAMPORT_MAX,
  CHAT_LINE_BYTES_MAX,
  CHAT_LINES_MAX,
  CHAT_TEXT_BYTES_MAX
} from '../../../protocol/limits.ts'
import { citizen, guest, type Person, session } from '../room/people.ts'

const TAG = new Uint8Array(32).fill(4)
const NOW_MS = 1_800_000_000_000
const wait = { timeout: 10_000, interval: 20 }
const network = createMemoryNetwork()
const open: { chat: RoomChat; channel: Channel }[] = []

afterEach(async () => {
  for (const { chat, channel } of open.splice(0)) {
    chat.close()
    await channel.close()
  }
  network.conditions.connects = () => true
  expect(network.openStreams).toBe(0)
})

const authorOf = ({ identity, sessionCert }: Person) => ({
  key: bytesToText(identity.signer.publicKey, 'hex'),
  kind: identity.kind,
  sessionCert
})

/** A room of chats without a room around them. */
function createRoom() {
  const people = new Map<string, { name: string; person: Person; channel: Channel }>()
  return {
    people,
    async join(name: string, kind: 'guest' | 'citizen' = 'guest', signer?: Signer) {
      const person = await session(kind === 'guest' ? await guest(name) : await citizen(name, NOW_MS), NOW_MS)
      const rules = { isWellFormed: () => true, admits: async () => false }
      const channel = await network.channels(person.peer)({ tag: TAG, rules, clock: Date.now })
      for (const other of people.values()) {
        other.channel.allow(person.peer, [])
        channel.allow(other.person.peer, [])
      }
      const others = [...people.keys()]
      people.set(person.peer, { name, person, channel })
      const chat = createChat({
        tag: TAG,
        topic: channel,
        direct: channel,
        signer: signer ?? person.identity.signer,
        name,
        self: authorOf(person),
        clock: () => NOW_MS,
        authorOf: peer => {
          const other = people.get(peer)
          return other && authorOf(other.person)
        },
        members: () => others
      })
      const texts = (): string[] => chat.lines().map(line => `${line.name}: ${line.text}`)
      open.push({ chat, channel })
      return { chat, person, channel, texts }
    }
  }
}

test('an own line is there at once, and everybody has all lines once and in one order', async () => {
  const room = createRoom()
  const [a, b, c] = [await room.join('a'), await room.join('b'), await room.join('c')]
  const said = a.chat.say('one')
  await vi.waitFor(() => expect(a.texts()).toEqual(['a: one']), wait)
  await said
  await vi.waitFor(() => expect(b.texts()).toEqual(['a: one']), wait)
  await Promise.all([b.chat.say('two'), c.chat.say('also two'), a.chat.say('three'), a.chat.say('four')])
  await vi.waitFor(() => expect(c.texts()).toHaveLength(5), wait)
  await vi.waitFor(() => expect(a.texts()).toEqual(c.texts()), wait)
  expect(b.texts()).toEqual(c.texts())
  expect(a.texts().indexOf('a: three')).toBeLessThan(a.texts().indexOf('a: four'))
  expect(b.chat.lines()[0]).toMatchObject({ text: 'one', kind: 'guest', isSelf: false, atMs: NOW_MS })
  expect(a.chat.lines()[0]?.isSelf).toBe(true)
})

test('who comes later has the earlier lines, and knows which of their authors are citizens', async () => {
  const room = createRoom()
  const a = await room.join('a', 'citizen')
  const b = await room.join('b')
  await a.chat.say('one')
  await vi.waitFor(() => expect(b.texts()).toHaveLength(1), wait)
  await b.chat.say('two')
  const late = await room.join('late')
  await vi.waitFor(() => expect(late.texts()).toEqual(['a: one', 'b: two']), wait)
  expect(late.chat.lines().map(({ kind }) => kind)).toEqual(['citizen', 'guest'])
})

test('if the first member cannot tell what was said, the next one is asked', async () => {
  const room = createRoom()
  const [a, b] = [await room.join('a'), await room.join('b')]
  await b.chat.say('one')
  await vi.waitFor(() => expect(a.texts()).toHaveLength(1), wait)
  network.conditions.connects = (from, to) => ![from, to].includes(a.person.peer)
  const late = await room.join('late')
  await vi.waitFor(() => expect(late.texts()).toEqual(['b: one']), wait)
})

/** A line as somebody might sign it who does not keep to the order. */
const looseLine = signed(
  defineMessage(
    chatLine.message.label,
    CHAT_LINE_BYTES_MAX,
    v.object({
      tag: bytes(32),
      id: bytes(16),
      lamport: count(),
      atMs: instant(),
      name: nameText(64),
      text: text(CHAT_TEXT_BYTES_MAX)
    })
  ),
  CHAT_LINE_BYTES_MAX
)

const said = (text: string, lamport: number): ChatLineFields => ({
  tag: TAG,
  id: crypto.getRandomValues(new Uint8Array(16)),
  lamport,
  atMs: NOW_MS,
  name: 'mallory',
  text
})

test.each([Number.MAX_SAFE_INTEGER, CHAT_LAMPORT_MAX, CHAT_LAMPORT_LEAP_MAX + 1])(
  'the first line of a room at the place %i takes the word from nobody',
  async lamport => {
    const room = createRoom()
    const [a, b, mallory] = [await room.join('a'), await room.join('b'), await room.join('mallory')]
    for (const line of [said('the end', lamport), said('in its place', 1)]) {
      const { bytes: envelope } = await looseLine.sign(line, mallory.person.identity.signer)
      await mallory.channel.publish(chatFrame.encode({ kind: 'line', line: envelope }))
    }
    await vi.waitFor(() => expect(a.texts()).toEqual(['mallory: in its place']), wait)
    await a.chat.say('one')
    await vi.waitFor(() => expect(b.texts()).toEqual(['mallory: in its place', 'a: one']), wait)
    expect(a.chat.lines().map(line => line.lamport)).toEqual([1, 2])
  }
)

test.each([
  ['a long-lived room', [700_000, 700_001], 2],
  ['one who means to end the order', [CHAT_LAMPORT_MAX / 2, CHAT_LAMPORT_MAX], 1],
  ['one who lies about its beginning', [Number.MAX_SAFE_INTEGER, CHAT_LAMPORT_MAX / 2 + 1], 0]
])('after a history of %s there is room for what is said', async (_whose, lamports, kept) => {
  const room = createRoom()
  const teller = await room.join('teller')
  const tell = async (frames: Frames): Promise<void> => {
    await frames.read()
    for (const lamport of lamports) {
      const { bytes: line } = await looseLine.sign(said(`at ${lamport}`, lamport), teller.person.identity.signer)
      await frames.write(historyFrame.encode({ kind: 'line', line }))
    }
    await frames.write(historyFrame.encode({ kind: 'end', isWhole: true }))
    await frames.close()
  }
  teller.channel.handle(HISTORY_PROTOCOL, CHAT_HISTORY_FRAME_BYTES_MAX, frames => void tell(frames))
  const late = await room.join('late')
  await late.chat.say('one')
  expect(late.texts()).toEqual([...lamports.slice(0, kept).map(lamport => `mallory: at ${lamport}`), 'late: one'])
  expect(late.chat.lines().at(-1)?.lamport).toBe((lamports[kept - 1] ?? 0) + 1)
})

test('a line that cannot be signed is not said, and does not stay', async () => {
  const room = createRoom()
  const broken: Signer = {
    publicKey: (await guest('a')).signer.publicKey,
    sign: async () => {
      throw new Error('the key is gone')
    }
  }
  const { chat, texts } = await room.join('a', 'guest', broken)
  const saying = chat.say('one')
  expect(texts()).toEqual(['a: one'])
  await expect(saying).rejects.toThrow('the key is gone')
  expect(texts()).toEqual([])
})

test('forged, altered, foreign and repeated lines of a history are left out', async () => {
  const room = createRoom()
  const liar = await room.join('liar')
  const honest = await session(await guest('honest'), NOW_MS)
  const line = (text: string, tag = TAG, lamport = 1) =>
    chatLine.sign(
      { tag, id: crypto.getRandomValues(new Uint8Array(16)), lamport, atMs: NOW_MS, name: 'honest', text },
      honest.identity.signer
    )
  const genuine = (await line('genuine')).bytes
  const altered = Uint8Array.from((await line('altered')).bytes)
  altered[altered.length - 80] = (altered[altered.length - 80] ?? 0) ^ 1
  const foreign = (await line('foreign', new Uint8Array(32))).bytes
  const ahead = (await line('ahead', TAG, 2 + CHAT_LAMPORT_LEAP_MAX)).bytes
  const citizens = await session(await citizen('somebody', NOW_MS), NOW_MS)
  const lie = async (frames: Frames): Promise<void> => {
    await frames.read()
    // another's certificate makes nobody a citizen
    await frames.write(historyFrame.encode({ kind: 'author', session: citizens.sessionCert }))
    for (const bytes of [genuine, altered, foreign, genuine, ahead]) {
      await frames.write(historyFrame.encode({ kind: 'line', line: bytes }))
    }
    await frames.write(historyFrame.encode({ kind: 'end', isWhole: true }))
    await frames.close()
  }
  liar.channel.handle(HISTORY_PROTOCOL, CHAT_HISTORY_FRAME_BYTES_MAX, frames => void lie(frames))
  const late = await room.join('late')
  await vi.waitFor(() => expect(late.texts()).toEqual(['honest: genuine']), wait)
  expect(late.chat.lines()[0]).toMatchObject({
    kind: 'guest',
    key: bytesToText(honest.identity.signer.publicKey, 'hex')
  })
})

test.each([
  ['nonsense', async (write: (bytes: Uint8Array) => Promise<void>) => write(new Uint8Array([1, 2, 3]))],
  [
    'lines without end',
    async (write: (bytes: Uint8Array) => Promise<void>) => {
      const bytes = historyFrame.encode({ kind: 'line', line: new Uint8Array(1_000) })
      for (let i = 0; i < CHAT_LINES_MAX + 10; i++) await write(bytes)
    }
  ]
])('a history of %s hurts nobody, and another member is asked', async (_what, send) => {
  const room = createRoom()
  const liar = await room.join('liar')
  const good = await room.join('good')
  await good.chat.say('one')
  liar.channel.handle(HISTORY_PROTOCOL, CHAT_HISTORY_FRAME_BYTES_MAX, frames => {
    send(bytes => frames.write(bytes)).catch(() => undefined) // the victim hung up, which is what is tested
  })
  const late = await room.join('late')
  await vi.waitFor(() => expect(late.texts()).toEqual(['good: one']), wait)
})

test('a line published by another than its author is dropped', async () => {
  const room = createRoom()
  const [a, mallory] = [await room.join('a'), await room.join('mallory')]
  await a.chat.say('one')
  await vi.waitFor(() => expect(mallory.texts()).toHaveLength(1), wait)
  const messages: Uint8Array[] = []
  mallory.channel.addEventListener('message', ({ detail }) => void messages.push(detail.bytes))
  await a.chat.say('two')
  await vi.waitFor(() => expect(messages).toHaveLength(1), wait)
  network.conditions.connects = (x, y) => ![x, y].includes(a.person.peer)
  const fresh = await room.join('fresh')
  mallory.chat.close() // or its history would bring the line, which is as it should be
  await mallory.channel.publish(messages[0]!)
  await mallory.channel.publish(new Uint8Array([9, 9, 9]))
  const own = { tag: TAG, id: new Uint8Array(16), lamport: 9, atMs: NOW_MS, name: 'mallory', text: 'that was me' }
  const { bytes: line } = await chatLine.sign(own, mallory.person.identity.signer)
  await mallory.channel.publish(chatFrame.encode({ kind: 'line', line }))
  await vi.waitFor(() => expect(fresh.texts()).toEqual(['mallory: that was me']), wait)
})

test('a line nobody could be sent is sent when there is a way again, in order and once', async () => {
  const room = createRoom()
  const [a, b] = [await room.join('a'), await room.join('b')]
  network.conditions.connects = () => false
  const said = [a.chat.say('one'), a.chat.say('two'), a.chat.say('three')]
  await vi.waitFor(() => expect(a.texts()).toHaveLength(3), wait)
  expect(b.texts()).toEqual([])
  network.conditions.connects = () => true
  await Promise.all(said)
  await vi.waitFor(() => expect(b.texts()).toEqual(['a: one', 'a: two', 'a: three']), wait)
})

test('a line that got lost on its way is noticed by the digest and fetched', async () => {
  const room = createRoom()
  const [a, b, c] = [await room.join('a'), await room.join('b'), await room.join('c')]
  // a and b are in one half, and that somebody is there is enough for a line to count as sent
  network.conditions.connects = (x, y) => ![x, y].includes(c.person.peer)
  await a.chat.say('one')
  await vi.waitFor(() => expect(b.texts()).toHaveLength(1), wait)
  network.conditions.connects = () => true
  expect(c.texts()).toEqual([])
  b.chat.tellDigest()
  await vi.waitFor(() => expect(c.texts()).toEqual(['a: one']), wait)
})

test('who speaks before he has heard what was said comes after it all the same', async () => {
  const room = createRoom()
  const a = await room.join('a')
  for (let i = 0; i < 5; i++) await a.chat.say(`line ${i}`)
  const late = await room.join('late')
  const said = [late.chat.say('am I'), late.chat.say('late?')]
  expect(late.texts()).toEqual(['late: am I', 'late: late?'])
  await Promise.all(said)
  const all = [...Array.from({ length: 5 }, (_, i) => `a: line ${i}`), 'late: am I', 'late: late?']
  await vi.waitFor(() => expect(a.texts()).toEqual(all), wait)
  expect(late.texts()).toEqual(all)
})

test('what cannot be said is refused at once and leaves nothing behind', async () => {
  const room = createRoom()
  const a = await room.join('a')
  await expect(a.chat.say('x'.repeat(CHAT_TEXT_BYTES_MAX + 1))).rejects.toMatchObject({ code: 'too-large' })
  await expect(a.chat.say('  \n ')).rejects.toMatchObject({ code: 'malformed' })
  await a.chat.say('😀'.repeat(CHAT_TEXT_BYTES_MAX / 4))
  expect(a.chat.lines()).toHaveLength(1)
  a.chat.close()
  await expect(a.chat.say('late')).rejects.toMatchObject({ code: 'room-closed' })
})

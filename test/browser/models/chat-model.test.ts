import { expect, test, vi } from 'vitest'
import { createChatModel, type Happening } from '../../../browser/models/chat-model.ts'
import { CHAT_TEXT_BYTES_MAX } from '../../../protocol/limits.ts'
import { FakeChat, NOW_MS, unreachable } from './fakes.ts'

function setUp() {
  const chat = new FakeChat()
  let happen: (happening: Happening) => void = () => undefined
  const undo = vi.fn()
  const model = createChatModel({
    chat: chat as never,
    onHappening(listener) {
      happen = listener
      return undo
    }
  })
  return { chat, model, undo, happen: (text: string) => happen({ atMs: NOW_MS, text }) }
}

test('shows lines in the order of the chat, with comings and goings where they happened', () => {
  const { chat, model, happen } = setUp()
  happen('Ben came in')
  chat.hear('1', 'hello')
  happen('Ben left')
  chat.hear('2', 'bye')
  expect(model.entries.value.map(entry => entry.text)).toEqual(['Ben came in', 'hello', 'Ben left', 'bye'])
})

test('an event stays behind its line when an earlier line arrives late', () => {
  const { chat, model, happen } = setUp()
  chat.hear('2', 'second')
  happen('Ben came in')
  chat.all = [{ id: '1', name: 'Asha', kind: 'citizen', isSelf: false, atMs: NOW_MS, text: 'first' }, ...chat.all]
  chat.tell('lines-changed')
  expect(model.entries.value.map(entry => entry.text)).toEqual(['first', 'second', 'Ben came in'])
})

test('a guest who calls himself by the name of a citizen is told from him', () => {
  const { chat, model } = setUp()
  chat.hear('1', 'I am Asha')
  chat.all = [...chat.all, { id: '2', name: 'Asha', kind: 'guest', isSelf: false, atMs: NOW_MS, text: 'No, I am' }]
  chat.tell('lines-changed')
  expect(model.entries.value).toMatchObject([{ name: 'Asha' }, { name: 'Asha (guest)' }])
})

test('sends what was typed, and nothing that is empty or too long', () => {
  const { chat, model } = setUp()
  model.type('  ')
  expect(model.canSend.value).toBe(false)
  model.send()
  model.type('é'.repeat(CHAT_TEXT_BYTES_MAX))
  expect(model.canSend.value).toBe(false)
  expect(model.problem.value?.code).toBe('ROOM-8')
  model.type(' hello ')
  expect(model.problem.value).toBeUndefined()
  model.send()
  expect(chat.said).toEqual(['hello'])
  expect(model.draft.value).toBe('')
})

test('gives the words back when they could not be sent, before what was typed since', async () => {
  const { chat, model } = setUp()
  chat.failure = unreachable
  model.type('one')
  model.send()
  model.type('two')
  await vi.waitFor(() => expect(model.problem.value?.code).toBe('ROOM-9'))
  expect(model.draft.value).toBe('one\ntwo')
})

test('counts what others say while the panel is closed', () => {
  const { chat, model } = setUp()
  chat.hear('1', 'hello')
  chat.hear('2', 'mine', true)
  expect(model.unread.value).toBe(1)
  model.open()
  chat.hear('3', 'seen')
  expect(model.unread.value).toBe(0)
})

test('leaves no listener', () => {
  const { chat, model, undo } = setUp()
  expect(chat.listeners).toBe(1)
  model[Symbol.dispose]()
  expect(chat.listeners).toBe(0)
  expect(undo).toHaveBeenCalledOnce()
})

import { signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import { createInviteModel, createInviteSlot } from '../../../browser/models/invite-model.ts'
import { defineModel } from '../../../browser/models/model.ts'
import { FakeClock } from './fakes.ts'

function setUp(canCopy = true) {
  const clock = new FakeClock()
  const share = vi.fn(async () => true)
  const model = createInviteModel({
    roomTitle: 'Living room',
    place: { link: 'http://localhost/#/x', qrText: 'web+videocity:x', isLocal: true },
    visitingCard: signal(undefined),
    sharing: { canShare: true, copy: async () => canCopy, share },
    clock,
    qr: [[true]]
  })
  return { clock, model, share }
}

test('shows the link, and the code that works elsewhere', () => {
  const { model } = setUp()
  expect(model.link).toBe('http://localhost/#/x')
  expect(model.qr).toEqual([[true]])
  expect(model.isLocal).toBe(true)
})

test('«Copied» is said for a while; a refusal stays until the next try', async () => {
  const { clock, model } = setUp()
  model.copy()
  await vi.waitFor(() => expect(model.copied.value).toBe('yes'))
  clock.pass(4_000)
  expect(model.copied.value).toBe('no')
  const refused = setUp(false)
  refused.model.copy()
  await vi.waitFor(() => expect(refused.model.copied.value).toBe('failed'))
  expect(refused.clock.waiting).toBe(0)
})

test('the system’s own share gets the link', () => {
  const { model, share } = setUp()
  model.share()
  expect(share).toHaveBeenCalledWith(
    expect.objectContaining({ url: 'http://localhost/#/x', title: 'Invite to Living room' })
  )
})

test('leaves no timer', async () => {
  const { clock, model } = setUp()
  model.copy()
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  model[Symbol.dispose]()
  expect(clock.waiting).toBe(0)
})

test('an invitation closed while it is made is not shown, and given back', async () => {
  const made = [setUp().model, setUp().model]
  const given = made.map(model => {
    const count = { times: 0 }
    const dispose = model[Symbol.dispose]
    model[Symbol.dispose] = () => {
      count.times++
      dispose()
    }
    return count
  })
  let finish: () => void = () => undefined
  const wait = new Promise<void>(resolve => (finish = resolve))
  const slot = defineModel(() =>
    createInviteSlot(async () => {
      await wait
      return made.shift() ?? setUp().model
    })
  )()
  slot.open()
  slot.close()
  slot.open()
  finish()
  await vi.waitFor(() => expect(slot.invite.value).toBeDefined())
  expect(given.map(({ times }) => times)).toEqual([1, 0])
  slot[Symbol.dispose]()
  expect(slot.invite.value).toBeUndefined()
  expect(given.map(({ times }) => times)).toEqual([1, 1])
})

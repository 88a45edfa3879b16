import { TypedEventEmitter } from 'main-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BroadcastEvents } from '../../../protocol/channel/channel.ts'
import { withMembers } from '../../../protocol/events.ts'
import { createPresence, presenceMessage, type PresenceState } from '../../../protocol/room/presence.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const OFF = { camera: false, microphone: false }

function setUp(initial: PresenceState, publish: () => Promise<void> = async () => undefined) {
  const told: string[] = []
  const heard: [string, PresenceState][] = []
  const events = new TypedEventEmitter<BroadcastEvents>()
  const lane = withMembers(events, {
    async publish(bytes: Uint8Array) {
      await publish()
      const { camera, microphone } = presenceMessage.decode(bytes)
      told.push(`${camera ? 'C' : '-'}${microphone ? 'M' : '-'}`)
    }
  })
  const presence = createPresence({
    lane,
    initial,
    clock: Date.now,
    onTold: (peer, state) => void heard.push([peer, state])
  })
  return { told, heard, events, presence }
}

test('nothing is told while there is nothing to see or hear, and every change is', async () => {
  const { told, presence } = setUp(OFF)
  presence.tellNewcomer()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told).toEqual([])
  presence.set({ camera: true })
  presence.set({ camera: true })
  await vi.advanceTimersByTimeAsync(0)
  presence.set({ microphone: true })
  await vi.advanceTimersByTimeAsync(0)
  presence.set(OFF)
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['C-', 'CM', '--'])
  presence.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('a crowd of newcomers is told once', async () => {
  const { told, presence } = setUp({ camera: true, microphone: false })
  await vi.advanceTimersByTimeAsync(0)
  for (let i = 0; i < 40; i++) presence.tellNewcomer()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told).toEqual(['C-', 'C-'])
  presence.close()
})

test('what cannot be told is tried again, and only the last of it', async () => {
  let isDown = true
  const { told, presence } = setUp(OFF, async () => {
    if (isDown) throw new Error('no way')
  })
  presence.set({ camera: true })
  await vi.advanceTimersByTimeAsync(700)
  presence.set({ microphone: true })
  isDown = false
  await vi.advanceTimersByTimeAsync(3_000)
  expect(told).toEqual(['CM'])
  isDown = true
  presence.set(OFF)
  await vi.advanceTimersByTimeAsync(100)
  presence.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(told).toEqual(['CM'])
  expect(vi.getTimerCount()).toBe(0)
})

test('others are understood, and nonsense is not', () => {
  const { heard, events, presence } = setUp(OFF)
  const say = (bytes: Uint8Array): boolean => events.safeDispatchEvent('message', { detail: { from: 'b', bytes } })
  say(presenceMessage.encode({ camera: true, microphone: false, n: 1 }))
  say(new Uint8Array([1, 2, 3]))
  expect(heard).toEqual([['b', { camera: true, microphone: false }]])
  presence.close()
  say(presenceMessage.encode({ camera: true, microphone: true, n: 2 }))
  expect(heard).toHaveLength(1)
})

import { expect, test, vi } from 'vitest'
import { createDevices } from '../../../browser/ports/devices.ts'
import { createMeter } from '../../../browser/ports/meter.ts'
import { createSpeaker } from '../../../browser/ports/speaker.ts'

test('the meter hears a microphone, and nothing after it was put away', async () => {
  const devices = createDevices()
  const track = await devices.open('microphone')
  let heard = 0
  let count = 0
  let countOfOther = 0
  const stop = createMeter().watch(track, level => {
    heard = Math.max(heard, level)
    count++
  })
  // the fake microphone beeps once a second
  await vi.waitFor(() => expect(heard).toBeGreaterThan(0.2), { timeout: 5_000 })
  stop()
  const before = count
  const stopOther = createMeter().watch(track, () => countOfOther++)
  await vi.waitFor(() => expect(countOfOther).toBeGreaterThan(3))
  expect(count).toBe(before)
  stopOther()
  track.stop()
})

test('real devices are listed by name once one was allowed', async () => {
  const devices = createDevices()
  const track = await devices.open('camera')
  expect(track.kind).toBe('video')
  expect(devices.streamOf(track).getVideoTracks()).toEqual([track])
  track.stop()
  const list = await devices.list()
  expect(list.camera[0]?.label).not.toBe('')
  expect(list.microphone.length).toBeGreaterThan(0)
})

test('the test sound ends by itself', async () => {
  await createSpeaker().test('')
}, 10_000)

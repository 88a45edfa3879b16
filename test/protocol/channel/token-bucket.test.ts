import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { TokenBucket } from '../../../protocol/channel/token-bucket.ts'

test('never more is taken than the burst and what has come since, however it is asked', () => {
  const rate = { perSecond: 10, burst: 40 }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -500, max: 2_000 }), { maxLength: 300 }), steps => {
      let nowMs = 10_000
      const bucket = new TokenBucket(rate, nowMs)
      let forwardMs = 0
      let taken = 0
      for (const step of steps) {
        nowMs += step // a clock set back gives nothing
        forwardMs += Math.max(0, step)
        if (bucket.take(nowMs)) taken += 1
      }
      expect(taken).toBeLessThanOrEqual(rate.burst + (forwardMs * rate.perSecond) / 1_000)
    })
  )
})

test('it says when the next one is there', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 1 }, 0)
  expect(bucket.waitMs(0)).toBe(0)
  expect(bucket.take(0)).toBe(true)
  expect(bucket.take(0)).toBe(false)
  const waitMs = bucket.waitMs(0)
  expect(waitMs).toBe(100)
  expect(bucket.take(waitMs)).toBe(true)
})

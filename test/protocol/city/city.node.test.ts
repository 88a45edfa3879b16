import { expect, onTestFinished, test, vi } from 'vitest'
import { createCity } from '../../../protocol/city/city.ts'
import { askWellKnown } from '../../../protocol/city/well-known.ts'
import { newGuest, startSuperPeer } from '../../support/small-city.ts'

const DAY_MS = 86_400_000

test.each([-2, 2])(
  'a clock that is %i days off is told though nobody lets us in, and is forgiven once it is right',
  async days => {
    const { urls } = await startSuperPeer()
    const [origin = ''] = urls
    let offsetMs = days * DAY_MS
    const city = await createCity({
      identity: await newGuest(),
      // as a page does it: the answer came before there was a clock to compare
      asked: { origin, answer: askWellKnown(origin).then(({ answer }) => answer) },
      clock: () => Date.now() + offsetMs
    })
    onTestFinished(() => city.close())
    const told: { skewMs: number; isWrong: boolean }[] = []
    city.addEventListener('clock-checked', ({ detail }) => told.push(detail))
    await vi.waitUntil(() => told.length > 0, { timeout: 10_000 })
    expect(told[0]?.isWrong).toBe(true)
    expect(Math.round((told[0]?.skewMs ?? 0) / DAY_MS)).toBe(days)
    expect(city.state).not.toBe('online')

    offsetMs = 0
    await vi.waitUntil(() => city.state === 'online', { timeout: 15_000 })
    expect(told.at(-1)?.isWrong).toBe(false)
  }
)

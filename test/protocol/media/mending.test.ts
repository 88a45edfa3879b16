import { expect, test } from 'vitest'
import { PEER_LINK_TIMEOUT_MS } from '../../../protocol/limits.ts'
import { type Broken, Mending, type Remedy } from '../../../protocol/media/mending.ts'

/** What is done about a link second by second. */
function watch(mending: Mending, from: number, to: number, look: (ms: number) => Partial<Broken>): [number, Remedy][] {
  const done: [number, Remedy][] = []
  for (let ms = from; ms <= to; ms += 500) {
    const broken: Broken = { connectionState: 'connecting', isWaiting: false, ...look(ms) }
    for (const remedy of mending.due(ms, broken)) done.push([ms, remedy])
  }
  return done
}

test('words without an answer are said again, and after its time the link is given up and tried anew, ever more rarely', () => {
  const done = watch(new Mending(true, 0), 0, 130_000, () => ({ isWaiting: true }))
  const times = (remedy: Remedy): number[] => done.flatMap(([ms, what]) => (what === remedy ? [ms] : []))
  expect(times('say-anew').slice(0, 4)).toEqual([3_000, 6_000, 9_000, 12_000])
  expect(times('give-up')).toEqual([15_000, 30_000, 60_000, 120_000])
  expect(times('begin-anew')).toEqual(times('give-up'))
})

test('an interruption is waited for, then a restart is tried, and again if it does not help', () => {
  for (const [isOfferer, firstMs] of [
    [true, 1_500],
    [false, 2_500]
  ] as const) {
    const mending = new Mending(isOfferer, 0)
    mending.connected()
    mending.interrupted(0)
    const done = watch(mending, 0, 14_500, () => ({ connectionState: 'disconnected' }))
    expect(done).toEqual([
      [firstMs, 'restart'],
      [firstMs + 6_000, 'restart'],
      ...(firstMs + 12_000 <= 14_500 ? [[firstMs + 12_000, 'restart']] : [])
    ])
  }
})

test('a connection that failed is restarted at once', () => {
  const mending = new Mending(false, 0)
  mending.connected()
  mending.interrupted(0)
  expect(mending.due(0, { connectionState: 'failed', isWaiting: false })).toEqual(['restart'])
})

test('an end the other side closed is made anew a moment later, unless a goodbye comes', () => {
  const closed = (farewell: boolean): [number, Remedy][] => {
    const mending = new Mending(true, 0)
    mending.connected()
    mending.ended(0)
    mending.interrupted(0)
    if (farewell) mending.farewell()
    return watch(mending, 0, 100_000, () => ({ connectionState: 'closed' })).slice(0, 1)
  }
  expect(closed(false)).toEqual([[1_000, 'begin-anew']])
  expect(closed(true)).toEqual([])
})

test('what works is left alone, and a new attempt of the other side has its own time', () => {
  const mending = new Mending(true, 0)
  mending.connected()
  expect(watch(mending, 0, 100_000, () => ({ connectionState: 'connected' }))).toEqual([])
  mending.interrupted(100_000)
  mending.begun(110_000)
  const done = watch(mending, 110_000, 130_000, () => ({}))
  expect(done[0]).toEqual([110_000 + PEER_LINK_TIMEOUT_MS, 'give-up'])
  mending.farewell()
  mending.heard(200_000)
  expect(watch(mending, 200_000, 215_000, () => ({}))[0]).toEqual([215_000, 'give-up'])
})

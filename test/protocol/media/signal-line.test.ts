import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { memoryFrames } from '../../../protocol/channel/memory-frames.ts'
import type { Frames } from '../../../protocol/codec/frames.ts'
import { SIGNAL_MESSAGES_BURST } from '../../../protocol/limits.ts'
import { type SignalMessage, signalMessage } from '../../../protocol/media/signal.ts'
import { createSignalLine, type SignalLine } from '../../../protocol/media/signal-line.ts'

const ask = (n: number): SignalMessage => ({ kind: 'ask', link: new Uint8Array(8).fill(n) })
const wait = { timeout: 5_000, interval: 10 }

afterEach(() => void vi.useRealTimers())

/** One end of a line, and the streams it opened as the other side sees them. */
function createEnd(options: { restate?: () => SignalMessage[]; fails?: () => boolean } = {}) {
  const heard: number[] = []
  const opened: { theirs: Frames; cut(): void }[] = []
  let tries = 0
  const line: SignalLine = createSignalLine({
    clock: () => Date.now(),
    async open() {
      tries += 1
      if (options.fails?.() === true) throw new Error('unreachable')
      const { ends, cut } = memoryFrames({ maxFrameBytes: 70_000, delayMs: () => 0, onEnd: () => undefined })
      opened.push({ theirs: ends[1], cut })
      return ends[0]
    },
    onMessage: message => void heard.push(message.link[0] ?? -1),
    restate: options.restate ?? (() => [])
  })
  onTestFinished(() => line.close())
  return {
    line,
    heard,
    opened,
    get tries() {
      return tries
    }
  }
}

async function next({ theirs }: { theirs: Frames }): Promise<number | undefined> {
  const bytes = await theirs.read({ firstByteTimeoutMs: 2_000 })
  return bytes === undefined ? undefined : signalMessage.decode(bytes).link[0]
}

test('a stream is opened when there is something to say, and begins with all the other side must know', async () => {
  const end = createEnd({ restate: () => [ask(1), ask(2)] })
  expect(end.opened).toHaveLength(0)
  end.line.say(ask(2))
  await vi.waitFor(() => expect(end.opened).toHaveLength(1), wait)
  end.line.say(ask(3))
  expect([await next(end.opened[0]!), await next(end.opened[0]!), await next(end.opened[0]!)]).toEqual([1, 2, 3])
})

test('both ends may open, what comes on any stream is heard, and old ones make room', async () => {
  const end = createEnd()
  end.line.say(ask(1))
  await vi.waitFor(() => expect(end.opened).toHaveLength(1), wait)
  const others: Frames[] = []
  for (let i = 0; i < 3; i++) {
    const { ends } = memoryFrames({ maxFrameBytes: 70_000, delayMs: () => 0, onEnd: () => undefined })
    others.push(ends[1])
    end.line.accept(ends[0])
  }
  await others[0]!.write(signalMessage.encode(ask(5)))
  await others[2]!.write(signalMessage.encode(ask(6)))
  await vi.waitFor(() => expect(end.heard).toEqual([5, 6]), wait)
  await expect(end.opened[0]!.theirs.read()).rejects.toMatchObject({ code: 'connection-lost' })
})

test('a stream that ends is opened again only while something is to be said, and more slowly each time', async () => {
  vi.useFakeTimers()
  let words = [ask(1)]
  const end = createEnd({ restate: () => words })
  end.line.say(ask(1))
  await vi.advanceTimersByTimeAsync(0)
  for (let i = 0; i < 40; i++) {
    end.opened.at(-1)?.cut()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(end.tries).toBeLessThan(7)
  await vi.advanceTimersByTimeAsync(10_000)
  const before = end.tries
  words = []
  end.opened.at(-1)?.cut()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(end.tries).toBe(before)
})

test('who cannot be reached is tried again, and not for ever', async () => {
  vi.useFakeTimers()
  let words = [ask(1)]
  let isDown = true
  const end = createEnd({ restate: () => words, fails: () => isDown })
  end.line.say(ask(1))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(end.tries).toBeGreaterThan(4)
  expect(end.tries).toBeLessThan(12)
  isDown = false
  await vi.advanceTimersByTimeAsync(5_000)
  expect(end.opened).toHaveLength(1)
  words = []
  end.opened[0]?.cut()
  isDown = true
  end.line.say(ask(2))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(vi.getTimerCount()).toBe(0)
})

test('nonsense and floods end the stream, and are counted over all streams of the pair', async () => {
  const end = createEnd()
  const accept = (): Frames => {
    const { ends } = memoryFrames({ maxFrameBytes: 70_000, delayMs: () => 0, onEnd: () => undefined })
    end.line.accept(ends[0])
    return ends[1]
  }
  const nonsense = accept()
  await nonsense.write(new Uint8Array([1, 2, 3]))
  await expect(nonsense.read()).rejects.toMatchObject({ code: 'connection-lost' })
  for (let stream = 0; stream < 3; stream++) {
    const flood = accept()
    for (let i = 0; i < SIGNAL_MESSAGES_BURST; i++) {
      await flood.write(signalMessage.encode(ask(1))).catch(() => undefined) // hung up
    }
    await vi.waitFor(() => expect(end.heard.length).toBeGreaterThan(SIGNAL_MESSAGES_BURST - 2), wait)
  }
  expect(end.heard.length).toBeLessThan(SIGNAL_MESSAGES_BURST + 100)
  const streams = Array.from({ length: 30 }, accept)
  const answers = await Promise.allSettled(streams.map(async stream => stream.write(new Uint8Array(1))))
  expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(20)
})

test('what is said last before closing still goes out, and nothing after it', async () => {
  const end = createEnd()
  end.line.say(ask(1))
  await vi.waitFor(() => expect(end.opened).toHaveLength(1), wait)
  end.line.say(ask(2))
  end.line.close()
  end.line.say(ask(3))
  end.line.close()
  expect([await next(end.opened[0]!), await next(end.opened[0]!)]).toEqual([2, undefined])
  expect(end.tries).toBe(1)
})

test('a stream that seems dead is replaced, and idle ones are given back', async () => {
  const end = createEnd({ restate: () => [ask(1)] })
  end.line.say(ask(1))
  await vi.waitFor(() => expect(end.opened).toHaveLength(1), wait)
  end.line.renew()
  await vi.waitFor(() => expect(end.opened).toHaveLength(2), wait)
  expect(await next(end.opened[1]!)).toBe(1)
  const later = Date.now() + 10_000
  vi.spyOn(Date, 'now').mockReturnValue(later)
  end.line.rest()
  vi.restoreAllMocks()
  expect(await next(end.opened[1]!)).toBeUndefined()
})

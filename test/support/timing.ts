/** From a press to the first frame shown: measured inside the page, so that the test's own questions do not count. */
import type { JSHandle, Locator } from 'playwright-core'
import type { Person } from './person.ts'

/** Runs from the next press on. */
export interface FrameWatch {
  /** Milliseconds from the press to the first frame shown in that place; waits for it. */
  firstFrameMs(where: Locator): Promise<number>
  close(): Promise<void>
}

/** What is kept inside the page; nothing of it can be seen by the page's own code. */
interface Stopwatch {
  pressedAtMs: number | undefined
  readonly firstFrameAtMs: Map<HTMLVideoElement, number>
  stop(): void
}

/** Starts to watch every video of the page, those to come included. Call it just before the press. */
export async function watchFrames(person: Person): Promise<FrameWatch> {
  const watch: JSHandle<Stopwatch> = await person.page.evaluateHandle(startStopwatch)
  return {
    async firstFrameMs(where) {
      const video = where.locator('video').first()
      await video.waitFor({ state: 'attached' })
      return watch.evaluate(waitForFirstFrame, await video.elementHandle())
    },
    async close() {
      await watch.evaluate(stopwatch => stopwatch.stop())
      await watch.dispose()
    }
  }
}

/** Runs in the page. */
function startStopwatch(): Stopwatch {
  const seen = new WeakSet<HTMLVideoElement>()
  const firstFrameAtMs = new Map<HTMLVideoElement, number>()
  const observer = new MutationObserver(() => look())
  const onPress = (event: Event): void => {
    if (event.isTrusted) stopwatch.pressedAtMs ??= event.timeStamp
  }
  const stopwatch: Stopwatch = {
    pressedAtMs: undefined,
    firstFrameAtMs,
    stop() {
      observer.disconnect()
      removeEventListener('click', onPress, { capture: true })
    }
  }
  const follow = (video: HTMLVideoElement): void => {
    video.requestVideoFrameCallback(nowMs => {
      // an element that showed something else before the press counts from its first frame after it
      if (stopwatch.pressedAtMs !== undefined && nowMs >= stopwatch.pressedAtMs) firstFrameAtMs.set(video, nowMs)
      else follow(video)
    })
  }
  const look = (): void => {
    for (const video of document.querySelectorAll('video')) {
      if (seen.has(video)) continue
      seen.add(video)
      follow(video)
    }
  }
  addEventListener('click', onPress, { capture: true })
  observer.observe(document, { childList: true, subtree: true })
  look()
  return stopwatch
}

/** Runs in the page. */
async function waitForFirstFrame(
  stopwatch: Stopwatch,
  video: HTMLVideoElement | SVGElement | HTMLElement | null
): Promise<number> {
  const capMs = 30_000
  const endMs = performance.now() + capMs
  while (performance.now() < endMs) {
    const atMs = video instanceof HTMLVideoElement ? stopwatch.firstFrameAtMs.get(video) : undefined
    if (atMs !== undefined && stopwatch.pressedAtMs !== undefined) return atMs - stopwatch.pressedAtMs
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(
    stopwatch.pressedAtMs === undefined ? 'nothing was pressed' : `no frame within ${capMs} ms of the press`
  )
}

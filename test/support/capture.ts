/**
 * What no tile shows: which cameras and microphones a page still holds, and whether media arrives at all. Put on in the
 * page before anything else, because the browser tells nobody outside of it.
 */
import type { BrowserContext, Page } from 'playwright-core'

/** Packets that came in over all connections a page has open. */
export interface Received {
  readonly audio: number
  readonly video: number
}

/** What is kept in the page. Weakly: a page must be able to forget its connections as it would without us. */
interface Kept {
  readonly tracks: MediaStreamTrack[]
  readonly connections: Set<WeakRef<RTCPeerConnection>>
}
type KeptWindow = Window & { readonly [key: symbol]: Kept }

const KEY = 'videocity-test-capture'

/** For every page still to come. */
export async function watchCapture(context: BrowserContext): Promise<void> {
  await context.addInitScript(key => {
    const kept: Kept = { tracks: [], connections: new Set() }
    Object.defineProperty(window, Symbol.for(key), { value: kept })
    const { mediaDevices } = navigator
    if (mediaDevices !== undefined) {
      const ask = mediaDevices.getUserMedia.bind(mediaDevices)
      mediaDevices.getUserMedia = async constraints => {
        const stream = await ask(constraints)
        kept.tracks.push(...stream.getTracks())
        return stream
      }
    }
    globalThis.RTCPeerConnection = new Proxy(RTCPeerConnection, {
      construct(target, args) {
        const connection = Reflect.construct(target, args) as RTCPeerConnection
        kept.connections.add(new WeakRef(connection))
        return connection
      }
    })
  }, KEY)
}

/** Kinds of devices the page holds, whose light is on: `audio`, `video`. */
export function heldDevices(page: Page): Promise<string[]> {
  return page.evaluate(key => {
    const { tracks } = (window as unknown as KeptWindow)[Symbol.for(key)] ?? { tracks: [] }
    return tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind)
  }, KEY)
}

/** How often the page asked for a device and was given one, in its whole life. */
export function devicesEverHeld(page: Page): Promise<number> {
  return page.evaluate(key => (window as unknown as KeptWindow)[Symbol.for(key)]?.tracks.length ?? 0, KEY)
}

/** Media packets so far. */
export function received(page: Page): Promise<Received> {
  return page.evaluate(async key => {
    const { connections } = (window as unknown as KeptWindow)[Symbol.for(key)] ?? { connections: new Set() }
    const sum = { audio: 0, video: 0 }
    for (const connection of connections) {
      const stats = await connection.deref()?.getStats()
      stats?.forEach((report: { type: string; kind?: string; packetsReceived?: number }) => {
        if (report.type !== 'inbound-rtp') return
        if (report.kind === 'audio') sum.audio += report.packetsReceived ?? 0
        if (report.kind === 'video') sum.video += report.packetsReceived ?? 0
      })
    }
    return sum
  }, KEY)
}

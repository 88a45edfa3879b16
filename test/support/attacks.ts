/** Hostile bytes for any stream protocol, and how they are sent. */
import type { Stream } from '@libp2p/interface'

/** Each is sent on a stream of its own, piece by piece. */
export const ATTACKS: Readonly<Record<string, readonly Uint8Array[]>> = {
  'nothing at all': [],
  'a length and no more': [new Uint8Array([0x20])],
  'a truncated frame': [new Uint8Array([0x20, 1, 2, 3])],
  'a frame of nothing': [new Uint8Array([0])],
  'a length of 2^31': [new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x08]), new Uint8Array(70_000)],
  'an endless length': [new Uint8Array(64).fill(0xff)],
  'the wrong types': [new Uint8Array([4, 0xff, 0x07, 0x80, 0x80])],
  'five mebibytes of zeros': Array.from({ length: 80 }, () => new Uint8Array(65_536))
}

/** Sends as much as the other side takes. */
export async function sendAll(stream: Stream, pieces: readonly Uint8Array[]): Promise<void> {
  for (const bytes of pieces) {
    if (stream.status !== 'open') return
    const isFull = !stream.send(bytes)
    if (isFull) await Promise.race([stream.onDrain(), ended(stream), rest(1_000)]).catch(() => undefined)
  }
}

/** Begins a long frame, of which a byte comes now and then; says whether the stream was ended within the time. */
export async function drip(stream: Stream, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs
  if (stream.status === 'open') stream.send(new Uint8Array([0xff, 0x1f]))
  while (!isEnded(stream) && performance.now() < endMs) {
    await Promise.race([ended(stream), rest(1_000)])
    if (stream.status === 'open') stream.send(new Uint8Array([1]))
  }
  return isEnded(stream)
}

/** Whether the other side has done with a stream. */
export function isEnded(stream: Stream): boolean {
  return stream.status !== 'open' || stream.remoteWriteStatus !== 'writable'
}

function ended(stream: Stream): Promise<unknown> {
  return new Promise(resolve => {
    for (const type of ['close', 'remoteCloseWrite'] as const) stream.addEventListener(type, resolve, { once: true })
  })
}

function rest(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** Spoils signal streams in one way or another. */
import type { Channel } from '../../../protocol/channel/channel.ts'
import type { MemoryNetwork } from '../../../protocol/channel/memory.ts'
import type { Frames } from '../../../protocol/codec/frames.ts'

/** How streams are spoiled. */
export type Spoiling = 'cut' | 'twice' | 'shuffled' | 'lossy'

/** Spoils what these channels open until the returned undo is called. */
export function framesSpoiler(how: Spoiling, channels: readonly Channel[], network: MemoryNetwork): () => void {
  let isOn = true
  if (how === 'cut') {
    let cuts = 0
    const timer = setInterval(() => {
      network.cutStreams()
      if (++cuts > 12) clearInterval(timer)
    }, 45)
    return () => clearInterval(timer)
  }
  for (const channel of channels) {
    const open = channel.open.bind(channel)
    channel.open = async (...options) => {
      const frames = await open(...options)
      return isOn ? spoiled(how, frames) : frames
    }
  }
  return () => (isOn = false)
}

function spoiled(how: Exclude<Spoiling, 'cut'>, frames: Frames): Frames {
  let count = 0
  const held: Uint8Array[] = []
  return {
    ...frames,
    async write(bytes) {
      count += 1
      if (how === 'twice') {
        await frames.write(bytes)
        return frames.write(bytes)
      }
      if (how === 'shuffled') {
        // every third word waits for the two after it
        if (count % 3 === 1) {
          held.push(bytes)
          setTimeout(() => {
            for (const late of held.splice(0)) frames.write(late).catch(() => undefined) // a stream that ended
          }, 60)
          return
        }
        return frames.write(bytes)
      }
      // the second word never arrives, and neither does anything after it
      if (count >= 2) return void setTimeout(() => frames.abort(new Error('lost')), 30)
      return frames.write(bytes)
    }
  }
}

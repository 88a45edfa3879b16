/** Two or more people in one page with pictures and tones of their own, connected over a network in memory. */
import { onTestFinished, vi } from 'vitest'
import { createMemoryNetwork, type MemoryNetwork } from '../../../protocol/channel/memory.ts'
import type { Channel } from '../../../protocol/channel/channel.ts'
import { createMedia, type RoomMedia, type Tracks } from '../../../protocol/media/media.ts'
import type { LinkView } from '../../../protocol/media/peer-link.ts'

const TAG = new Uint8Array(32).fill(5)
const RULES = { isWellFormed: () => true, admits: async () => false }

/** The clock of all of them; a test may set it forward. */
export const clock = { aheadMs: 0, now: (): number => Date.now() + clock.aheadMs }

/** As long as a test waits for anything. */
export const wait = { timeout: 15_000, interval: 20 }

/** One of them. */
export interface Somebody {
  readonly name: string
  readonly channel: Channel
  readonly media: RoomMedia
  readonly connections: RTCPeerConnection[]
  link(peer: Somebody): LinkView | undefined
}

/** A picture of one colour that moves a little. */
export function picture(colour: string): MediaStreamTrack {
  const canvas = document.createElement('canvas')
  canvas.width = 160
  canvas.height = 120
  const context = canvas.getContext('2d')!
  let x = 0
  const draw = (): void => {
    context.fillStyle = colour
    context.fillRect(0, 0, 160, 120)
    context.fillStyle = 'black'
    context.fillRect((x = (x + 5) % 160), 0, 5, 120)
  }
  draw()
  const timer = setInterval(draw, 66)
  const track = canvas.captureStream(15).getVideoTracks()[0]!
  onTestFinished(() => {
    clearInterval(timer)
    track.stop()
  })
  return track
}

/** A tone. */
export function tone(frequencyHz: number): MediaStreamTrack {
  const context = new AudioContext()
  const oscillator = context.createOscillator()
  oscillator.frequency.value = frequencyHz
  const destination = context.createMediaStreamDestination()
  oscillator.connect(destination)
  oscillator.start()
  onTestFinished(() => context.close())
  return destination.stream.getAudioTracks()[0]!
}

/** Mean colour of what a stream shows, once it shows something. */
export async function colourOf(stream: MediaStream): Promise<{ red: number; green: number; blue: number }> {
  const video = document.createElement('video')
  video.muted = true
  video.srcObject = stream
  document.body.append(video)
  await video.play()
  await new Promise(resolve => video.requestVideoFrameCallback(resolve))
  const canvas = document.createElement('canvas')
  canvas.width = 16
  canvas.height = 12
  const context = canvas.getContext('2d')!
  context.drawImage(video, 0, 0, 16, 12)
  const { data } = context.getImageData(0, 0, 16, 12)
  const mean = (offset: number): number => {
    let sum = 0
    for (let i = offset; i < data.length; i += 4) sum += data[i] ?? 0
    return sum / (data.length / 4)
  }
  video.srcObject = null
  video.remove()
  return { red: mean(0), green: mean(1), blue: mean(2) }
}

/** Plays what a stream sounds like, which is needed for it to be measured. */
export async function play(stream: MediaStream): Promise<void> {
  const audio = new Audio()
  audio.srcObject = stream
  await audio.play()
  onTestFinished(() => {
    audio.srcObject = null
  })
}

/** Figures of a link's connection. */
export async function figures(
  connection: RTCPeerConnection,
  type: string,
  kind: string
): Promise<Record<string, number>> {
  const found: Record<string, number>[] = []
  const stats = await connection.getStats()
  stats.forEach(report => {
    if (report.type === type && report.kind === kind) found.push(report as Record<string, number>)
  })
  return found[0] ?? {}
}

/** Makes people who know each other but are not linked yet. */
export async function people(
  names: readonly string[],
  tracks: (name: string) => Tracks = () => ({})
): Promise<{ network: MemoryNetwork; everybody: Somebody[] }> {
  clock.aheadMs = 0
  const network = createMemoryNetwork()
  const everybody = await Promise.all(names.map(async name => somebody(network, name, tracks(name))))
  for (const { channel } of everybody) for (const other of everybody) channel.allow(other.name, [])
  return { network, everybody }
}

/** One more. */
export async function somebody(network: MemoryNetwork, name: string, tracks: Tracks = {}): Promise<Somebody> {
  const channel = await network.channels(name)({ tag: TAG, rules: RULES, clock: Date.now })
  const connections: RTCPeerConnection[] = []
  const media = createMedia({
    self: name,
    direct: channel,
    clock: clock.now,
    tracks,
    iceServers: () => [],
    createPeerConnection(configuration) {
      const connection = new RTCPeerConnection(configuration)
      connections.push(connection)
      return connection
    }
  })
  onTestFinished(async () => {
    media.close()
    await channel.close()
    for (const connection of connections) {
      if (connection.signalingState !== 'closed') throw new Error(`${name} left a connection open`)
    }
  })
  const link = (peer: Somebody): LinkView | undefined => media.links().find(view => view.peer === peer.name)
  return { name, channel, media, connections, link }
}

/** Links everybody with everybody. */
export function linkAll(everybody: readonly Somebody[]): void {
  for (const { name, media } of everybody) {
    for (const other of everybody) if (other.name !== name) media.add(other.name)
  }
}

/** Until all links of all are connected. */
export async function untilConnected(everybody: readonly Somebody[]): Promise<void> {
  await vi.waitFor(() => {
    for (const { name, media } of everybody) {
      for (const { peer, state } of media.links())
        if (state !== 'connected') throw new Error(`${name} ${peer} ${state}`)
    }
  }, wait)
}

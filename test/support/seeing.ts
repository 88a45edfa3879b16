/** What a place in the page really shows: the colour of its moving picture, whether it moves, and which way round it is. */
import type { Locator } from 'playwright-core'
import { COLOURS, type Colour } from './fake-capture.ts'
import { NO_PLACE, until, type Answer, type Patience } from './until.ts'

/** What was seen in one short look. */
export interface Glimpse {
  /** Why nothing was seen; `undefined` when there was a picture. */
  readonly nothing: string | undefined
  readonly colour: Colour | 'black' | 'white' | 'grey'
  readonly rgb: readonly [number, number, number]
  /** Mean change of a sample of points between the first and the last frame of the look, of 255. */
  readonly change: number
  /** Frames that came during the look. */
  readonly frames: number
}

/** Long enough for some frames of a ten-a-second picture on a busy computer. */
const LOOK_MS = 400
/** The bar alone changes ten times as much from frame to frame; a frozen picture does not change at all. */
const CHANGE_MIN = 1.5

const ALL_COLOURS: Readonly<Record<Glimpse['colour'], readonly [number, number, number]>> = {
  ...COLOURS,
  black: [0, 0, 0],
  white: [255, 255, 255],
  grey: [128, 128, 128]
}

/** Looks at the video in a place (or that is the place) for {@link LOOK_MS}. */
export async function glimpse(where: Locator, { duringMs = LOOK_MS }: { duringMs?: number } = {}): Promise<Glimpse> {
  const nothing = (why: string): Glimpse => ({ nothing: why, colour: 'black', rgb: [0, 0, 0], change: 0, frames: 0 })
  if ((await where.count()) === 0) return nothing(NO_PLACE)
  const seen = await where.evaluate(lookAtVideo, duringMs)
  if (typeof seen === 'string') return nothing(seen)
  return { nothing: undefined, colour: nearestColour(seen.rgb), ...seen }
}

/** @throws Error that says what was seen instead */
export async function seesColour(where: Locator, colour: Colour, patience?: Patience): Promise<void> {
  const ask = async (): Promise<Answer<void>> => {
    const seen = await glimpse(where)
    const fits = seen.nothing === undefined && seen.colour === colour && seen.frames > 0 && seen.change > CHANGE_MIN
    return fits ? { yes: true, value: undefined } : { yes: false, saw: describe(seen) }
  }
  await until(`a moving ${colour} picture was to be seen`, ask, patience)
}

/** @throws Error that says what was seen instead */
export async function seesNoPicture(where: Locator, patience?: Patience): Promise<void> {
  const ask = async (): Promise<Answer<void>> => {
    const seen = await glimpse(where, { duringMs: 100 })
    const isGone = seen.nothing === undefined ? seen.colour === 'black' : seen.nothing !== NO_PLACE
    return isGone ? { yes: true, value: undefined } : { yes: false, saw: describe(seen) }
  }
  await until('no picture was to be seen', ask, patience)
}

/** How many new frames are shown within that time; 0 for a picture that stands still. */
export async function countsFrames(where: Locator, duringMs: number): Promise<number> {
  const seen = await glimpse(where, { duringMs })
  if (seen.nothing !== undefined) throw new Error(seen.nothing)
  return seen.frames
}

/**
 * Whether the picture is a mirror image as it stands on the screen: the bar's white half goes before its black one,
 * to the right.
 */
export async function seesMirrored(where: Locator): Promise<boolean> {
  return until('a bar, half white and half black, was to be seen', async () => {
    const video = where
      .locator('video')
      .or(where.and(where.page().locator('video')))
      .first()
    const shot = await video.screenshot({ type: 'png' })
    const order = await video.evaluate(orderOfBar, shot.toString('base64'))
    if (order === 'black white') return { yes: true, value: false }
    return order === 'white black' ? { yes: true, value: true } : { yes: false, saw: order }
  })
}

function describe({ nothing, colour, rgb, change, frames }: Glimpse): string {
  if (nothing !== undefined) return nothing
  return `${colour} (rgb ${rgb.join(' ')}), ${frames} new frames, change ${change.toFixed(1)} of 255`
}

function nearestColour(rgb: readonly [number, number, number]): Glimpse['colour'] {
  const distance = (other: readonly [number, number, number]): number =>
    Math.hypot(...other.map((c, i) => c - (rgb[i] ?? 0)))
  const names = Object.keys(ALL_COLOURS) as Glimpse['colour'][]
  return names.reduce((best, name) => (distance(ALL_COLOURS[name]) < distance(ALL_COLOURS[best]) ? name : best))
}

/** Runs in the page. Medians, so that the bar and what compression does to edges do not count. */
async function lookAtVideo(
  place: HTMLElement | SVGElement,
  duringMs: number
): Promise<string | { rgb: [number, number, number]; change: number; frames: number }> {
  const all = place instanceof HTMLVideoElement ? [place] : [...place.querySelectorAll('video')]
  if (all.length === 0) return 'there is no video in it'
  const video = all.find(
    each => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.clientWidth > 0
  )
  if (video === undefined) return 'its video is not visible'
  if (video.videoWidth === 0) return 'its video has no picture yet'

  const width = 32
  const height = 24
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return 'the test has no canvas'
  const points = (): Uint8ClampedArray => {
    context.drawImage(video, 0, 0, width, height)
    return context.getImageData(0, 0, width, height).data
  }
  const first = points()
  let last = first
  let frames = 0
  let firstCount: number | undefined
  let handle = 0
  const onFrame = (_: number, { presentedFrames }: { presentedFrames: number }): void => {
    firstCount ??= presentedFrames - 1
    frames = presentedFrames - firstCount
    handle = video.requestVideoFrameCallback(onFrame)
  }
  handle = video.requestVideoFrameCallback(onFrame)
  await new Promise(resolve => setTimeout(resolve, duringMs))
  video.cancelVideoFrameCallback(handle)
  last = points()

  const median = (channel: number): number => {
    const values = last.filter((_, i) => i % 4 === channel).sort()
    return values[values.length >> 1] ?? 0
  }
  let change = 0
  for (let i = 0; i < first.length; i++) change += Math.abs((first[i] ?? 0) - (last[i] ?? 0))
  return { rgb: [median(0), median(1), median(2)], change: change / (width * height * 3), frames }
}

/** Runs in the page: `black white` or `white black` as the bar stands in a picture of the screen, or what is in the way. */
async function orderOfBar(_: HTMLElement | SVGElement, base64Png: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64Png), character => character.charCodeAt(0))
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const context = canvas.getContext('2d')
  if (context === null) return 'the test has no canvas'
  context.drawImage(picture, 0, 0)
  // one row in the middle, away from names and buttons
  const row = context.getImageData(0, Math.floor(picture.height * 0.45), picture.width, 1).data
  const darkAt: number[] = []
  const lightAt: number[] = []
  for (let x = 0; x < picture.width; x++) {
    const [r = 0, g = 0, b = 0] = row.slice(x * 4, x * 4 + 3)
    if (Math.max(r, g, b) < 60) darkAt.push(x)
    if (Math.min(r, g, b) > 195) lightAt.push(x)
  }
  if (darkAt.length < 4 || lightAt.length < 4) return `${darkAt.length} dark and ${lightAt.length} light points`
  const spread = (list: number[]): number => (list.at(-1) ?? 0) - (list[0] ?? 0)
  if (spread([...darkAt, ...lightAt].sort((a, b) => a - b)) > picture.width / 2) return 'the bar is at the edge'
  const middle = (list: number[]): number => list[list.length >> 1] ?? 0
  return middle(darkAt) < middle(lightAt) ? 'black white' : 'white black'
}

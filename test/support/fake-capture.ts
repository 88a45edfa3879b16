/** What a person looks and sounds like in a test: files that Chromium takes for camera and microphone. */
import { writeFile } from 'node:fs/promises'

/** Colours that stay apart after compression; a person wears one. */
export const COLOURS = {
  red: [205, 45, 40],
  green: [40, 165, 60],
  blue: [45, 70, 205],
  yellow: [220, 200, 45],
  magenta: [195, 50, 180],
  cyan: [45, 185, 200]
} as const satisfies Record<string, readonly [number, number, number]>

export type Colour = keyof typeof COLOURS

/** Tones that are no harmonics of each other, within what speech codecs keep; a person hums one. */
export const TONES_HZ = [520, 780, 1170, 1755] as const

export const PICTURE_WIDTH_PX = 320
export const PICTURE_HEIGHT_PX = 240
export const PICTURES_PER_SECOND = 10

/** Half of the bar; the white half goes before the black one, from left to right, so that a mirror image can be told. */
const HALF_BAR_PX = 24
const BAR_STEP_PX = 8

const SAMPLES_PER_SECOND = 48_000
const SOUND_SECONDS = 5
/** Pulsed, because noise suppression removes a steady tone. */
const PULSE_SECONDS = 0.25
/** Soft edges: no clicks that would sound like every frequency at once. */
const RAMP_SECONDS = 0.01
const LOUDNESS = 0.5

/** Writes a film in Y4M: one colour with a bar that moves to the right, and is back after one round. */
export async function writePicture(path: string, colour: Colour): Promise<void> {
  const pixels = PICTURE_WIDTH_PX * PICTURE_HEIGHT_PX
  const [y, u, v] = yuvOf(COLOURS[colour])
  const row = (barAtPx: number): Buffer => {
    const line = Buffer.alloc(PICTURE_WIDTH_PX, y)
    for (let i = 0; i < HALF_BAR_PX; i++) {
      line[(barAtPx + i) % PICTURE_WIDTH_PX] = 16
      line[(barAtPx + HALF_BAR_PX + i) % PICTURE_WIDTH_PX] = 235
    }
    return line
  }
  const chromaRow = (barAtPx: number, value: number): Buffer => {
    const line = Buffer.alloc(PICTURE_WIDTH_PX / 2, value)
    for (let i = 0; i < HALF_BAR_PX; i++) line[(barAtPx / 2 + i) % (PICTURE_WIDTH_PX / 2)] = 128
    return line
  }
  const parts = [filmHeader(PICTURE_WIDTH_PX, PICTURE_HEIGHT_PX)]
  for (let barAtPx = 0; barAtPx < PICTURE_WIDTH_PX; barAtPx += BAR_STEP_PX) {
    parts.push(
      Buffer.from('FRAME\n'),
      Buffer.alloc(pixels, row(barAtPx)),
      Buffer.alloc(pixels / 4, chromaRow(barAtPx, u)),
      Buffer.alloc(pixels / 4, chromaRow(barAtPx, v))
    )
  }
  await writeFile(path, Buffer.concat(parts))
}

/** The beginning of a film in Y4M; each frame follows after a line `FRAME`. */
export function filmHeader(widthPx: number, heightPx: number): Buffer {
  return Buffer.from(`YUV4MPEG2 W${widthPx} H${heightPx} F${PICTURES_PER_SECOND}:1 Ip A1:1 C420\n`)
}

/** Writes a sound in WAV: a quarter of a second of tone, as much of nothing, and so on without a seam. */
export async function writeSound(path: string, toneHz: number): Promise<void> {
  const samples = SAMPLES_PER_SECOND * SOUND_SECONDS
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples * 2, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24)
  header.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples * 2, 40)
  const sound = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i++) {
    const atSeconds = i / SAMPLES_PER_SECOND
    const value = LOUDNESS * pulse(atSeconds) * Math.sin(2 * Math.PI * toneHz * atSeconds)
    sound.writeInt16LE(Math.round(value * 32_767), i * 2)
  }
  await writeFile(path, Buffer.concat([header, sound]))
}

/** 1 while the tone sounds, 0 in between. */
function pulse(atSeconds: number): number {
  const within = atSeconds % (2 * PULSE_SECONDS)
  const edge = Math.min(within, PULSE_SECONDS - within)
  return Math.max(0, Math.min(1, edge / RAMP_SECONDS))
}

/** Full-range RGB to the limited-range YUV of BT.601, which cameras and Chromium's fake one use. */
export function yuvOf([r, g, b]: readonly [number, number, number]): [number, number, number] {
  return [
    Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255),
    Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255),
    Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255)
  ]
}

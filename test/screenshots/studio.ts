/** Drawn people before the camera: their photos, and films that Chromium takes for their cameras. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { transformWithOxc } from 'vite'
import type * as Faces from '../pages/gallery/faces.ts'
import { filmHeader, yuvOf } from '../support/fake-capture.ts'
import type { LooseFile } from '../support/files.ts'
import type { Tab } from '../support/tab.ts'

/** Whose pictures can be made. */
export type Sitter = keyof typeof Faces.PEOPLE

/** Makes pictures of drawn people. */
export interface Studio {
  photo(sitter: Sitter): Promise<LooseFile>
  /** @returns where it is, in Y4M, as long as the one at the desk is there */
  film(sitter: Sitter): Promise<string>
}

const WIDTH_PX = 640
const HEIGHT_PX = 480
/** Two seconds and a bit, after which the head is where it was. */
const FRAMES = 24

type Here = typeof globalThis & { readonly faces: typeof Faces }

/** @param desk - somebody whose page is empty, to draw on */
export async function openStudio({ page, folder }: Tab): Promise<Studio> {
  const path = fileURLToPath(new URL('../pages/gallery/faces.ts', import.meta.url))
  const { code } = await transformWithOxc(await readFile(path, 'utf8'), path)
  await page.addScriptTag({ type: 'module', content: `${code}; globalThis.faces = { PEOPLE, drawFace, photoOf }` })
  return {
    async photo(sitter) {
      const base64 = await page.evaluate(async who => {
        const { PEOPLE, photoOf } = (globalThis as Here).faces
        const bytes = new Uint8Array(await (await photoOf(PEOPLE[who])).arrayBuffer())
        return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))
      }, sitter)
      return { name: `${sitter}.png`, type: 'image/png', bytes: Buffer.from(base64, 'base64') }
    },
    async film(sitter) {
      const parts = [filmHeader(WIDTH_PX, HEIGHT_PX)]
      for (let frame = 0; frame < FRAMES; frame++) {
        const nod = Math.sin((frame / FRAMES) * 2 * Math.PI) / 2
        parts.push(Buffer.from('FRAME\n'), toYuv(await drawn(page, sitter, nod)))
      }
      const film = join(folder, `${sitter}.y4m`)
      await writeFile(film, Buffer.concat(parts))
      return film
    }
  }
}

async function drawn(page: Page, sitter: Sitter, nod: number): Promise<Uint8Array> {
  const base64 = await page.evaluate(
    async ([who, width, height, by]) => {
      const { PEOPLE, drawFace } = (globalThis as Here).faces
      const context = new OffscreenCanvas(width, height).getContext('2d')
      if (context === null) throw new Error('no canvas')
      drawFace(context, PEOPLE[who], { width, height, nod: by })
      const { data } = context.getImageData(0, 0, width, height)
      let binary = ''
      for (let at = 0; at < data.length; at += 8_192) binary += String.fromCharCode(...data.subarray(at, at + 8_192))
      return btoa(binary)
    },
    [sitter, WIDTH_PX, HEIGHT_PX, nod] as const
  )
  return Buffer.from(base64, 'base64')
}

/** One frame with colour at half its width and height, as Y4M has it. */
function toYuv(rgba: Uint8Array): Buffer {
  const pixels = WIDTH_PX * HEIGHT_PX
  const frame = Buffer.alloc(pixels * 1.5)
  for (let i = 0; i < pixels; i++) {
    const [x, row] = [i % WIDTH_PX, Math.floor(i / WIDTH_PX)]
    const [y, u, v] = yuvOf([rgba[4 * i] ?? 0, rgba[4 * i + 1] ?? 0, rgba[4 * i + 2] ?? 0])
    frame[i] = y
    if (x % 2 > 0 || row % 2 > 0) continue
    const at = pixels + (row / 2) * (WIDTH_PX / 2) + x / 2
    frame[at] = u
    frame[at + pixels / 4] = v
  }
  return frame
}

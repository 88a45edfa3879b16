/** Files go in and out of the page as people handle them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asJpeg, asPhotograph, chooseFile, download, dropFile, type LooseFile } from '../../support/files.ts'
import type { Person } from '../../support/person.ts'
import { projectionOnto } from '../../support/photograph.ts'
import { createScene, type Scene } from '../../support/scene.ts'
import { TOY } from '../../support/toy/toy.ts'

let scene: Scene
let ada: Person
let card: LooseFile
const told = (file: LooseFile): string => `${file.name} ${file.type} ${file.bytes.reduce((sum, byte) => sum + byte, 0)}`

const hex = (file: LooseFile, length: number): string => Buffer.from(file.bytes).toString('hex', 0, length)

beforeAll(async () => {
  scene = await createScene()
  const { url } = await scene.superPeer({ program: TOY })
  ada = await scene.person({ name: 'Ada', colour: 'blue', toneHz: 780, url })
  await ada.visit()
  card = await download(ada, 'Download login card')
})
afterAll(() => scene.close())

test('a download arrives with its name and bytes', () => {
  expect(card).toMatchObject({ name: 'card.png', type: 'image/png' })
  expect(hex(card, 4)).toBe('89504e47')
})

test('a dropped file reaches the page whole', async () => {
  await dropFile(ada, card)
  await ada.reads('status', 'News', told(card))
})

test('a page that does not take a drop is found out', async () => {
  await ada.page.evaluate(() => {
    // the toy's own listeners come later and are not reached
    addEventListener('dragover', event => event.stopImmediatePropagation(), { capture: true })
  })
  await expect(dropFile(ada, card)).rejects.toThrow('the page did not take dragover and drop')
  expect(ada.page.url()).toMatch(/^http/)
  await ada.page.reload()
})

test('a file is chosen in a field, and in the dialog a button opens', async () => {
  const other = { ...card, name: 'other.png' }
  await chooseFile(ada, 'Login card', other)
  await ada.reads('status', 'News', told(other))
  await chooseFile(ada, 'Choose a photo', card)
  await ada.reads('status', 'News', told(card))
})

test('a JPEG of a picture has its size and looks, and none of its hidden parts', async () => {
  const jpeg = await asJpeg(ada, card)
  expect(hex(jpeg, 3)).toBe('ffd8ff')
  expect(jpeg.name).toBe('card.jpg')
  const { width, height, points } = await look(jpeg, [
    [20, 20],
    [60, 20]
  ])
  expect([width, height]).toEqual([600, 360])
  expect(points[0]).toBe('dark')
  expect(points[1]).toBe('light')
})

test('a photograph shows the picture where its corners are, and the desk around it', async () => {
  const photo = await asPhotograph(ada, card, { seed: 7 })
  expect(photo.name).toBe('card-photo.jpg')
  const again = await asPhotograph(ada, card, { seed: 7 })
  expect(Buffer.from(again.bytes).equals(Buffer.from(photo.bytes))).toBe(true)
  const { width, height, points } = await look(photo, [
    [30, 30],
    [260, 280],
    [1560, 1160]
  ])
  expect([width, height]).toEqual([1600, 1200])
  // desk, the paper's white margin, desk
  expect(points).toEqual(['dark', 'light', 'dark'])
})

test('a projection takes the corners of the paper to its corners', () => {
  const corners = [
    [10, 20],
    [90, 5],
    [95, 80],
    [0, 70]
  ] as const
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = projectionOnto(corners)
  const through = ([x, y]: readonly [number, number]): number[] => {
    const w = g * x + h * y + i
    return [(a * x + b * y + c) / w, (d * x + e * y + f) / w].map(value => Math.round(value * 1e6) / 1e6 + 0)
  }
  expect(corners.map(through)).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1]
  ])
})

/** What a picture shows at some points. */
async function look(
  file: LooseFile,
  at: readonly (readonly [number, number])[]
): Promise<{ width: number; height: number; points: string[] }> {
  return ada.page.evaluate(
    async ([base64, places]) => {
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes]))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      context?.drawImage(bitmap, 0, 0)
      const points = places.map(([x, y]) => {
        const [r = 0, g = 0, b = 0] = context?.getImageData(x, y, 1, 1).data ?? []
        return (r + g + b) / 3 > 140 ? 'light' : 'dark'
      })
      return { width: bitmap.width, height: bitmap.height, points }
    },
    [Buffer.from(file.bytes).toString('base64'), at] as const
  )
}

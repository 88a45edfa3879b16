import { expect, test } from 'vitest'
import { findPngChunk, readPngChunks, withPngChunk } from '../../../protocol/identity/png.ts'
import { tinyPng } from '../../support/png-pieces.ts'

const WIDTH = 600
const HEIGHT = 360

test('a card the browser drew is read, and still the same picture with a chunk of ours in it', async () => {
  const drawn = await draw()
  const card = withPngChunk(drawn, 'vcLg', new Uint8Array(165).fill(7))
  expect(findPngChunk(readPngChunks(card), 'vcLg')).toHaveLength(165)
  expect(await pixelsOf(card)).toEqual(await pixelsOf(drawn))
})

test('the picture of other tests is one', async () => {
  expect(await pixelsOf(withPngChunk(tinyPng(), 'vcVc', new Uint8Array(1)))).toEqual([0, 0, 0, 255])
})

/** A card with noise on it, which is as many bytes as a card can have. */
async function draw(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const context = contextOf(canvas)
  const image = context.createImageData(WIDTH, HEIGHT)
  for (const index of image.data.keys()) image.data[index] = index % 4 === 3 ? 255 : Math.random() * 256
  context.putImageData(image, 0, 0)
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
}

async function pixelsOf(file: Uint8Array): Promise<number[]> {
  const picture = await createImageBitmap(new Blob([Uint8Array.from(file)], { type: 'image/png' }))
  const context = contextOf(new OffscreenCanvas(picture.width, picture.height))
  context.drawImage(picture, 0, 0)
  return Array.from(context.getImageData(0, 0, picture.width, picture.height).data)
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas here')
  return context
}

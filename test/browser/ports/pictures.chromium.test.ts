import { expect, test } from 'vitest'
import { createPictures, PHOTO_PX } from '../../../browser/ports/pictures.ts'
import { PICTURE_BYTES_MAX } from '../../../protocol/limits.ts'

/** A picture whose left half is one colour and whose right half is another, as a file. */
async function halves(type: string, width = 600, height = 300, noise = 0): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.fillStyle = 'rgb(200 30 30)'
  context.fillRect(0, 0, width / 2, height)
  context.fillStyle = 'rgb(30 30 200)'
  context.fillRect(width / 2, 0, width / 2, height)
  for (let i = 0; i < noise; i++) {
    context.fillStyle = `hsl(${Math.random() * 360} 90% 50%)`
    context.fillRect(Math.random() * width, Math.random() * height, 4, 4)
  }
  return canvas.convertToBlob({ type, quality: 0.95 })
}

async function colourAt(blob: Blob, x: number, y: number): Promise<'red' | 'blue' | 'other'> {
  const bitmap = await createImageBitmap(blob)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  const [red = 0, , blue = 0] = context?.getImageData(x * bitmap.width, y * bitmap.height, 1, 1).data ?? []
  return red > 120 && blue < 100 ? 'red' : blue > 120 && red < 100 ? 'blue' : 'other'
}

/** The same JPEG, with an EXIF note that says it lies on its side. */
async function onItsSide(jpeg: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await jpeg.arrayBuffer())
  const exif = [
    0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0,
    0, 0
  ]
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif]
  return new Blob([bytes.slice(0, 2), Uint8Array.from(segment), bytes.slice(2)], { type: 'image/jpeg' })
}

const pictures = createPictures()

test.each(['image/png', 'image/jpeg', 'image/webp'])('takes the framed square of a %s', async type => {
  const source = await pictures.open(await halves(type))
  expect([source.widthPx, source.heightPx]).toEqual([600, 300])
  const left = await source.crop({ left: 0, top: 0, side: 1 })
  const right = await source.crop({ left: 0.5, top: 0, side: 1 })
  expect(await colourAt(left.image, 0.5, 0.5)).toBe('red')
  expect(await colourAt(right.image, 0.5, 0.5)).toBe('blue')
  const bitmap = await createImageBitmap(left.image)
  expect([bitmap.width, bitmap.height]).toEqual([PHOTO_PX, PHOTO_PX])
  source.close()
})

test('the small picture is small enough, however busy the photo', async () => {
  const source = await pictures.open(await halves('image/jpeg', 1600, 1200, 60_000))
  const { small } = await source.crop({ left: 0, top: 0, side: 1 })
  expect(small.length).toBeLessThanOrEqual(PICTURE_BYTES_MAX)
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(small)]))
  expect(bitmap.width).toBeGreaterThanOrEqual(160)
})

test('a photo taken on its side stands upright, and nothing but its pixels is kept', async () => {
  const source = await pictures.open(await onItsSide(await halves('image/jpeg')))
  expect([source.widthPx, source.heightPx]).toEqual([300, 600])
  const { image, small } = await source.crop({ left: 0, top: 0, side: 1 })
  expect(await colourAt(image, 0.5, 0.5)).toBe('red')
  for (const bytes of [
    new Uint8Array(await image.arrayBuffer()),
    small,
    new Uint8Array(await source.image.arrayBuffer())
  ]) {
    expect(new TextDecoder('latin1').decode(bytes)).not.toContain('Exif')
  }
})

test('a frame beyond the edge is brought back inside', async () => {
  const source = await pictures.open(await halves('image/png'))
  const { image } = await source.crop({ left: 5, top: -3, side: 9 })
  expect(await colourAt(image, 0.5, 0.5)).toBe('blue')
})

test('what is no picture, cut off or too large is refused', async () => {
  const png = await halves('image/png')
  await expect(pictures.open(new Blob(['hello']))).rejects.toMatchObject({ code: 'malformed' })
  await expect(pictures.open(png.slice(0, 60))).rejects.toMatchObject({ code: 'malformed' })
  const bomb = new Uint8Array(await png.arrayBuffer())
  new DataView(bomb.buffer).setUint32(16, 60_000)
  new DataView(bomb.buffer).setUint32(20, 60_000)
  await expect(pictures.open(new Blob([bomb]))).rejects.toMatchObject({ code: 'too-large' })
})

test('takes what a camera sees', async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 } })
  const source = await pictures.snapshot(stream)
  for (const track of stream.getTracks()) track.stop()
  expect(source.widthPx).toBeGreaterThan(0)
  expect((await source.crop({ left: 0, top: 0, side: 1 })).small.length).toBeGreaterThan(100)
})

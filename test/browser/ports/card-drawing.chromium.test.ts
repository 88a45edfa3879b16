import decodeQR from 'qr/decode.js'
import { expect, test } from 'vitest'
import { createCardDrawing, shortHome, type CardFace } from '../../../browser/ports/card-drawing.ts'

const HOME = 'k2k4r8nqbn6x3mq9w0v2c7h5j1d8s4t6y0u3p9e5a7f2g1l7x0wz1f3'
const LINK = `https://city.example/#/${HOME}?via=%2Fdns4%2Fcity.example%2Ftcp%2F443%2Fwss`
/** As long as the largest login card: 256 bytes in an alphabet of 45. */
const LOGIN_TEXT = `VC1:${'K7QX2M9BH4TZ8WPN5RD3'.repeat(20)}`.slice(0, 388)
const LONG_NAMES = [
  'W'.repeat(64),
  'आ'.repeat(21),
  '👩🏽‍🚀'.repeat(4),
  'Maximiliane-Friederike von und zu Hohenberg-Sigmaringen'
]

const drawing = createCardDrawing()

function faceOf(change: Partial<CardFace> & { qrText?: string } = {}): CardFace {
  const { qrText = LINK, ...rest } = change
  const signed = { home: HOME, issuedAtMs: Date.UTC(2026, 10, 22, 12), qrText }
  return { name: 'Asha Rao', about: 'Tea and tabla.', photo: undefined, signed, ...rest }
}

async function pixelsOf(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  return context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? new ImageData(1, 1)
}

async function asJpeg(blob: Blob, quality: number): Promise<Blob> {
  const bitmap = await createImageBitmap(blob)
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}

const colourAt = ({ data, width }: ImageData, x: number, y: number): number[] =>
  Array.from(data.slice((y * width + x) * 4, (y * width + x) * 4 + 3))

/** The box within which two pictures differ. */
function differenceOf(one: ImageData, other: ImageData): { left: number; top: number; right: number; bottom: number } {
  const box = { left: one.width, top: one.height, right: 0, bottom: 0 }
  for (let at = 0; at < one.data.length; at += 4) {
    if ([0, 1, 2].every(part => one.data[at + part] === other.data[at + part])) continue
    const [x, y] = [(at / 4) % one.width, Math.floor(at / 4 / one.width)]
    box.left = Math.min(box.left, x)
    box.top = Math.min(box.top, y)
    box.right = Math.max(box.right, x)
    box.bottom = Math.max(box.bottom, y)
  }
  return box
}

test('draws both cards as PNG of 600 by 360, the login card with a red head and foot', async () => {
  for (const blob of [await drawing.loginCard(faceOf()), await drawing.visitingCard(faceOf())]) {
    expect(blob.type).toBe('image/png')
    const { width, height } = await pixelsOf(blob)
    expect([width, height]).toEqual([600, 360])
  }
  const login = await pixelsOf(await drawing.loginCard(faceOf()))
  for (const [x, y] of [
    [5, 5],
    [595, 5],
    [5, 355]
  ] as const) {
    const [red = 0, green = 0, blue = 0] = colourAt(login, x, y)
    expect(red).toBeGreaterThan(150)
    expect(green + blue).toBeLessThan(120)
  }
})

test.each([
  ['login', LOGIN_TEXT],
  ['visiting', LINK]
] as const)('the QR code of the %s card holds the whole text, also as a poor JPEG', async (kind, qrText) => {
  const blob =
    kind === 'login' ? await drawing.loginCard(faceOf({ qrText })) : await drawing.visitingCard(faceOf({ qrText }))
  expect(decodeQR(await pixelsOf(blob))).toBe(qrText)
  expect(decodeQR(await pixelsOf(await asJpeg(blob, 0.5)))).toBe(qrText)
})

test('a preview carries no QR code', async () => {
  const blob = await drawing.visitingCard(faceOf({ signed: undefined }))
  const pixels = await pixelsOf(blob)
  expect(() => decodeQR(pixels)).toThrow(/finder/)
})

test.each(LONG_NAMES)('the name %j stays in its place on both cards', async name => {
  const login = differenceOf(
    await pixelsOf(await drawing.loginCard(faceOf({ name: 'A' }))),
    await pixelsOf(await drawing.loginCard(faceOf({ name })))
  )
  expect(login.left).toBeGreaterThanOrEqual(140)
  expect(login.right).toBeLessThanOrEqual(330)
  expect(login.bottom).toBeLessThanOrEqual(196)
  const visiting = differenceOf(
    await pixelsOf(await drawing.visitingCard(faceOf({ name: 'A' }))),
    await pixelsOf(await drawing.visitingCard(faceOf({ name })))
  )
  expect(visiting.left).toBeGreaterThanOrEqual(168)
  expect(visiting.right).toBeLessThanOrEqual(356)
  expect(visiting.bottom).toBeLessThanOrEqual(222)
})

test('280 letters about oneself stay above the foot and beside the QR code', async () => {
  const [none, long] = await Promise.all([
    drawing.visitingCard(faceOf({ about: '' })),
    drawing.visitingCard(faceOf({ about: 'many words '.repeat(25) }))
  ])
  const { right, top, bottom } = differenceOf(await pixelsOf(none), await pixelsOf(long))
  expect(top).toBeGreaterThanOrEqual(222)
  expect(bottom).toBeLessThan(314)
  expect(right).toBeLessThanOrEqual(356)
})

test('puts the photo into its frame', async () => {
  const canvas = new OffscreenCanvas(8, 8)
  const context = canvas.getContext('2d')
  if (context !== null) context.fillStyle = '#00ff00'
  context?.fillRect(0, 0, 8, 8)
  const photo = await canvas.convertToBlob()
  expect(colourAt(await pixelsOf(await drawing.loginCard(faceOf({ photo }))), 78, 126)).toEqual([0, 255, 0])
  expect(colourAt(await pixelsOf(await drawing.visitingCard(faceOf({ photo }))), 92, 146)).toEqual([0, 255, 0])
})

test('draws the recovery sheet in the shape of A4, with a QR code that can be read', async () => {
  const qrText = `VCR1:${'K7QX2M9BH4'.repeat(14)}`
  const groups = Array.from({ length: 20 }, (_, index) => `K7QX-${index}`)
  const sheet = await pixelsOf(
    await drawing.recoverySheet({ name: 'Asha Rao', home: HOME, issuedAtMs: 0, qrText, groups })
  )
  expect(sheet.height / sheet.width).toBeCloseTo(Math.SQRT2, 2)
  expect(decodeQR(sheet)).toBe(qrText)
})

test('the groups of a recovery sheet stand clear of what is above and below', async () => {
  // 33 groups of five are what a recovery card takes
  const groups = Array.from({ length: 33 }, () => 'WWWWW')
  const draw = async (some: readonly string[]) =>
    pixelsOf(await drawing.recoverySheet({ name: 'Asha Rao', home: HOME, issuedAtMs: 0, qrText: LINK, groups: some }))
  const { left, right, top, bottom } = differenceOf(await draw([]), await draw(groups))
  expect(left).toBeGreaterThanOrEqual(115)
  expect(right).toBeLessThanOrEqual(1125)
  expect(top).toBeGreaterThan(1130)
  expect(bottom).toBeLessThan(1754 - 150)
})

test('shortens a home ID to what one can compare', () => {
  expect(shortHome(HOME)).toBe('k2k4r8nq…7x0wz1f3')
})

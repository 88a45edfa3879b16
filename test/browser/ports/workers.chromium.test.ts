import { expect, test } from 'vitest'
import { createCardDrawing } from '../../../browser/ports/card-drawing.ts'
import { createCardSafe } from '../../../browser/ports/card-safe.ts'
import { createQrReader } from '../../../browser/ports/qr-reader.ts'
import cardWorkerUrl from '../../../browser/workers/card-worker.ts?worker&url'
import qrWorkerUrl from '../../../browser/workers/qr-worker.ts?worker&url'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../../protocol/identity/genesis.ts'
import { loginCardToQrText } from '../../../protocol/identity/login-card.ts'

const seed = new Uint8Array(32).fill(5)
const home = homeIdOf(genesisOf(seed))
const safe = createCardSafe(() => new Worker(cardWorkerUrl, { type: 'module' }))
const reader = createQrReader(() => new Worker(qrWorkerUrl, { type: 'module' }))

/** The card as a phone's photo, or as a messenger sends it on. */
async function asJpeg(
  card: Blob,
  options: { widthPx: number; quality: number; turn?: number; skew?: number; blurPx?: number }
): Promise<Blob> {
  const { widthPx, quality, turn = 0, skew = 0, blurPx = 0 } = options
  const bitmap = await createImageBitmap(card)
  const canvas = new OffscreenCanvas(widthPx, Math.round(widthPx * 0.75))
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  const light = context.createLinearGradient(0, 0, canvas.width, canvas.height)
  light.addColorStop(0, '#a98')
  light.addColorStop(1, '#432')
  context.fillStyle = light
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.filter = `blur(${blurPx}px)`
  context.translate(canvas.width / 2, canvas.height / 2)
  context.transform(1, skew, -skew / 2, 1, 0, 0)
  context.rotate(turn)
  const scale = (0.75 * widthPx) / bitmap.width
  context.scale(scale, scale)
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2)
  context.resetTransform()
  context.filter = 'none'
  context.globalCompositeOperation = 'multiply'
  context.fillStyle = light
  context.fillRect(0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}

test('a card sealed in the worker opens with its passphrase and no other', async () => {
  const told: number[] = []
  const payload = await safe.seal({ seed, home, passphrase: 'correct horse battery' }, fraction => told.push(fraction))
  expect(await safe.open(payload, 'correct horse battery')).toEqual({ seed, home, moved: false })
  await expect(safe.open(payload, 'wrong horse battery')).rejects.toMatchObject({
    name: 'AuthError',
    code: 'wrong-passphrase'
  })
  await expect(safe.open(new Uint8Array([1, 2, 3]), 'x')).rejects.toMatchObject({ code: 'malformed' })
  expect(told.every(fraction => fraction > 0 && fraction < 1)).toBe(true)
})

test('a drawn login card is read again from whatever became of it', async () => {
  const payload = await safe.seal({ seed, home, passphrase: 'correct horse battery' })
  const qrText = loginCardToQrText(payload)
  const face = { name: 'Asha Rao', about: '', photo: undefined, signed: { home, issuedAtMs: 0, qrText } }
  const card = await createCardDrawing().loginCard(face)
  expect(await reader.read(card)).toBe(qrText)
  for (const options of [
    { widthPx: 800, quality: 0.4 },
    { widthPx: 1600, quality: 0.6, turn: 0.2, skew: 0.1 },
    { widthPx: 3000, quality: 0.7, turn: 1.6, skew: -0.15, blurPx: 2 },
    { widthPx: 1200, quality: 0.5, turn: Math.PI, blurPx: 1 }
  ]) {
    expect(await reader.read(await asJpeg(card, options)), JSON.stringify(options)).toBe(qrText)
  }
}, 60_000)

test('a picture without a code says nothing, what is no picture is refused, and one may call it off', async () => {
  const canvas = new OffscreenCanvas(300, 200)
  canvas.getContext('2d')?.fillRect(0, 0, 300, 200)
  const blank = await canvas.convertToBlob({ type: 'image/png' })
  expect(await reader.read(blank)).toBeUndefined()
  await expect(reader.read(new Blob(['hello']))).rejects.toMatchObject({ code: 'malformed' })
  await expect(reader.read(blank.slice(0, 60))).rejects.toMatchObject({ code: 'malformed' })
  const controller = new AbortController()
  const reading = reader.read(blank, { signal: controller.signal })
  controller.abort()
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
}, 30_000)

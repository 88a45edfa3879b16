import { expect, test } from 'vitest'
import { readDropped } from '../../../browser/models/dropped-picture.ts'
import { makeVisitingCard } from '../../../protocol/identity/visiting-card.ts'
import { loginCardToQrText } from '../../../protocol/identity/login-card.ts'
import { withPngChunk } from '../../../protocol/identity/png.ts'
import { makeRecoverySheet, recoverySheetToQrText } from '../../../protocol/identity/recovery-sheet.ts'
import { CLOCK_SKEW_MS_MAX, PHOTO_FILE_BYTES_MAX } from '../../../protocol/limits.ts'
import { FakeClock, NOW_MS, PIXEL_PNG } from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

const { stored, identity, verified } = await foundFixture()
const jpeg = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])])

function read(file: Blob, qrText?: string) {
  return readDropped(file, { qr: { read: async () => qrText }, clock: new FakeClock(), origin: 'https://city.example' })
}

function png(chunk: 'vcLg' | 'vcVc', payload: Uint8Array): Blob {
  return new Blob([Uint8Array.from(withPngChunk(PIXEL_PNG, chunk, payload))])
}

async function visitingCard(options: { page?: string; issuedAtMs?: number } = {}): Promise<Uint8Array> {
  const { page, issuedAtMs = NOW_MS } = options
  return makeVisitingCard({ name: 'Asha', hints: ['/dns/a/tcp/1/ws'], page, nowMs: issuedAtMs }, identity)
}

test('a login card is one, as a picture and as a photo of it', async () => {
  expect(await read(png('vcLg', stored.loginCard))).toEqual({ kind: 'login', payload: stored.loginCard })
  expect(await read(jpeg, loginCardToQrText(stored.loginCard))).toEqual({ kind: 'login', payload: stored.loginCard })
})

test('a visiting card leads to its home, and names who knows it', async () => {
  expect(await read(png('vcVc', await visitingCard({ page: 'https://other.example' })))).toEqual({
    kind: 'place',
    hash: `#/${stored.home}`,
    hints: ['/dns/a/tcp/1/ws', '/dns/other.example/tcp/443/tls/ws'],
    cardOf: stored.home
  })
})

test('a photo of a link leads to its place', async () => {
  const found = await read(jpeg, `web+videocity:${stored.home}/living-room?via=/dns/b/tcp/2/ws`)
  expect(found).toEqual({
    kind: 'place',
    hash: `#/${stored.home}/living-room`,
    hints: ['/dns/b/tcp/2/ws'],
    cardOf: undefined
  })
})

type Case = [what: string, code: string, make: () => Promise<Parameters<typeof read>>]

test.each<Case>([
  ['a picture without a code', 'CARD-1', async () => [jpeg]],
  ['a code of something else', 'CARD-1', async () => [jpeg, 'https://elsewhere.example/']],
  ['no picture at all', 'CARD-1', async () => [new Blob(['hello'])]],
  ['a broken link of ours', 'CARD-3', async () => [jpeg, 'web+videocity:nonsense']],
  [
    'a recovery sheet',
    'CARD-11',
    async () => {
      const { genesis } = verified.record
      return [jpeg, recoverySheetToQrText(makeRecoverySheet({ genesis, recoverySeed: new Uint8Array(32) }))]
    }
  ],
  ['a file too large', 'CARD-4', async () => [new Blob([new Uint8Array(PHOTO_FILE_BYTES_MAX + 1)])]],
  ['a card that was cut off', 'CARD-3', async () => [png('vcLg', stored.loginCard).slice(0, 60)]],
  [
    'a card of tomorrow',
    'CLOCK-1',
    async () => [png('vcVc', await visitingCard({ issuedAtMs: NOW_MS + 2 * CLOCK_SKEW_MS_MAX }))]
  ],
  [
    'a forged card',
    'CARD-10',
    async () => {
      const card = await visitingCard()
      card[card.length - 1] = (card.at(-1) ?? 0) ^ 1
      return [png('vcVc', card)]
    }
  ]
])('%s is said as %s', async (_what, code, make) => {
  expect(await read(...(await make()))).toMatchObject({ kind: 'nothing', problem: { code } })
})

test('reading that was called off rejects, so that nobody takes it for an answer', async () => {
  const signal = AbortSignal.abort()
  const options = { qr: { read: async () => undefined }, clock: new FakeClock(), origin: 'https://a.example', signal }
  await expect(readDropped(jpeg, options)).rejects.toMatchObject({ name: 'AbortError' })
})

/** What a page weighs before a door can be opened. */
import { readdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PAGE = fileURLToPath(new URL('../../dist/page/', import.meta.url))
const BYTES_MAX = 300_000
/** Fetched after the city is reached: cards, QR codes, and the workers of both. */
const LATE = /^(card|qr)-/

test('all that is loaded before a door can be opened is at most 300 kB', async () => {
  const assets = (await readdir(`${PAGE}assets`)).filter(name => name.endsWith('.br'))
  const early = assets.filter(name => !LATE.test(name))
  expect(early.length).toBeGreaterThanOrEqual(4)
  expect(assets.length).toBeGreaterThan(early.length)
  const sizes = await Promise.all(
    ['index.html.br', ...early.map(name => `assets/${name}`)].map(async path => (await stat(`${PAGE}${path}`)).size)
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(BYTES_MAX)
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesUnder } from './documents.ts'

// What `npm run screenshots` makes: each page at both sizes, and light enough to be kept.

const BYTES_MAX = 150_000
const SIZES = ['1280x800', '390x844']
/** Beside the stage at a computer, in its place on a phone. */
const PHONE_ONLY = ['room-chat']

const pictures = filesUnder('docs/screenshots', /\.png$/).map(path => {
  const [, page = '', size = ''] = /([a-z-]+)-(\d+x\d+)\.png$/.exec(path) ?? []
  return { path, page, size }
})

test.each(pictures)('$path has the size in its name, and few bytes', ({ path, size }) => {
  const bytes = readFileSync(new URL(`../../${path}`, import.meta.url))
  expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(size)
  expect(bytes.length).toBeLessThan(BYTES_MAX)
})

test('every page is there at both sizes', () => {
  const pages = [...new Set(pictures.map(({ page }) => page))].filter(page => !PHONE_ONLY.includes(page))
  expect(pages.length).toBeGreaterThan(12)
  const missing = pages.filter(page => !SIZES.every(size => pictures.some(p => p.page === page && p.size === size)))
  expect(missing).toEqual([])
})

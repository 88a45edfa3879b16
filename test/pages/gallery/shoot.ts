/** Takes a picture of every state at both sizes and in both themes: `node test/pages/gallery/shoot.mjs FOLDER [STATE…]`. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { serveGallery } from './serve.ts'

const SIZES = { '1280x800': { width: 1280, height: 800 }, '390x844': { width: 390, height: 844 } }
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

/** @returns what pages complained about. */
export async function shoot(
  folder: string,
  wanted: readonly string[],
  themes: readonly ('dark' | 'light')[]
): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const complaints: string[] = []
  const gallery = await serveGallery()
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: FLAGS
  })
  try {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const theme of themes) {
        const context = await browser.newContext({
          viewport,
          colorScheme: theme,
          ...(viewport.width < 700 ? { hasTouch: true, isMobile: true } : {})
        })
        const page = await context.newPage()
        page.on('console', message => {
          if (message.type() === 'error' || message.type() === 'warning')
            complaints.push(`${page.url()}: ${message.text()}`)
        })
        page.on('pageerror', error => complaints.push(`${page.url()}: ${error.stack}`))
        await page.goto(gallery.urlOf('city'))
        const all = await page.evaluate(() => (globalThis as unknown as { states: string[] }).states)
        for (const state of wanted.length > 0 ? wanted : all) {
          await page.goto(gallery.urlOf(state), { waitUntil: 'commit' })
          await page.waitForSelector('html[data-ready]', { state: 'attached' })
          await page.waitForTimeout(900)
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth
          )
          if (overflow > 0) complaints.push(`${state} at ${size}: ${overflow} px too wide`)
          const suffix = theme === 'light' ? '-light' : ''
          await page.screenshot({ path: join(folder, `${state}${suffix}-${size}.png`), fullPage: true })
        }
        await context.close()
      }
    }
  } finally {
    await browser.close()
    await gallery.close()
  }
  return complaints
}

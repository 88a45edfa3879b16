/** Opens states of the gallery in Chromium; whatever a page complains about fails the test. */
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromiumPath } from '../../support/chromium.ts'
import { serveGallery, type Gallery } from './serve.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required'
]
export const DESKTOP = { viewport: { width: 1280, height: 800 } }
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let gallery: Gallery
let browser: Browser
let complaints: string[] = []

/** Builds the gallery and starts a browser for the tests of a file. */
export function openGallery(): void {
  beforeAll(async () => {
    gallery = await serveGallery()
    browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, args: FLAGS })
  })
  afterAll(async () => {
    await browser?.close()
    await gallery?.close()
  })
}

/** Opens a state; whatever the page complains about fails the test that opened it. */
export async function withPage(
  state: string,
  look: (page: Page) => Promise<void>,
  size: typeof DESKTOP | typeof PHONE = DESKTOP
): Promise<void> {
  const context = await browser.newContext({ ...size, reducedMotion: 'reduce' })
  complaints = []
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(String(error)))
    await open(page, state)
    await look(page)
    expect(complaints).toEqual([])
  } finally {
    await context.close()
  }
}

export async function open(page: Page, state: string): Promise<void> {
  // sound that never comes keeps a page loading
  await page.goto(gallery.urlOf(state), { waitUntil: 'commit' })
  await page.waitForSelector(`html[data-ready="${state}"]`, { state: 'attached' })
}

export const callsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { calls: string[] }).calls)
export const shown = (page: Page, role: Parameters<Page['getByRole']>[0], name: string) =>
  page.getByRole(role, { name, exact: true })

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { DESKTOP, open, shown, openGallery, withPage } from './harness.ts'

openGallery()

type Control = readonly [Parameters<Page['getByRole']>[0], string]

/** The words of the design's look page: role and name of what a page has. */
const CONTRACT: Readonly<Record<string, readonly Control[]>> = {
  city: [
    ['heading', 'Internet Video City'],
    ['button', 'Build your home'],
    ['button', 'Log in with your card'],
    ['textbox', 'Visit a home'],
    ['button', 'Go'],
    ['link', 'Enter the town square']
  ],
  build: [
    ['heading', 'Build your home'],
    ['textbox', 'Your name'],
    ['textbox', 'About you'],
    ['button', 'Use camera'],
    ['button', 'Choose a photo'],
    ['textbox', 'Passphrase'],
    ['textbox', 'Repeat passphrase'],
    ['checkbox', 'Make a recovery sheet'],
    ['button', 'Build my home'],
    ['img', 'Login card of Asha Rao, not yet valid'],
    ['img', 'Visiting card of Asha Rao, not yet valid']
  ],
  'build-camera': [['button', 'Take photo']],
  'build-crop': [['application', 'Crop frame']],
  'build-working': [['progressbar', 'Building your home']],
  'build-built': [
    ['link', 'Download login card'],
    ['link', 'Download visiting card'],
    ['link', 'Download recovery sheet'],
    ['button', 'Go to my home']
  ],
  login: [
    ['dialog', 'Log in'],
    ['textbox', 'Passphrase'],
    ['button', 'Log in']
  ],
  home: [
    ['heading', 'Asha Rao'],
    ['img', 'Visiting card of Asha Rao'],
    ['list', 'Rooms'],
    ['link', 'Living room'],
    ['link', 'Study'],
    ['link', 'My home']
  ],
  'home-owner': [
    ['button', 'Invite'],
    ['link', 'Download visiting card'],
    ['link', 'Download login card'],
    ['button', 'Log out']
  ],
  invite: [
    ['dialog', 'Invite to Living room'],
    ['img', 'QR code'],
    ['textbox', 'Link'],
    ['button', 'Copy link'],
    ['button', 'Share…'],
    ['link', 'Download visiting card']
  ],
  door: [
    ['heading', 'Living room'],
    ['region', 'Preview'],
    ['button', 'Camera'],
    ['button', 'Microphone'],
    ['combobox', 'Camera device'],
    ['combobox', 'Microphone device'],
    ['combobox', 'Speaker device'],
    ['meter', 'We hear you'],
    ['button', 'Test sound'],
    ['textbox', 'Your name'],
    ['button', 'Enter room']
  ],
  'room-two': [
    ['heading', 'Living room'],
    ['region', 'Stage'],
    ['group', 'You'],
    ['group', 'Tomás Lindqvist'],
    ['toolbar', 'Call controls'],
    ['button', 'Turn camera off'],
    ['button', 'Mute microphone'],
    ['button', 'Open chat'],
    ['button', 'People'],
    ['button', 'Invite'],
    ['button', 'Leave room']
  ],
  room: [
    ['group', 'Noor (guest)'],
    ['button', 'Close chat'],
    ['log', 'Chat'],
    ['textbox', 'Message'],
    ['button', 'Send']
  ],
  left: [
    ['heading', 'You left Living room'],
    ['button', 'Rejoin'],
    ['button', 'Go home']
  ],
  'not-secure': [['link', 'https://192.168.1.20:5080/']]
}

describe('names and roles', () => {
  test.each(Object.entries(CONTRACT))('%s has its controls, each once', async (state, controls) => {
    await withPage(state, async page => {
      for (const [role, name] of controls)
        await expect.poll(() => shown(page, role, name).count(), { message: `${role} "${name}"` }).toBe(1)
      await expect.poll(() => page.getByRole('heading', { level: 1 }).count()).toBe(1)
    })
  })
})

test('every state fits every width without scrolling sideways, and nothing one presses is without a name', async () => {
  const sizes = [
    { width: 1280, height: 800 },
    { width: 640, height: 400 }, // the same at 200 %
    { width: 390, height: 844 },
    { width: 844, height: 390 },
    { width: 320, height: 568 }
  ]
  await withPage('city', async page => {
    const states = await page.evaluate(() => (globalThis as unknown as { states: string[] }).states)
    for (const state of states) {
      await page.setViewportSize(DESKTOP.viewport)
      await open(page, state)
      const pressed = page.getByRole('button', { name: /^\s*$/ }).or(page.getByRole('link', { name: /^\s*$/ }))
      expect(await pressed.count(), `${state} has something to press without a name`).toBe(0)
      expect(await page.locator('img:not([alt])').count(), `${state} has a picture without words`).toBe(0)
      for (const size of sizes) {
        await page.setViewportSize(size)
        // what is laid out by measure follows a little later
        const tooWidePx = () =>
          page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        await expect
          .poll(tooWidePx, { message: `${state} at ${size.width} is too wide`, interval: 20 })
          .toBeLessThanOrEqual(0)
      }
    }
  })
})

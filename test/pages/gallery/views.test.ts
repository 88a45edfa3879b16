import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
const DESKTOP = { viewport: { width: 1280, height: 800 } }
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let gallery: Gallery
let browser: Browser
let complaints: string[] = []

beforeAll(async () => {
  gallery = await serveGallery()
  browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, args: FLAGS })
})
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

/** Opens a state; whatever the page complains about fails the test that opened it. */
async function withPage(
  state: string,
  look: (page: Page) => Promise<void>,
  size: typeof DESKTOP | typeof PHONE = DESKTOP
): Promise<void> {
  const context = await browser.newContext({ ...size, reducedMotion: 'reduce' })
  complaints = []
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(5_000)
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

async function open(page: Page, state: string): Promise<void> {
  await page.goto(gallery.urlOf(state))
  await page.waitForSelector(`html[data-ready="${state}"]`, { state: 'attached' })
}

const callsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { calls: string[] }).calls)
const shown = (page: Page, role: Parameters<Page['getByRole']>[0], name: string) =>
  page.getByRole(role, { name, exact: true })

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

describe('city', () => {
  test('goes where the typed address leads, by Enter too', async () => {
    await withPage('city', async page => {
      await shown(page, 'textbox', 'Visit a home').fill('k2abc')
      await page.keyboard.press('Enter')
      expect(await callsOf(page)).toContain('go k2abc')
    })
  })

  test('«Build your home» leads to Build', async () => {
    await withPage('city', async page => {
      await shown(page, 'button', 'Build your home').click()
      expect(new URL(page.url()).hash).toBe('#/build')
    })
  })

  test('says in an alert what is wrong with an address, and keeps it', async () => {
    await withPage('city-wrong', async page => {
      await page.getByRole('alert').filter({ hasText: 'HOME-4' }).waitFor()
      expect(await shown(page, 'textbox', 'Visit a home').inputValue()).toBe('hello')
    })
  })

  test('lights the window only if somebody is in', async () => {
    await withPage('city', async page => {
      expect(await page.getByRole('region', { name: 'Town square' }).locator('.arch.lit').count()).toBe(1)
      await open(page, 'city-empty')
      expect(await page.getByRole('region', { name: 'Town square' }).locator('.arch.lit').count()).toBe(0)
      await page.getByText('Nobody in').waitFor()
    })
  })

  test('takes a picture dropped or pasted anywhere', async () => {
    await withPage('city', async page => {
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File(['x'], 'card.png', { type: 'image/png' }))
        const tell = (type: string) =>
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
        for (const type of ['dragenter', 'dragover', 'drop']) tell(type)
        document.body.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: dataTransfer, bubbles: true, cancelable: true })
        )
      })
      expect(await callsOf(page)).toEqual(['dragOver true', 'dragOver false', 'drop …', 'drop …'])
    })
  })
})

describe('dialogs', () => {
  test('«Log in» takes the focus, keeps it, closes on Escape and gives it back', async () => {
    await withPage('city', async page => {
      await shown(page, 'button', 'Log in with your card').click()
      const dialog = page.getByRole('dialog', { name: 'Log in' })
      await dialog.waitFor()
      for (let press = 0; press < 12; press++) {
        expect(
          await page.evaluate(
            () =>
              document.activeElement === document.body ||
              document.querySelector('dialog')?.contains(document.activeElement)
          )
        ).toBe(true)
        await page.keyboard.press('Tab')
      }
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Log in with your card')
    })
  })

  test('a passphrase is hidden until one asks to see it, and is sent by Enter', async () => {
    await withPage('login-ready', async page => {
      const field = shown(page, 'textbox', 'Passphrase')
      await field.fill('four words')
      expect(await field.getAttribute('type')).toBe('password')
      const show = shown(page, 'button', 'Show Passphrase')
      await show.click()
      expect(await field.getAttribute('type')).toBe('text')
      expect(await show.getAttribute('aria-pressed')).toBe('true')
      await field.press('Enter')
      expect(await callsOf(page)).toContain('logIn four words')
    })
  })

  test('a wrong passphrase is said in an alert, and what was typed stays', async () => {
    await withPage('login-wrong', async page => {
      await page.getByRole('alert').filter({ hasText: 'CARD-2' }).waitFor()
      expect(await shown(page, 'textbox', 'Passphrase').inputValue()).toBe('wrong words')
      expect(await shown(page, 'textbox', 'Passphrase').getAttribute('aria-invalid')).toBe('true')
    })
  })

  test('hands a chosen login card on', async () => {
    await withPage('login', async page => {
      await page
        .getByLabel('Login card', { exact: true })
        .setInputFiles({ name: 'card.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') })
      expect(await callsOf(page)).toContain('choose …')
    })
  })

  test('an invitation is copied with a word of it, and says when it works here only', async () => {
    await withPage('invite', async page => {
      await shown(page, 'button', 'Copy link').click()
      await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor()
      await open(page, 'invite-local')
      await page.getByText('This link works only on this computer').waitFor()
      expect(await shown(page, 'button', 'Share…').count()).toBe(0)
    })
  })
})

describe('build', () => {
  test('the crop frame moves by keyboard and by mouse, and never leaves the photo', async () => {
    await withPage('build-crop', async page => {
      const frame = shown(page, 'application', 'Crop frame')
      const before = await frame.boundingBox()
      await frame.focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('+')
      const after = await frame.boundingBox()
      expect(after?.width).toBeGreaterThan(before?.width ?? Infinity)
      const middle = { x: (after?.x ?? 0) + 40, y: (after?.y ?? 0) + 40 }
      await page.mouse.move(middle.x, middle.y)
      await page.mouse.down()
      await page.mouse.move(middle.x - 2_000, middle.y - 2_000)
      await page.mouse.up()
      const photo = await page.locator('.crop-area img').boundingBox()
      const end = await frame.boundingBox()
      expect(Math.abs((end?.x ?? -1) - (photo?.x ?? -9))).toBeLessThan(2)
      expect(Math.abs((end?.y ?? -1) - (photo?.y ?? -9))).toBeLessThan(2)
    })
  })

  test('keeps the focus at the photo when the frame is put away', async () => {
    await withPage('build-crop', async page => {
      await shown(page, 'button', 'Cancel').press('Enter')
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Use camera')
    })
  })

  test('says before one decides that nobody resets a passphrase and what a served page could read', async () => {
    await withPage('build', async page => {
      await page.getByText('Nobody can reset this passphrase').waitFor()
      await page.getByText('Whoever serves this page could read what you type into it').waitFor()
    })
  })

  test('says what is lost without a recovery sheet', async () => {
    await withPage('build-empty', async page => {
      await page.getByText('a lost card or passphrase means a new home').waitFor()
      await shown(page, 'checkbox', 'Make a recovery sheet').check()
      await page.getByText('A page to print').waitFor()
    })
  })
})

describe('home', () => {
  test('tells for each door its state and who is in', async () => {
    await withPage('home', async page => {
      const items = page.getByRole('list', { name: 'Rooms' }).getByRole('listitem')
      await expect
        .poll(() => items.allInnerTexts())
        .toEqual([
          expect.stringMatching(/Living room\s+Open to anyone\s+3 in/),
          expect.stringMatching(/Music room\s+By card\s+1 in/),
          expect.stringMatching(/Study\s+Closed\s+Nobody in/)
        ])
    })
  })

  test('a home that is not found says why and what to try', async () => {
    await withPage('home-unknown', async page => {
      await page.getByText('HOME-1').waitFor()
      await shown(page, 'button', 'Retry').click()
      expect(await callsOf(page)).toContain('retry')
    })
  })
})

describe('door', () => {
  test('switches say whether they are on', async () => {
    await withPage('door', async page => {
      const camera = shown(page, 'button', 'Camera')
      expect(await camera.getAttribute('aria-pressed')).toBe('true')
      await camera.click()
      expect(await camera.getAttribute('aria-pressed')).toBe('false')
      await page.getByText('Camera is off').waitFor()
    })
  })

  test('the own picture is a mirror', async () => {
    await withPage('door', async page => {
      const transform = await page
        .getByRole('region', { name: 'Preview' })
        .locator('video')
        .evaluate(video => getComputedStyle(video).transform)
      expect(transform).toBe('matrix(-1, 0, 0, 1, 0, 0)')
    })
  })

  test('a device that is blocked says so beside it, with ways on', async () => {
    await withPage('door-denied', async page => {
      const preview = page.getByRole('region', { name: 'Preview' })
      await preview.getByText('The browser blocks the camera.').waitFor()
      await preview.getByRole('button', { name: 'Go on without' }).click()
      expect(await callsOf(page)).toContain('dismiss-camera')
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Camera')
      await page.getByText('MEDIA-4').waitFor()
      await page.getByText('Sound and picture are encrypted end to end').waitFor()
    })
  })

  test('opens on the room itself, in motion and without', async () => {
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      await withPage('city', async page => {
        await page.emulateMedia({ reducedMotion })
        await open(page, 'door-enters')
        await shown(page, 'button', 'Enter room').click()
        await shown(page, 'toolbar', 'Call controls').waitFor()
        await shown(page, 'button', 'Open chat').click()
        await shown(page, 'textbox', 'Message').waitFor()
        await expect.poll(() => page.title()).toBe('Living room · Internet Video City')
      })
    }
  })

  test('Enter in the name opens the door', async () => {
    await withPage('door', async page => {
      await shown(page, 'textbox', 'Your name').press('Enter')
      expect(await callsOf(page)).toEqual(['enter'])
    })
  })
})

describe('room', () => {
  test('buttons are named by what pressing them does', async () => {
    await withPage('room-two', async page => {
      await shown(page, 'button', 'Turn camera off').click()
      await shown(page, 'button', 'Turn camera on').waitFor()
      await shown(page, 'button', 'Mute microphone').click()
      await shown(page, 'button', 'Unmute microphone').waitFor()
    })
  })

  test('shortcuts work, also while one writes, and Space talks only where nothing has the focus', async () => {
    await withPage('room-two', async page => {
      await page.keyboard.press('Control+e')
      await page.keyboard.press('Control+d')
      expect(await callsOf(page)).toEqual(['toggle-camera', 'toggle-microphone'])
      await page.keyboard.down(' ')
      await shown(page, 'button', 'Mute microphone').waitFor()
      await page.keyboard.up(' ')
      await shown(page, 'button', 'Unmute microphone').waitFor()
      await page.keyboard.press('Alt+Shift+M')
      const message = shown(page, 'textbox', 'Message')
      await message.waitFor()
      await message.pressSequentially('a b')
      expect(await message.inputValue()).toBe('a b')
      await page.keyboard.press('Alt+Shift+P')
      await shown(page, 'list', 'People').waitFor()
      await page.keyboard.press('Alt+Shift+K')
      await shown(page, 'dialog', 'Keyboard shortcuts').waitFor()
    })
  })

  test('a message is sent by Enter, a new line made by Shift and Enter', async () => {
    await withPage('room', async page => {
      const message = shown(page, 'textbox', 'Message')
      await message.fill('Good evening')
      await message.press('Shift+Enter')
      await message.press('Enter')
      expect(await callsOf(page)).toEqual(['send Good evening\n'])
    })
  })

  test('what others write is text; addresses become links that tell nobody where one comes from', async () => {
    await withPage('room', async page => {
      const log = shown(page, 'log', 'Chat')
      await log.getByText('<b>not bold</b>').waitFor()
      const link = log.getByRole('link', { name: 'https://harbour.example/tides' })
      expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
      expect(await link.getAttribute('target')).toBe('_blank')
    })
  })

  test('a post-it is said politely', async () => {
    await withPage('room-note', async page => {
      await page.getByRole('status').filter({ hasText: 'Noor (guest) came in.' }).waitFor()
    })
  })

  test('a tile that lost its line says why, blocked sound has a button', async () => {
    await withPage('room-lost', async page => {
      await page.getByRole('group', { name: 'Amara Okafor' }).getByText('ROOM-4').waitFor()
      await page
        .getByRole('alert')
        .filter({ hasText: 'Sound is blocked' })
        .getByRole('button', { name: 'Turn sound on' })
        .click()
      expect(await callsOf(page)).toContain('turnSoundOn')
    })
  })

  test('on a phone there are five buttons, the rest under «More», and leaving is asked once', async () => {
    await withPage(
      'room-two',
      async page => {
        const bar = page.getByRole('toolbar', { name: 'Call controls' })
        expect(await bar.getByRole('button').count()).toBe(5)
        await shown(page, 'button', 'More').tap()
        await shown(page, 'button', 'Switch camera').tap()
        await shown(page, 'button', 'Leave room').tap()
        await shown(page, 'dialog', 'Leave Living room?').waitFor()
        expect(await callsOf(page)).toEqual(['switchCamera'])
        await shown(page, 'button', 'Yes, leave').tap()
        expect(await callsOf(page)).toEqual(['switchCamera', 'leave'])
      },
      PHONE
    )
  })

  test('arrow keys walk along the controls', async () => {
    await withPage('room-two', async page => {
      await shown(page, 'button', 'Turn camera off').focus()
      await page.keyboard.press('ArrowRight')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Mute microphone')
      await page.keyboard.press('End')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Leave room')
    })
  })
})

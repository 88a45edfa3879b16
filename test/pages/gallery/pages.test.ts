import { describe, expect, test } from 'vitest'
import { callsOf, open, shown, openGallery, withPage } from './harness.ts'

openGallery()

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

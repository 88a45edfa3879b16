import { describe, expect, test } from 'vitest'
import { callsOf, open, PHONE, shown, openGallery, withPage } from './harness.ts'

openGallery()

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

  test('tells the model when the browser refuses to play somebody, and when it plays again', async () => {
    await withPage('city', async page => {
      await page.addInitScript(() => {
        let refusals = 0
        HTMLAudioElement.prototype.play = () =>
          refusals++ === 0 ? Promise.reject(new DOMException('no press yet', 'NotAllowedError')) : Promise.resolve()
      })
      await open(page, 'room-heard')
      await expect.poll(() => callsOf(page)).toContain('reportPlayback true')
      // one of two is still silent: the other must not hide it
      expect((await callsOf(page)).at(-1)).toBe('reportPlayback true')
      expect(await page.getByRole('group', { name: 'You' }).locator('audio').count()).toBe(0)
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

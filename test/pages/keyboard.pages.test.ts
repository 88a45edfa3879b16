/** The whole city without a mouse: everything is reached by Tab, the focus is seen and never lost, and everything has a name. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildHome } from '../support/citizen-life.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import type { LooseFile } from '../support/files.ts'
import {
  focused,
  hasFocus,
  isFocusIn,
  isTooWide,
  namelessIn,
  pressByKey,
  tabOnto,
  tabTo,
  typeByKey
} from '../support/keyboard.ts'
import type { Person, Tab } from '../support/person.ts'
import { twoColoured } from '../support/pictures.ts'
import { createScene, type Scene } from '../support/scene.ts'

const PASSPHRASE = 'four quiet blue kettles'
const WORKING = { capMs: 40_000 }

let scene: Scene
let url: string
let ada: Person
let loginCard: LooseFile

beforeAll(async () => {
  scene = await createScene()
  url = (await scene.superPeer()).url
  ada = await scene.person({ name: 'Ada', colour: 'green', toneHz: TONES_HZ[0], url })
  // from the beginning: a key may open the browser's dialog before a later wish to see it has got there
  ada.page.on('filechooser', () => undefined)
})
afterAll(() => scene.close())

describe('a guest', () => {
  test('finds the ways in, in the order they are read, and back', async () => {
    await ada.visit()
    const way = await tabTo(ada, 'link', 'Enter the town square')
    expect(way).toEqual([
      'button "Build your home"',
      'button "Log in with your card"',
      'textbox "Visit a home"',
      'button "Go"',
      'link "Enter the town square"'
    ])
    expect(await tabTo(ada, 'button', 'Build your home', 'Shift+Tab')).toEqual(way.toReversed().slice(1))
    expect(await namelessIn(ada)).toEqual([])
  })

  test('goes to the door, where the heading says so, and switches the camera on', async () => {
    await pressByKey(ada, 'link', 'Enter the town square')
    await hasFocus(ada, 'heading', 'Town square')
    expect(await namelessIn(ada)).toEqual([])
    await pressByKey(ada, 'button', 'Camera', 'Space')
    await ada.seesColour(ada.region('Preview'), ada.colour)
    await hasFocus(ada, 'button', 'Camera')
    await typeByKey(ada, 'Your name', 'Ada')
    await tabTo(ada, 'combobox', 'Camera device')
    await pressByKey(ada, 'button', 'Enter room')
    await ada.sees('group', 'You')
    await hasFocus(ada, 'heading', 'Town square')
  })

  test('walks along the call controls by arrows', async () => {
    await tabTo(ada, 'button', 'Turn camera off')
    await ada.keys('ArrowRight')
    await hasFocus(ada, 'button', 'Unmute microphone')
    await ada.keys('End')
    await hasFocus(ada, 'button', 'Leave room')
    await ada.keys('ArrowRight')
    await hasFocus(ada, 'button', 'Turn camera off')
    await ada.keys('Space')
    await hasFocus(ada, 'button', 'Turn camera on')
    expect(await namelessIn(ada)).toEqual([])
  })

  test('writes in the chat; Escape closes it and gives the focus back', async () => {
    await pressByKey(ada, 'button', 'Open chat')
    await hasFocus(ada, 'textbox', 'Message')
    await ada.page.keyboard.type('Good evening.')
    await ada.keys('Enter')
    await ada.reads('log', 'Chat', 'Good evening.')
    await hasFocus(ada, 'textbox', 'Message')
    expect(await tabTo(ada, 'log', 'Chat', 'Shift+Tab')).toEqual(['log "Chat"'])
    await ada.keys('Escape')
    await ada.misses('log', 'Chat')
    await hasFocus(ada, 'button', 'Open chat')
    // by its shortcut, from anywhere
    await tabTo(ada, 'button', 'Turn camera on', 'Shift+Tab')
    await ada.keys('Alt+Shift+M')
    await hasFocus(ada, 'textbox', 'Message')
    await ada.keys('Escape')
    await hasFocus(ada, 'button', 'Turn camera on')
  })

  test('opens the list of people and closes it, with the focus back where it was', async () => {
    await pressByKey(ada, 'button', 'People')
    await ada.sees('list', 'People')
    await pressByKey(ada, 'button', 'Close')
    await ada.misses('list', 'People')
    await hasFocus(ada, 'button', 'People')
  })

  test.each([
    { opener: 'Invite', title: 'Invite to Town square' },
    { opener: 'Keyboard shortcuts', title: 'Keyboard shortcuts' }
  ])('dialog “$title” keeps the focus, and Escape gives it back', async ({ opener, title }) => {
    await pressByKey(ada, 'button', opener)
    await expectTrap(ada, title)
    await ada.keys('Escape')
    await ada.misses('dialog', title)
    await hasFocus(ada, 'button', opener)
  })

  test('leaves and comes back', async () => {
    await pressByKey(ada, 'button', 'Leave room')
    await hasFocus(ada, 'heading', 'You left Town square')
    expect(await namelessIn(ada)).toEqual([])
    await pressByKey(ada, 'button', 'Rejoin')
    await ada.sees('group', 'You')
    await hasFocus(ada, 'heading', 'Town square')
    await pressByKey(ada, 'button', 'Leave room')
    await pressByKey(ada, 'button', 'Go home')
    await hasFocus(ada, 'heading', /./)
    expect(await namelessIn(ada)).toEqual([])
  })
})

describe('a citizen', () => {
  test('builds a home: photo from a file, name, passphrase', async () => {
    await ada.visit('#/')
    await pressByKey(ada, 'button', 'Build your home')
    await hasFocus(ada, 'heading', 'Build your home')
    const photo = await twoColoured(ada, 'red', 'blue')
    await tabTo(ada, 'button', 'Choose a photo')
    const [chooser] = await Promise.all([ada.page.waitForEvent('filechooser'), ada.keys('Enter')])
    await chooser.setFiles({ name: photo.name, mimeType: photo.type, buffer: Buffer.from(photo.bytes) })
    await ada.sees('application', 'Crop frame')
    await tabTo(ada, 'application', 'Crop frame')
    await ada.keys('ArrowLeft', 'ArrowRight', '+', '-')
    await hasFocus(ada, 'application', 'Crop frame')
    await pressByKey(ada, 'button', 'Use this part')
    await ada.sees('img', 'Your photo')
    expect(await focused(ada)).not.toBe('nothing')
    expect(await namelessIn(ada)).toEqual([])
    // what is missing is gone to
    await pressByKey(ada, 'button', 'Build my home')
    await hasFocus(ada, 'textbox', 'Your name')
    await ada.page.keyboard.type('Asha Rao')
    await typeByKey(ada, 'Passphrase', PASSPHRASE)
    await pressByKey(ada, 'button', 'Show Passphrase', 'Space')
    await typeByKey(ada, 'Repeat passphrase', PASSPHRASE)
    await pressByKey(ada, 'checkbox', 'Make a recovery sheet', 'Space')
    await pressByKey(ada, 'button', 'Build my home')
    await ada.sees('heading', 'Your home stands', WORKING)
    await hasFocus(ada, 'heading', 'Your home stands')
  })

  test('saves the cards and goes home', async () => {
    loginCard = await downloadByKey(ada, 'Download login card')
    await downloadByKey(ada, 'Download visiting card')
    await downloadByKey(ada, 'Download recovery sheet')
    expect(await namelessIn(ada)).toEqual([])
    await pressByKey(ada, 'button', 'Go to my home')
    await hasFocus(ada, 'heading', 'Asha Rao')
  })

  test('invites, and goes through the door', async () => {
    expect(await namelessIn(ada)).toEqual([])
    await pressByKey(ada, 'button', 'Invite')
    await expectTrap(ada, 'Invite to Living room')
    await ada.keys('Escape')
    await hasFocus(ada, 'button', 'Invite')
    await pressByKey(ada, 'link', 'Living room')
    await hasFocus(ada, 'heading', 'Living room')
    await pressByKey(ada, 'button', 'Enter room')
    await ada.sees('group', 'You')
    await pressByKey(ada, 'button', 'Leave room')
    await pressByKey(ada, 'button', 'Go home')
    await hasFocus(ada, 'heading', 'Asha Rao')
  })

  test('logs out, and in again with a card chosen from the files', async () => {
    await pressByKey(ada, 'button', 'Log out')
    await hasFocus(ada, 'heading', 'Internet Video City')
    await pressByKey(ada, 'button', 'Log in with your card')
    await expectTrap(ada, 'Log in')
    await ada.keys('Escape')
    await hasFocus(ada, 'button', 'Log in with your card')
    await ada.keys('Enter')
    await ada.sees('dialog', 'Log in')
    const file = ada.page.getByLabel('Login card', { exact: true })
    await tabOnto(ada, file)
    const [chooser] = await Promise.all([ada.page.waitForEvent('filechooser'), ada.keys('Space')])
    await chooser.setFiles({ name: loginCard.name, mimeType: loginCard.type, buffer: Buffer.from(loginCard.bytes) })
    await hasFocus(ada, 'textbox', 'Passphrase')
    await ada.page.keyboard.type(PASSPHRASE)
    await ada.keys('Enter')
    await ada.misses('dialog', 'Log in', WORKING)
    await hasFocus(ada, 'heading', 'Asha Rao')
  })

  test('no page became unclean', async () => {
    await scene.expectClean()
    await ada.close()
  })
})

test('on a telephone nothing is wider than the screen, and everything has a name', async () => {
  const bea = await scene.person({ name: 'Bea', colour: 'magenta', toneHz: TONES_HZ[1], url, device: 'phone' })
  const fits = async (): Promise<void> => {
    expect([await isTooWide(bea), await namelessIn(bea)], bea.page.url()).toEqual([false, []])
  }
  await bea.visit()
  await bea.sees('link', 'Enter the town square')
  await fits()
  await bea.press('Log in with your card')
  await bea.sees('dialog', 'Log in')
  await fits()
  await bea.press('Close')
  await buildHome(bea, {
    name: `Bea ${'Wolfeschlegelsteinhausen'.repeat(2)}`,
    passphrase: PASSPHRASE,
    about: 'x'.repeat(200)
  })
  await fits()
  await bea.press('Invite')
  await bea.sees('dialog', 'Invite to Living room')
  await fits()
  await bea.press('Close')
  await bea.follow('Living room')
  await bea.sees('button', 'Enter room')
  await fits()
  await bea.press('Enter room')
  await bea.sees('group', 'You')
  await fits()
  await bea.press('Open chat')
  await bea.write('Message', 'https://example.org/'.padEnd(400, 'x'))
  await bea.press('Send')
  await bea.reads('log', 'Chat', 'https://example.org/')
  await fits()

  // one panel at a time: who opens the other sees it, and the button says what pressing does
  await bea.press('More')
  await fits()
  await bea.press('People')
  await bea.sees('list', 'People')
  await bea.misses('log', 'Chat')
  await bea.press('Open chat')
  await bea.sees('log', 'Chat')
  await bea.misses('list', 'People')
  await bea.press('Close chat')
  await bea.misses('log', 'Chat')

  await bea.press('Leave room')
  await bea.sees('button', 'Yes, leave')
  await fits()
  await bea.keys('Escape')
  await hasFocus(bea, 'button', 'Leave room')
  await bea.press('Leave room')
  await bea.press('Yes, leave')
  await bea.sees('heading', 'You left Living room')
  await fits()
  for (const place of ['#/build', '#/nowhere']) {
    await bea.visit(place)
    await bea.sees('heading', /Your home stands|This leads to no place/)
    await fits()
  }
  await bea.expectClean()
  await bea.close()
})

/** Every press of Tab stays in the dialog, whichever way, but for the browser's own bar in between. */
async function expectTrap(tab: Tab, title: string): Promise<void> {
  const dialog = await tab.sees('dialog', title)
  expect(await isFocusIn(dialog)).toBe(true)
  expect(await namelessIn(tab)).toEqual([])
  for (const key of ['Tab', 'Shift+Tab']) {
    const seen: string[] = []
    for (let i = 0; i < 9; i++) {
      await tab.keys(key)
      const at = await focused(tab)
      seen.push(at)
      if (at !== 'nothing') expect(await isFocusIn(dialog), seen.join(', ')).toBe(true)
    }
    expect(new Set(seen).size, seen.join(', ')).toBeLessThan(seen.length)
  }
}

async function downloadByKey(tab: Tab, link: string): Promise<LooseFile> {
  const [arriving] = await Promise.all([tab.page.waitForEvent('download'), pressByKey(tab, 'link', link)])
  return { name: arriving.suggestedFilename(), type: 'image/png', bytes: await readFile(await arriving.path()) }
}

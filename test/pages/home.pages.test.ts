/** Somebody builds a home, leaves with two cards, and comes back with one of them to be the same citizen. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recogniseCard, recogniseQrText } from '../../protocol/identity/card-picture.ts'
import { openLoginCard } from '../../protocol/identity/login-card.ts'
import { openVisitingCard } from '../../protocol/identity/visiting-card.ts'
import { PHOTO_ON_CARD } from '../support/citizen-life.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import { asJpeg, asPhotograph, chooseFile, download, dropFile, type LooseFile } from '../support/files.ts'
import type { Person, Tab } from '../support/person.ts'
import { colourOf, pointsOf, readQr, twoColoured } from '../support/pictures.ts'
import { createScene, type Scene } from '../support/scene.ts'

const NAME = 'Asha Rao'
const ABOUT = 'Potter in the valley. Come by for tea.'
const PASSPHRASE = 'four quiet blue kettles'
/** Locking and opening a card takes 64 MiB of work. */
const WORKING = { capMs: 40_000 }

let scene: Scene
let url: string
let asha: Person
/** Another computer, that has never seen the city. */
let away: Person
let loginCard: LooseFile
let visitingCard: LooseFile
let sheet: LooseFile
let home: string

beforeAll(async () => {
  scene = await createScene()
  url = (await scene.superPeer()).url
  asha = await scene.person({ name: 'Asha', colour: 'green', toneHz: TONES_HZ[0], url })
  away = await scene.person({ name: 'Asha elsewhere', colour: 'cyan', toneHz: TONES_HZ[1], url, device: 'phone' })
})
afterAll(() => scene.close())

describe('building', () => {
  test('the photo is taken with the camera, or chosen and cut with a frame that is dragged', async () => {
    await asha.visit()
    await asha.sees('heading', 'Internet Video City')
    await asha.press('Build your home')
    await asha.sees('heading', 'Build your home')
    await asha.press('Use camera')
    await asha.seesColour(asha.page.getByRole('group', { name: 'Your photo' }), 'green')
    await asha.press('Take photo')
    await asha.sees('application', 'Crop frame')
    await asha.press('Use this part')
    const taken = await pointsOf(asha, await (await asha.sees('img', 'Your photo')).screenshot())
    expect(colourOf(taken, { left: 0, top: 0, width: 1, height: 1 })).toBe('green')

    await chooseFile(asha, 'Choose a photo', await twoColoured(asha, 'blue', 'yellow'))
    // the frame begins in the middle, half of it on each colour; the left end has only one
    await dragFrame(-400)
    await asha.press('Use this part')
    const cut = await pointsOf(asha, await (await asha.sees('img', 'Your photo')).screenshot())
    expect(colourOf(cut, { left: 0.6, top: 0, width: 0.4, height: 1 })).toBe('blue')

    await chooseFile(asha, 'Choose a photo', await twoColoured(asha, 'blue', 'yellow'))
    await asha.press('Use this part')
    const both = await pointsOf(asha, await (await asha.sees('img', 'Your photo')).screenshot())
    expect(colourOf(both, { left: 0, top: 0, width: 0.4, height: 1 })).toBe('blue')
    expect(colourOf(both, { left: 0.6, top: 0, width: 0.4, height: 1 })).toBe('yellow')
  })

  test('what is missing or too short is said with its field, and nothing typed is lost', async () => {
    await asha.press('Build my home')
    await asha.reads('group', undefined, 'Use camera') // still here
    await expectProblem(asha, 'Your name', 'A name is missing.')
    await asha.write('Your name', NAME)
    await asha.write('About you', ABOUT)
    await asha.write('Passphrase', 'short')
    await asha.write('Repeat passphrase', 'shorter')
    await asha.press('Build my home')
    await expectProblem(asha, 'Passphrase', 'The passphrase is too short.')
    await expectProblem(asha, 'Repeat passphrase', 'The two passphrases differ.')
    await asha.write('Passphrase', PASSPHRASE)
    await asha.write('Repeat passphrase', PASSPHRASE)
    await asha.reads('main', undefined, 'Nobody can reset this passphrase')
    await asha.reads('main', undefined, 'Whoever serves this page could read what you type into it')
    await asha.sees('img', `Login card of ${NAME}, not yet valid`)
    expect(await (await asha.sees('textbox', 'Your name')).inputValue()).toBe(NAME)
  })

  test('the home stands, and both cards and the recovery sheet can be saved', async () => {
    await asha.tick('Make a recovery sheet')
    await asha.press('Build my home')
    await asha.sees('heading', 'Your home stands', WORKING)
    loginCard = await download(asha, 'Download login card')
    visitingCard = await download(asha, 'Download visiting card')
    sheet = await download(asha, 'Download recovery sheet')
    expect([loginCard.name, visitingCard.name, sheet.name]).toEqual([
      `Login card of ${NAME}.png`,
      `Visiting card of ${NAME}.png`,
      `Recovery sheet of ${NAME}.png`
    ])
  })

  test('the cards are pictures of 600 × 360 that hold, once hidden and once as a QR code, what they are for', async () => {
    const inside = recogniseCard(loginCard.bytes)
    if (inside.kind !== 'login') throw new Error(`the login card is a ${inside.kind}`)
    const opened = await openLoginCard(inside.payload, PASSPHRASE)
    await expect(openLoginCard(inside.payload, 'four quiet blue kettle')).rejects.toThrow(/passphrase/)
    home = opened.home
    const drawn = recogniseQrText(await readQr(asha, loginCard.bytes))
    expect(drawn).toEqual({ kind: 'login', payload: inside.payload })

    const given = recogniseCard(visitingCard.bytes)
    if (given.kind !== 'visiting') throw new Error(`the visiting card is a ${given.kind}`)
    const verified = await openVisitingCard(given.payload, { nowMs: Date.now() })
    expect(verified).toMatchObject({ home, name: NAME, about: ABOUT })
    const leads = recogniseQrText(await readQr(asha, visitingCard.bytes))
    expect(leads).toMatchObject({ kind: 'link', link: { home } })

    expect(recogniseCard(sheet.bytes).kind).toBe('picture')
    expect(recogniseQrText(await readQr(asha, sheet.bytes))).toMatchObject({ kind: 'recovery' })
    for (const card of [loginCard, visitingCard]) {
      const { width, height } = await pointsOf(asha, card.bytes)
      expect([width, height]).toEqual([600, 360])
    }
  })

  test('at home are the name, the card, the rooms and what only the owner has', async () => {
    await asha.press('Go to my home')
    await asha.sees('heading', NAME)
    expect(new URL(asha.page.url()).hash).toBe(`#/${home}`)
    await expectHome(asha)
  })

  test('the door leads into the Living room', async () => {
    await asha.follow('Living room')
    await asha.sees('heading', 'Living room')
    await asha.reads('main', undefined, `You come in as ${NAME}`)
    await asha.press('Camera')
    await asha.seesColour(asha.region('Preview'), 'green')
    await asha.press('Enter room')
    await asha.seesColour('You', 'green')
    await asha.reads('region', 'Stage', 'Nobody else is here yet.')
    await asha.press('Leave room')
    await asha.sees('heading', 'You left Living room')
    await asha.press('Go home')
    await asha.sees('heading', NAME)
  })

  test('who loads the page again is still at home', async () => {
    await asha.page.reload()
    await expectHome(asha)
  })
})

describe('two tabs of one citizen', () => {
  test('are both at home, and in a room each is seen from the other', async () => {
    const beside = await asha.openTab()
    await beside.visit(`#/${home}`)
    await expectHome(beside)
    await beside.follow('Living room')
    await beside.press('Enter room')
    await beside.sees('group', 'You')
    await asha.reads('listitem', undefined, '1 in')
    await asha.follow('Living room')
    await asha.reads('main', undefined, `1 in: ${NAME}`)
    await asha.press('Camera')
    await asha.press('Enter room')
    await asha.sees('group', NAME)
    await beside.seesColour(NAME, 'green')
    await beside.page.close()
    await asha.misses('group', NAME)
    await asha.press('Leave room')
    await asha.press('Go home')
  })
})

describe('coming back', () => {
  test('«Log out» makes a guest of the owner, also after loading the page again', async () => {
    await asha.press('Log out')
    await asha.sees('button', 'Log in with your card')
    await asha.misses('link', 'My home')
    await asha.page.reload()
    await asha.sees('button', 'Log in with your card')
    await asha.misses('link', 'My home')
    await asha.visit(`#/${home}`)
    await asha.sees('heading', NAME)
    await asha.misses('button', 'Invite')
  })

  test('the login card, dropped anywhere on a page that never saw it, and the passphrase are enough', async () => {
    await away.visit()
    await dropFile(away, loginCard)
    await enterPassphrase(away)
    await expectHome(away)
  })

  test('a wrong passphrase is said, card and words stay, and the right one works', async () => {
    await forget(away)
    await dropFile(away, loginCard)
    await away.sees('img', 'The login card you chose')
    await away.write('Passphrase', 'four quiet red kettles')
    await away.press('Log in')
    await away.reads('alert', undefined, 'That passphrase does not open this card.', WORKING)
    await away.reads('alert', undefined, 'CARD-2')
    expect(await (await away.sees('textbox', 'Passphrase')).inputValue()).toBe('four quiet red kettles')
    await away.sees('img', 'The login card you chose')
    await away.write('Passphrase', PASSPHRASE)
    await away.press('Log in')
    await away.misses('dialog', 'Log in', WORKING)
    await expectHome(away)
  })

  test('a JPEG of the card, as messengers make it, does the same', async () => {
    await forget(away)
    await dropFile(away, await asJpeg(away, loginCard, { quality: 0.6 }))
    await enterPassphrase(away)
    await expectHome(away)
  })

  test('a photograph of the printed card does the same', async () => {
    await forget(away)
    await dropFile(away, await asPhotograph(away, loginCard))
    await enterPassphrase(away)
    await expectHome(away)
  })

  test('and so does the card chosen in the dialog, at the door of a room one then stays at', async () => {
    await forget(away)
    await away.visit(`#/${home}/living-room`)
    await away.sees('textbox', 'Your name')
    await away.press('Log in with your card')
    await chooseFile(away, 'Login card', loginCard)
    await enterPassphrase(away)
    await away.reads('main', undefined, `You come in as ${NAME}`)
    await away.follow('My home')
    await expectHome(away)
    await away.page.reload()
    await expectHome(away)
  })

  test('a recovery sheet is told from a card, and the dialog goes on', async () => {
    await forget(away)
    await dropFile(away, sheet)
    await away.reads('alert', undefined, 'This is a recovery sheet.', { capMs: 20_000 })
    await away.press('Close')
    await away.press('Log in with your card')
    await chooseFile(away, 'Login card', visitingCard)
    await away.reads('alert', undefined, 'This is a visiting card.')
    await away.press('Close')
    await away.misses('dialog', 'Log in')
  })
})

test('nothing in all this made a page unclean', async () => {
  await scene.expectClean()
})

/** Everything the owner has at home, the card by its pixels. */
async function expectHome(tab: Tab): Promise<void> {
  await tab.sees('heading', NAME)
  await tab.sees('link', 'Living room')
  await tab.reads('list', 'Rooms', 'Open to anyone')
  await tab.reads('main', undefined, ABOUT)
  for (const button of ['Invite', 'Log out']) await tab.sees('button', button)
  for (const link of ['Download visiting card', 'Download login card', 'My home']) await tab.sees('link', link)
  expect(new URL(tab.page.url()).hash).toBe(`#/${home}`)
  const card = await pointsOf(tab, await (await tab.sees('img', `Visiting card of ${NAME}`)).screenshot())
  expect(colourOf(card, PHOTO_ON_CARD.left)).toBe('blue')
  expect(colourOf(card, PHOTO_ON_CARD.right)).toBe('yellow')
}

/** After a card was dropped or chosen: a photograph may be searched for some seconds. */
async function enterPassphrase(tab: Tab): Promise<void> {
  await tab.sees('img', 'The login card you chose', { capMs: 20_000 })
  await tab.write('Passphrase', PASSPHRASE)
  await tab.press('Log in')
  await tab.misses('dialog', 'Log in', WORKING)
}

/** Clears what the browser keeps, as anybody can, and opens the city anew. */
async function forget(tab: Tab): Promise<void> {
  await tab.visit('about:blank')
  const session = await tab.context.newCDPSession(tab.page)
  await session.send('Storage.clearDataForOrigin', { origin: new URL(url).origin, storageTypes: 'all' })
  await session.detach()
  await tab.visit()
  await tab.sees('button', 'Log in with your card')
}

async function expectProblem(tab: Tab, field: string, words: string): Promise<void> {
  const box = await tab.sees('textbox', field)
  await expect.poll(() => box.getAttribute('aria-invalid')).toBe('true')
  const described = (await box.getAttribute('aria-describedby')) ?? ''
  const texts = await Promise.all(described.split(' ').map(id => tab.page.locator(`[id="${id}"]`).innerText()))
  expect(texts.join(' ')).toContain(words)
}

/** Takes the middle of the crop frame and drags it. */
async function dragFrame(byX: number): Promise<void> {
  const box = await (await asha.sees('application', 'Crop frame')).boundingBox()
  if (box === null) throw new Error('the frame is not in view')
  const { mouse } = asha.page
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await mouse.move(x, y)
  await mouse.down()
  await mouse.move(x + byX / 2, y, { steps: 4 })
  await mouse.move(x + byX, y, { steps: 4 })
  await mouse.up()
}

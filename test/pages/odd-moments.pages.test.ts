/** What people do in between: go back and forward, leave while the door still opens, log in beside, reload at the wrong time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildHome, logIn, type Cards } from '../support/citizen-life.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import { hasFocus } from '../support/keyboard.ts'
import type { Person, Tab } from '../support/person.ts'
import { createScene, type Scene } from '../support/scene.ts'
import { enterSquare, expectCall, goToSquare, measure, say } from '../support/square.ts'
import { until } from '../support/until.ts'

const PASSPHRASE = 'four quiet blue kettles'
const WORKING = { capMs: 40_000 }
/** What people are promised of somebody who leaves. */
const GONE_AT_ONCE_MS = 3_000
const ON = { camera: true, microphone: true }

let scene: Scene
let ada: Person
let bea: Person

beforeAll(async () => {
  scene = await createScene()
  const { url } = await scene.superPeer()
  ada = await scene.person({ name: 'Ada', colour: 'green', toneHz: TONES_HZ[0], url })
  bea = await scene.person({ name: 'Bea', colour: 'magenta', toneHz: TONES_HZ[1], url })
  await enterSquare(bea, ON)
})
afterAll(() => scene.close())

describe('in and out of a call', () => {
  test('Back leaves the room at once; Forward leads to its door, with everything off', async () => {
    await enterSquare(ada, ON)
    await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
    const going = ada.page.goBack()
    const goneMs = await measure(() => bea.misses('group', 'Ada (guest)'))
    await going
    expect(goneMs).toBeLessThan(GONE_AT_ONCE_MS)
    await ada.sees('heading', 'Internet Video City')
    expect(await ada.holds()).toEqual([])

    await ada.page.goForward()
    await ada.sees('button', 'Enter room')
    await ada.reads('status', undefined, 'Camera is off')
    await ada.reads('main', undefined, '1 in: Bea (guest)')
    expect(await ada.holds()).toEqual([])
    expect(await bea.region('Stage').getByRole('group').count()).toBe(1)
  })

  test('a page that is reloaded in a call stands at the door, known by name and safely off', async () => {
    await ada.press('Camera')
    await ada.reads('status', undefined, 'Camera is on')
    await ada.press('Enter room')
    await bea.seesColour('Ada (guest)', ada.colour)
    await ada.press('Open chat')
    await say(ada, 'Brb.')
    await ada.page.reload()
    await ada.sees('button', 'Enter room')
    await ada.reads('main', undefined, 'You come in as “Ada (guest)”')
    expect(await ada.everHeld()).toBe(0)
    await bea.misses('group', 'Ada (guest)')
    await ada.press('Enter room')
    await ada.press('Open chat')
    await ada.reads('log', 'Chat', 'Brb.')
    await expectTiles(bea, ['You', 'Ada (guest)'])
    await ada.press('Leave room')
    await bea.misses('group', 'Ada (guest)')
  })

  test('who leaves while still being connected, or while the door opens, is not there', async () => {
    for (let i = 0; i < 3; i++) {
      await ada.press('Rejoin')
      await ada.sees('group', 'Bea (guest)')
      await ada.press('Leave room')
      await ada.sees('button', 'Rejoin')
    }
    await ada.press('Rejoin')
    await ada.page.goBack()
    await ada.sees('heading', 'Internet Video City')
    await goToSquare(ada)
    await ada.press('Camera')
    await ada.press('Enter room')
    await ada.page.goBack()
    await ada.sees('heading', 'Internet Video City')
    await expectNothingHeld(ada)
    await expectTiles(bea, ['You'])
    await enterSquare(ada, ON)
    await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
    await ada.press('Leave room')
    await bea.misses('group', 'Ada (guest)')
    await scene.expectClean()
  })
})

describe('building', () => {
  test('Back while the home is being built builds none', async () => {
    await ada.visit('#/')
    await ada.press('Build your home')
    await fillIn(ada)
    await ada.press('Build my home')
    await ada.sees('heading', 'Building your home')
    await ada.page.goBack()
    await ada.sees('heading', 'Internet Video City')
    await ada.page.goForward()
    await ada.sees('button', 'Build my home')
    await ada.misses('link', 'My home')
    // nothing of a passphrase stays
    expect(await (await ada.sees('textbox', 'Passphrase')).inputValue()).toBe('')
  })

  test('login card and recovery sheet are not lost unawares: not by reloading, going home or logging out', async () => {
    await fillIn(ada)
    await ada.tick('Make a recovery sheet')
    await ada.press('Build my home')
    await ada.sees('heading', 'Your home stands', WORKING)
    await ada.reads('main', undefined, 'This browser may forget your home.')
    await ada.press('Go to my home')
    await ada.reads('alert', undefined, 'The login card is not saved yet.')
    await ada.reads('alert', undefined, 'FORM-10')
    await ada.press('Go to my home')
    await ada.reads('alert', undefined, 'The recovery sheet is not saved yet.')
    await ada.reads('alert', undefined, 'FORM-9')

    const asked = ada.page.waitForEvent('dialog')
    const reloading = ada.page.reload()
    expect((await asked).type()).toBe('beforeunload')
    await reloading
    // who loads the page again all the same still has the home and its cards
    await ada.sees('heading', 'Your home stands')
    await ada.sees('link', 'Download login card')
    await ada.misses('link', 'Download recovery sheet')
    await ada.press('Go to my home')
    await ada.reads('alert', undefined, 'FORM-10')
    await ada.press('Go to my home')
    await ada.sees('heading', 'Ada')
    await ada.press('Log out')
    await ada.sees('dialog', 'Log out without the login card?')
    await ada.press('Stay')
    await ada.press('Log out')
    await ada.press('Yes, log out')
    await ada.sees('button', 'Build your home')
    await ada.expectClean()
  })
})

describe('two tabs', () => {
  let beside: Tab
  let cards: Cards
  let home: string

  beforeAll(async () => {
    beside = await ada.openTab()
  })

  test('a home built in one is one’s own in the other too, without a reload', async () => {
    await beside.visit('#/build')
    await beside.sees('button', 'Build my home')
    cards = await buildHome(ada, { name: 'Ada Obi', passphrase: PASSPHRASE })
    home = new URL(ada.page.url()).hash
    // a second home would take the place of the first
    await beside.sees('heading', 'Your home stands')
    await beside.press('Go to my home')
    await beside.sees('button', 'Log out')
  })

  test('logging out of one logs the other out as well', async () => {
    await ada.press('Log out')
    await beside.sees('button', 'Log in with your card')
    await beside.misses('button', 'Log out')
    await beside.sees('heading', 'Ada Obi')
  })

  test('a call goes on under the name it began with, and who logs in meanwhile is a citizen afterwards', async () => {
    await enterSquare(beside, { as: 'Ada', camera: true })
    await bea.seesColour('Ada (guest)', ada.colour)
    await logIn(ada, cards.login, PASSPHRASE)
    await ada.sees('heading', 'Ada Obi')
    await bea.seesColour('Ada (guest)', ada.colour)
    await expectTiles(bea, ['You', 'Ada (guest)'])
    await beside.press('Leave room')
    await beside.sees('link', 'My home')
    await beside.press('Rejoin')
    await beside.sees('group', 'You')
    await expectTiles(bea, ['You', 'Ada Obi'])
  })

  test('both in one room are two tiles, and logging out of one ends nobody’s call', async () => {
    await goToSquare(ada)
    await ada.press('Enter room')
    await expectTiles(bea, ['You', 'Ada Obi', 'Ada Obi'])
    await expectTiles(ada, ['You', 'Ada Obi', 'Bea (guest)'])
    await ada.press('Leave room')
    await expectTiles(bea, ['You', 'Ada Obi'])
    await ada.visit(home)
    await ada.press('Log out')
    await ada.sees('button', 'Log in with your card')
    await beside.sees('group', 'Bea (guest)')
    await expectTiles(bea, ['You', 'Ada Obi'])
    await beside.press('Open chat')
    await say(beside, 'Still me.')
    await bea.press('Open chat')
    await bea.reads('log', 'Chat', 'Still me.')
    await beside.press('Leave room')
    await beside.sees('button', 'Log in with your card')
    await beside.page.close()
  })
})

test('Back under «Log in» changes the page behind it, and nothing that was typed is lost', async () => {
  await ada.visit('#/build')
  await ada.sees('button', 'Build my home')
  await ada.press('Log in with your card')
  await ada.write('Passphrase', PASSPHRASE)
  await ada.page.goBack()
  expect(await (await ada.sees('textbox', 'Passphrase')).inputValue()).toBe(PASSPHRASE)
  await ada.keys('Escape')
  await ada.misses('dialog', 'Log in')
  await hasFocus(ada, 'heading', /./)
  await scene.expectClean()
})

async function fillIn(tab: Tab): Promise<void> {
  await tab.write('Your name', 'Ada')
  await tab.write('Passphrase', PASSPHRASE)
  await tab.write('Repeat passphrase', PASSPHRASE)
}

/** Whose tiles are on the stage, in any order. */
async function expectTiles(tab: Tab, names: readonly string[]): Promise<void> {
  const wanted = names.toSorted().join()
  await until(`${tab.name} was to see ${wanted}`, async () => {
    const tiles = tab.region('Stage').getByRole('group')
    const labels = await tiles.evaluateAll(all => all.map(tile => tile.getAttribute('aria-label') ?? ''))
    const seen = labels.toSorted().join()
    return seen === wanted ? { yes: true, value: undefined } : { yes: false, saw: seen }
  })
}

async function expectNothingHeld(tab: Tab): Promise<void> {
  await until(`${tab.name} was to hold nothing`, async () => {
    const held = await tab.holds()
    return held.length === 0 ? { yes: true, value: undefined } : { yes: false, saw: held.join() }
  })
}

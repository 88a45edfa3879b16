/** What is wrong with what a person gives to the page: it says so, says what to do, and loses nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { genesisOf, newSeed } from '../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../protocol/identity/genesis.ts'
import { buildHome, logIn, type Cards } from '../support/citizen-life.ts'
import { bombs, falseLoginCards, forgedVisitingCards } from '../support/false-cards.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import { chooseFile, dropFile, type LooseFile } from '../support/files.ts'
import type { Person } from '../support/person.ts'
import { twoColoured } from '../support/pictures.ts'
import { createScene, type Scene } from '../support/scene.ts'

const PASSPHRASE = 'four quiet blue kettles'
/** Opening a card takes 64 MiB of work; a picture is searched for a code for up to eight seconds. */
const WORKING = { capMs: 40_000 }
const READING = { capMs: 20_000 }

let scene: Scene
let url: string
let asha: Person
let cards: Cards
let home: string
let other: Cards

beforeAll(async () => {
  scene = await createScene()
  url = (await scene.superPeer()).url
  asha = await scene.person({ name: 'Asha', colour: 'green', toneHz: TONES_HZ[0], url })
  cards = await buildHome(asha, { name: 'Asha Rao', passphrase: PASSPHRASE })
  home = new URL(asha.page.url()).hash
  await asha.press('Log out')
  await asha.sees('button', 'Build your home')
  other = await buildHome(asha, { name: 'Ben Okri', passphrase: 'another secret of mine' })
  await asha.press('Log out')
  await asha.sees('button', 'Build your home')
})
afterAll(() => scene.close())

describe('pictures', () => {
  const dropped = async (file: LooseFile, words: string, code: string): Promise<void> => {
    await dropFile(asha, file)
    await asha.reads('alert', undefined, words, READING)
    await asha.reads('alert', undefined, code)
    await asha.press('Close')
    await asha.misses('alert', /./)
    await asha.sees('button', 'Build your home')
  }

  test('a picture that is no card, and a file that is no picture', async () => {
    await dropped(await twoColoured(asha, 'red', 'blue'), 'This picture is no card of the city.', 'CARD-1')
    const text = { name: 'card.png', type: 'image/png', bytes: new TextEncoder().encode('a letter to nobody') }
    await dropped(text, 'This picture is no card of the city.', 'CARD-1')
  })

  test('what is cut off, changed on the way, too large or made to stop the page', async () => {
    const { cutOff, flipped, heavy, wide, wideJpeg, many, twoCards, noise } = bombs(cards.login)
    for (const file of [cutOff, flipped, twoCards, noise]) await dropped(file!, 'This card is damaged.', 'CARD-3')
    for (const file of [heavy, wide, wideJpeg, many]) await dropped(file!, 'This picture is too large.', 'CARD-4')
  })

  test('visiting cards that somebody changed or made up lead nowhere', async () => {
    const { changed, borrowed, moved, early } = await forgedVisitingCards()
    for (const file of [changed, borrowed, moved])
      await dropped(file!, 'The signature on this card is not its owner’s.', 'CARD-10')
    await dropped(early!, 'The clock of this computer is wrong.', 'CLOCK-1')
    expect(new URL(asha.page.url()).hash).toMatch(/^(#\/)?$/)
  })

  test('login cards that are false are refused with their reason, and the right one still opens', async () => {
    const { greedy, cheap, later, otherHome, noise } = await falseLoginCards(PASSPHRASE)
    const tries = [
      [greedy, PASSPHRASE, 'CARD-6'],
      [cheap, PASSPHRASE, 'CARD-6'],
      [later, PASSPHRASE, 'CARD-5'],
      [otherHome, PASSPHRASE, 'CARD-2'],
      [noise, PASSPHRASE, 'CARD-3'],
      [other.login, PASSPHRASE, 'CARD-2']
    ] as const
    await asha.press('Log in with your card')
    for (const [file, passphrase, code] of tries) {
      await chooseFile(asha, 'Login card', file!)
      await asha.sees('img', 'The login card you chose', READING)
      await asha.write('Passphrase', passphrase)
      await asha.press('Log in')
      await asha.reads('alert', undefined, code, WORKING)
      expect(await (await asha.sees('textbox', 'Passphrase')).inputValue()).toBe(passphrase)
    }
    // a picture that is none leaves the card that was there
    await dropFile(asha, other.visiting)
    await asha.reads('alert', undefined, 'CARD-8', READING)
    await asha.sees('img', 'The login card you chose')
    await logIn(asha, cards.login, PASSPHRASE)
    await asha.sees('heading', 'Asha Rao')
    await asha.press('Log out')
    await asha.sees('button', 'Build your home')
  })

  test('a photo that is none costs nothing of what was typed', async () => {
    await asha.press('Build your home')
    await asha.write('Your name', 'Cleo')
    const text = { name: 'me.jpg', type: 'image/jpeg', bytes: new TextEncoder().encode('not me') }
    await chooseFile(asha, 'Choose a photo', text)
    await asha.reads('alert', undefined, 'This file cannot be shown as a picture.')
    await chooseFile(asha, 'Choose a photo', bombs(cards.login)['wideJpeg']!)
    await asha.reads('alert', undefined, 'This picture is too large.')
    expect(await (await asha.sees('textbox', 'Your name')).inputValue()).toBe('Cleo')
    await chooseFile(asha, 'Choose a photo', await twoColoured(asha, 'red', 'blue'))
    await asha.press('Use this part')
    await asha.sees('img', 'Your photo')
    await asha.misses('alert', /./)
  })
})

describe('places', () => {
  test('a home nobody has built, and the way back', async () => {
    await asha.visit(`#/${homeIdOf(genesisOf(newSeed()))}`)
    await asha.sees('heading', 'No home is known at this address.', READING)
    await asha.reads('main', undefined, 'HOME-1')
    await asha.press('Retry')
    await asha.sees('heading', 'No home is known at this address.', READING)
    await asha.follow('To the city')
    await asha.sees('heading', 'Internet Video City')
  })

  test('addresses that are none', async () => {
    for (const hash of ['#/k2notahome', '#/somewhere/else', `${home}/a/b/c`, '#/%E0%A4%A', `${home}x`]) {
      await asha.visit(hash)
      await asha.sees('heading', 'This leads to no place in the city.')
      await asha.reads('main', undefined, 'HOME-4')
      await asha.follow('To the city')
      await asha.sees('heading', 'Internet Video City')
    }
  })

  test('what is typed into «Visit a home» and leads nowhere stays, with the reason beside it', async () => {
    for (const text of ['Asha', 'https://example.org/', 'k2notahome', 'x'.repeat(5_000), `${url}#/`]) {
      const field = await asha.sees('textbox', 'Visit a home')
      await field.fill(text)
      await asha.press('Go')
      await asha.reads('alert', undefined, 'HOME-4')
      expect(await field.inputValue()).toBe(text)
    }
    const field = await asha.sees('textbox', 'Visit a home')
    await field.fill(`  ${home.slice(2)}\n`)
    await asha.press('Go')
    await asha.sees('heading', 'Asha Rao')
  })

  test('a room the home does not have, and the way to its doors', async () => {
    await asha.visit(`${home}/attic`)
    await asha.sees('heading', 'This home has no such room.', READING)
    await asha.reads('main', undefined, 'ROOM-1')
    await asha.press('Retry')
    await asha.sees('heading', 'This home has no such room.', READING)
    await asha.follow('To the home')
    await asha.sees('heading', 'Asha Rao')
    await asha.sees('link', 'Living room')
  })
})

test('nothing of all this made the page unclean', async () => {
  await asha.expectClean()
})

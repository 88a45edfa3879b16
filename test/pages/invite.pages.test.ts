/** A citizen invites friends by link, by QR code and by the visiting card; they come as guests, with one button. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recogniseCard } from '../../protocol/identity/card-picture.ts'
import { parseLink } from '../../protocol/identity/link.ts'
import { openVisitingCard } from '../../protocol/identity/visiting-card.ts'
import { buildHome, PHOTO_ON_CARD, type Cards } from '../support/citizen-life.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import { asJpeg, asPhotograph, download, dropFile, type LooseFile } from '../support/files.ts'
import type { Person } from '../support/person.ts'
import { colourOf, pointsOf, readQr, twoColoured } from '../support/pictures.ts'
import { createScene, type Scene } from '../support/scene.ts'

const PASSPHRASE = 'four quiet blue kettles'

let scene: Scene
let url: string
let asha: Person
let cards: Cards

beforeAll(async () => {
  scene = await createScene()
  url = (await scene.superPeer()).url
  asha = await scene.person({ name: 'Asha', colour: 'green', toneHz: TONES_HZ[0], url })
  const photo = await twoColoured(asha, 'red', 'cyan')
  cards = await buildHome(asha, { name: 'Asha Rao', passphrase: PASSPHRASE, about: 'Potter', photo })
})
afterAll(() => scene.close())

describe('one friend after the other', () => {
  let ben: Person
  /** Of a city that has never heard of the first one. */
  let cleo: Person
  let link: string

  beforeAll(async () => {
    const other = await scene.superPeer()
    // a card and a code say the same super-peer's address in numbers
    const origins = [url, url.replace('localhost', '127.0.0.1')]
    ben = await scene.person({ name: 'Ben', colour: 'magenta', toneHz: TONES_HZ[1], url, origins, device: 'phone' })
    cleo = await scene.person({
      name: 'Cleo',
      colour: 'yellow',
      toneHz: TONES_HZ[2],
      url: other.url,
      origins
    })
  })

  test('the link is copied, and says that it works only on this computer', async () => {
    await asha.press('Invite')
    await asha.sees('dialog', 'Invite to Living room')
    await asha.reads('dialog', 'Invite to Living room', 'This link works only on this computer')
    const field = await asha.sees('textbox', 'Link')
    link = await field.inputValue()
    expect(link).toBe(`${url}#${new URL(asha.page.url()).hash.slice(1)}/living-room`)
    expect(await field.getAttribute('readonly')).not.toBeNull()
    await asha.press('Copy link')
    await asha.reads('status', undefined, 'Copied')
    expect(await pasted(asha)).toBe(link)
  })

  test('who opens it gives a name, looks at camera and microphone, and enters with one button', async () => {
    await asha.press('Close')
    await asha.misses('dialog', 'Invite to Living room')
    await asha.follow('Living room')
    await asha.press('Camera')
    await asha.press('Microphone')
    await asha.press('Enter room')
    await asha.seesColour('You', 'green')

    await ben.visit(link)
    await ben.sees('heading', 'Living room')
    await ben.reads('main', undefined, '1 in: Asha Rao')
    await ben.press('Enter room')
    await ben.reads('alert', undefined, 'A name is missing.')
    await ben.write('Your name', 'Ben')
    await ben.reads('main', undefined, 'You come in as “Ben (guest)”')
    await ben.press('Camera')
    await ben.seesColour(ben.region('Preview'), 'magenta')
    await ben.press('Microphone')
    await ben.press('Enter room')
    await ben.sees('group', 'You')
  })

  test('they meet, and see and hear each other', async () => {
    await meet(ben, 'Ben (guest)')
  })

  test('from inside the room too, friends are invited: the code on the screen leads to the door', async () => {
    await asha.press('Invite')
    const shot = await (await asha.sees('img', 'QR code')).screenshot()
    const text = await readQr(asha, shot)
    // an address of this computer alone means nothing to a telephone: the code names the home and who knows it
    const { origin, home, room, hints } = parseLink(text)
    expect({ origin, home, room }).toEqual({ origin: undefined, home: parseLink(link).home, room: 'living-room' })
    expect(hints).toHaveLength(1)
    await asha.press('Close')

    await ben.press('Leave room')
    await ben.press('Yes, leave')
    await ben.sees('heading', 'You left Living room')
    await asha.misses('group', 'Ben (guest)')
    await cleo.visit()
    await cleo.write('Visit a home', text)
    await cleo.press('Go')
    await cleo.sees('heading', 'Living room')
    await cleo.reads('main', undefined, '1 in: Asha Rao')
  })

  test('a friend from another city meets the owner as anybody would', async () => {
    await cleo.write('Your name', 'Cleo')
    await cleo.press('Camera')
    await cleo.press('Microphone')
    await cleo.press('Enter room')
    await meet(cleo, 'Cleo (guest)')
    await cleo.press('Leave room')
    await asha.misses('group', 'Cleo (guest)')
    await asha.press('Leave room')
    await asha.press('Go home')
  })

  const ways: readonly { readonly by: string; readonly made: () => Promise<LooseFile> }[] = [
    { by: 'the visiting card', made: async () => cards.visiting },
    { by: 'a JPEG of it', made: () => asJpeg(ben, cards.visiting, { quality: 0.6 }) },
    { by: 'a photograph of it, printed', made: () => asPhotograph(ben, cards.visiting) }
  ]
  test.each(ways)('$by, dropped anywhere, leads to the home and through its door', async ({ made }) => {
    const card = await made()
    await ben.visit()
    await ben.sees('heading', 'Internet Video City')
    await dropFile(ben, card)
    await ben.sees('heading', 'Asha Rao', { capMs: 20_000 })
    const shown = await pointsOf(ben, await (await ben.sees('img', 'Visiting card of Asha Rao')).screenshot())
    expect(colourOf(shown, PHOTO_ON_CARD.left)).toBe('red')
    expect(colourOf(shown, PHOTO_ON_CARD.right)).toBe('cyan')
    await ben.reads('main', undefined, 'Potter')
    await ben.misses('button', 'Invite')
    await ben.follow('Living room')
    await ben.press('Enter room')
    await ben.sees('group', 'You')
    await ben.press('Leave room')
    await ben.press('Yes, leave')
    await ben.press('Go home')
    await ben.sees('heading', 'Asha Rao')
  })

  test('the visiting card of the dialog is the same, and does its work at a room’s door too', async () => {
    await asha.press('Invite')
    const given = await download(asha, 'Download visiting card')
    expect(Buffer.from(given.bytes).equals(Buffer.from(cards.visiting.bytes))).toBe(true)
    await asha.press('Close')
    await ben.visit()
    await ben.follow('Enter the town square')
    await ben.sees('heading', 'Town square')
    await dropFile(ben, given)
    await ben.sees('heading', 'Asha Rao')
  })

  test('no page became unclean', async () => {
    await scene.expectClean()
    await ben.close()
    await cleo.close()
  })
})

test('with a public address, links, codes and cards carry it', async () => {
  const proxied = await scene.superPeer({ publicUrl: 'https://city.example', tls: 'self' })
  expect(proxied.url).toBe('https://city.example/')
  const [here = ''] = proxied.alsoAt
  const olu = await scene.person({
    name: 'Olu',
    colour: 'blue',
    toneHz: TONES_HZ[3],
    url: proxied.url,
    trustsAnyCertificate: true,
    // what a name server and a proxy would do
    hosts: { 'city.example:443': `127.0.0.1:${new URL(here).port}` }
  })
  const { visiting } = await buildHome(olu, { name: 'Olu', passphrase: PASSPHRASE })
  const { hash } = new URL(olu.page.url())
  await olu.press('Invite')
  const link = await (await olu.sees('textbox', 'Link')).inputValue()
  expect(link).toBe(`https://city.example/${hash}/living-room`)
  expect(await readQr(olu, await (await olu.sees('img', 'QR code')).screenshot())).toBe(link)
  expect(await olu.page.getByText('works only on this computer').count()).toBe(0)

  expect(await readQr(olu, visiting.bytes)).toBe(`https://city.example/${hash}`)
  const inside = recogniseCard(visiting.bytes)
  if (inside.kind !== 'visiting') throw new Error(`the card is a ${inside.kind}`)
  const { page, hints } = await openVisitingCard(inside.payload, { nowMs: Date.now() })
  expect(page).toBe('https://city.example')
  expect(hints.filter(hint => hint.includes('127.0.0.1') || hint.includes('localhost'))).toEqual([])
  await olu.expectClean()
})

/** Both see and hear each other. */
async function meet(friend: Person, friendsName: string): Promise<void> {
  await asha.seesColour(friendsName, friend.colour)
  await friend.seesColour('Asha Rao', 'green')
  await asha.hears(friendsName, friend.toneHz)
  await friend.hears('Asha Rao', asha.toneHz)
}

/** What lies on the clipboard, as it comes out in a field. */
async function pasted(person: Person): Promise<string> {
  const beside = await person.openTab()
  await beside.visit()
  const field = await beside.sees('textbox', 'Visit a home')
  await field.focus()
  await beside.keys('Control+V')
  await beside.sees('link', 'Enter the town square')
  const text = await field.inputValue()
  await beside.page.close()
  return text
}

/** Whatever people write stays what they wrote: as text it is shown, or it is refused, and nothing of it ever happens. */
import { encodeQR } from 'qr'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCity, type City } from '../../protocol/city/city.ts'
import type { RoomEntry, VerifiedHome } from '../../protocol/city/home-record.ts'
import { cutAtBytes, toName, utf8Length } from '../../protocol/codec/fields.ts'
import { makeVisitingCard } from '../../protocol/identity/visiting-card.ts'
import { ABOUT_BYTES_MAX, CHAT_TEXT_BYTES_MAX, NAME_BYTES_MAX, ROOMS_MAX } from '../../protocol/limits.ts'
import { approachRoom } from '../../protocol/room/doorway.ts'
import type { Room } from '../../protocol/room/room.ts'
import { buildHome, logIn, type Cards } from '../support/citizen-life.ts'
import { withInside } from '../support/false-cards.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import { dropFile } from '../support/files.ts'
import { intrudersIn, watchForIntruders } from '../support/intruders.ts'
import { PAYLOADS } from '../support/payloads.ts'
import type { Person } from '../support/person.ts'
import { createScene, type Scene } from '../support/scene.ts'
import { newCitizen, newGuest } from '../support/small-city.ts'
import { goToSquare, say } from '../support/square.ts'
import { until } from '../support/until.ts'

/** What a name becomes on its way; the same for titles. Empty: it is refused. */
const NAMES = [...new Set(PAYLOADS.map(payload => toName(payload, NAME_BYTES_MAX)))].filter(name => name !== '')
/** A field of one line takes no line breaks; a field of text cannot hold the character nought. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, '')

const OPEN = { door: 'open', flags: 0, epoch: 0 } as const
/** As many as come in at once. */
const WRITERS = 4

let scene: Scene
let url: string
/** Who reads it all. */
let ada: Person
/** Who writes, without a page that would stop them. */
const writers: City[] = []
const homes: VerifiedHome[] = []

beforeAll(async () => {
  scene = await createScene({ network: 'computer' })
  url = (await scene.superPeer()).url
  ada = await scene.person({ name: 'Ada', colour: 'green', toneHz: TONES_HZ[0], url })
  await watchForIntruders(ada.context)
  for (let i = 0; i < WRITERS; i++) writers.push(await createCity({ identity: await newGuest(), origins: [url] }))
  await ada.visit()
  await ada.sees('link', 'Enter the town square')
})
afterAll(async () => {
  await Promise.all(writers.map(city => city.close()))
  await scene.close()
})

async function expectNothingHappened(): Promise<void> {
  expect(await intrudersIn(ada.page)).toEqual([])
  await ada.expectClean()
}

test('there are enough of them, and they are different', () => {
  expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(50)
  expect(NAMES.length).toBeGreaterThanOrEqual(50)
})

test('the watch sees what it is there for', async () => {
  const seen = await ada.page.evaluate(async () => {
    const marquee = document.createElement('marquee')
    document.body.append(marquee)
    await new Promise(requestAnimationFrame)
    marquee.remove()
    return marquee.outerHTML
  })
  expect(await intrudersIn(ada.page)).toEqual([seen])
  await ada.page.reload()
})

describe('typed', () => {
  test('into «Visit a home»: it is said to lead nowhere, and stays as it was typed', async () => {
    const field = await ada.sees('textbox', 'Visit a home')
    expect(await typeEach(field, PAYLOADS, { sends: true, reads: '[role=alert] code' })).toEqual(
      PAYLOADS.map(payload => ({ left: oneLine(payload), read: 'HOME-4' }))
    )
    await expectNothingHappened()
  })

  test('as an address: it is no place, whichever way it is written', async () => {
    const encoded = PAYLOADS.map(encodeURIComponent)
    const headings = await ada.page.evaluate(
      async places => {
        const seen = new Set<string>()
        for (const place of places) {
          const changed = new Promise(resolve => addEventListener('hashchange', resolve, { once: true }))
          location.hash = `#/${place}`
          await changed
          await new Promise(resolve => setTimeout(resolve))
          seen.add(document.querySelector('h1')?.textContent ?? '')
        }
        return [...seen]
      },
      [...PAYLOADS, ...encoded.map(each => `${each}?via=${each}`)]
    )
    // of what begins with a slash nothing is left, which is the city
    const known = ['This leads to no place in the city.', 'Internet Video City']
    expect(headings.filter(heading => !known.includes(heading))).toEqual([])
    expect(headings).toContain(known[0])
    await expectNothingHappened()
  })

  test('as a name at the door: what is said is what others will read', async () => {
    await goToSquare(ada)
    const field = await ada.sees('textbox', 'Your name')
    expect(await typeEach(field, PAYLOADS, { reads: 'form .hint' })).toEqual(
      PAYLOADS.map(payload => {
        const name = toName(oneLine(payload), NAME_BYTES_MAX)
        return { left: oneLine(payload), read: name === '' ? undefined : `You come in as “${name} (guest)”` }
      })
    )
    await expectNothingHappened()
  })

  test('into the form of a home: the cards show the name, and a passphrase may be anything', async () => {
    await ada.visit('#/build')
    await ada.sees('img', 'Login card of somebody, not yet valid')
    const alt = (name: string): string => `Visiting card of ${name}, not yet valid`
    expect(await typeEach(await ada.sees('textbox', 'Your name'), PAYLOADS, { reads: '.build-visiting img' })).toEqual(
      PAYLOADS.map(payload => ({ left: oneLine(payload), read: alt(toName(oneLine(payload), NAME_BYTES_MAX)) }))
    )
    await ada.press('Show Passphrase')
    for (const field of ['About you', 'Passphrase', 'Repeat passphrase']) {
      const read = await typeEach(await ada.sees('textbox', field), PAYLOADS)
      expect(read.map(({ left }) => left)).toEqual(field === 'About you' ? PAYLOADS : PAYLOADS.map(oneLine))
    }
    await expectNothingHappened()
  })
})

describe('told by others', () => {
  /** Homes whose name, words and doors are nothing but attacks. */
  beforeAll(async () => {
    const [writer] = writers
    for (let from = 0; from < NAMES.length; from += ROOMS_MAX) {
      const titles = NAMES.slice(from, from + ROOMS_MAX)
      const rooms = titles.map((title, index): RoomEntry => ({
        ...OPEN,
        id: new Uint8Array(16).fill(index + 1),
        slug: `room-${index}`,
        title
      }))
      const owner = await newCitizen(titles.at(-1))
      const bytes = await owner.record({ rooms, about: toName(titles.join(' '), ABOUT_BYTES_MAX) })
      await writer?.homes.publish(owner.identity.home, bytes)
      homes.push(await owner.open(bytes))
    }
  })

  test('homes and doors: names, words and titles are shown as they are', async () => {
    expect(homes.length).toBeGreaterThan(3)
    for (const { home, record } of homes) {
      await ada.visit(`#/${home}`)
      await ada.sees('heading', record.name)
      await expect.poll(() => ada.page.title()).toBe(squeezed(`${record.name} · Internet Video City`))
      await ada.sees('img', `Visiting card of ${record.name}`)
      expect(await ada.page.locator('.home-about').textContent()).toBe(record.about)
      const doors = (await ada.sees('list', 'Rooms')).getByRole('link')
      expect(await doors.allTextContents()).toEqual(record.rooms.map(({ title }) => title))
    }
    await expectNothingHappened()
  })

  test('a card with such a name leads to its door, and file names mean nothing', async () => {
    const { home } = homes[0]!
    for (const name of NAMES.filter(each => !each.includes('/')).slice(0, 5)) {
      const owner = await newCitizen(name)
      await writers[0]?.homes.publish(owner.identity.home, await owner.record())
      const card = await makeVisitingCard({ name, about: name, nowMs: Date.now() }, owner.identity)
      await dropFile(ada, { ...withInside('card', 'vcVc', card), name: `${name}.png` })
      await ada.sees('heading', name)
    }
    await ada.visit('#/')
    await ada.sees('link', 'Enter the town square')
    const code = encodeQR(`${url}#/${home}/<img src=x onerror=alert(1)>`, 'gif', { ecc: 'medium', scale: 6 })
    await dropFile(ada, { name: '"><svg onload=alert(1)>.gif', type: 'image/gif', bytes: code })
    await ada.reads('alert', undefined, 'CARD-1', { capMs: 20_000 })
    await expectNothingHappened()
  })

  test('in a room: names on tiles, in lists and on notes, what is said, and the title of the room', async () => {
    const [place] = homes
    const [room] = place!.record.rooms
    await ada.visit(`#/${place!.home}/${room!.slug}`)
    await ada.sees('heading', room!.title)
    await ada.reads('main', undefined, `${place!.record.name}’s home`)
    await ada.write('Your name', 'Ada')
    await ada.press('Enter room')
    await ada.sees('group', 'You')
    await ada.sees('heading', room!.title)
    await ada.press('Open chat')
    await ada.press('People')
    // two at a time; the longer ones stand on doors
    const all = packed(NAMES.filter(name => utf8Length(name) < NAME_BYTES_MAX / 2))
    for (let from = 0; from < all.length; from += WRITERS) {
      // whoever comes in again under another name is another tile
      const names = all.slice(from, from + WRITERS)
      const rooms = await Promise.all(names.map((name, index) => goIn(writers[index]!, place!, name)))
      const people = await ada.sees('list', 'People')
      for (const name of names) {
        await ada.sees('group', `${name} (guest)`)
        await people.getByText(`${name} (guest)`, { exact: true }).waitFor()
      }
      await Promise.all(rooms.map(({ chat }, index) => chat.say(toLines(from + index))))
      const said = names.map((name, index) => [`${name} (guest)`, toLines(from + index)])
      await expect.poll(linesWithNames).toEqual(expect.arrayContaining(said))
      await Promise.all(rooms.map(each => each.leave()))
    }
    await ada.reads('log', 'Chat', `${all[0]!} (guest) came in`)
    await expectNothingHappened()
  })

  test('and what one says oneself reaches the others as it was typed', async () => {
    const { chat, leave } = await goIn(writers[0]!, homes[0]!, 'Bea')
    await ada.sees('group', 'Bea (guest)')
    const lines = NAMES.flatMap((_, index) => (index % LINES === 0 ? [toLines(index)] : []))
    await say(ada, ...lines)
    await until('Bea was to read it all', async () => {
      const read = new Set(chat.lines().map(({ text }) => text))
      const missing = lines.filter(line => !read.has(line))
      return missing.length === 0 ? { yes: true, value: undefined } : { yes: false, saw: missing.join('; ') }
    })
    await leave()
    const { title } = homes[0]!.record.rooms[0]!
    await ada.press('Invite')
    await ada.sees('dialog', `Invite to ${title}`)
    await ada.press('Close')
    await ada.press('Leave room')
    await ada.sees('heading', `You left ${title}`)
    await expectNothingHappened()
  })

  async function goIn(city: City, place: VerifiedHome, name: string): Promise<Room> {
    const [room] = place.record.rooms
    const doorway = await approachRoom({ city, home: place, room: room!, createPeerConnection: null })
    return doorway.enter({ name, presence: { camera: false, microphone: false } })
  }
})

/** As few names as hold them all. */
function packed(names: readonly string[]): string[] {
  const full: string[] = []
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    const at = full.findIndex(other => utf8Length(`${other} ${name}`) <= NAME_BYTES_MAX)
    if (at === -1) full.push(name)
    else full[at] += ` ${name}`
  }
  return full
}

/** Everything in the chat, each with whose it is. */
function linesWithNames(): Promise<string[][]> {
  return ada.page
    .locator('.chat-line')
    .evaluateAll(lines =>
      lines.map(line => ['strong', '.chat-text'].map(part => line.querySelector(part)?.textContent ?? ''))
    )
}

/** Payloads said in one go, one line each. */
const LINES = 4

/** Some payloads as they are said in the chat, from one of them on. */
function toLines(from: number): string {
  const lines = Array.from({ length: LINES }, (_, index) => PAYLOADS[(from + index) % PAYLOADS.length] ?? '')
  return cutAtBytes(`${from}: ${lines.join('\n')}`, CHAT_TEXT_BYTES_MAX).trim()
}

describe('one’s own', () => {
  const NAME = '"><img src=x onerror=alert(1)>'
  const PASSPHRASE = '${constructor}</script><script>alert(1)//\u202E'
  let cards: Cards

  test('home: it is built, found, entered and saved under such a name', async () => {
    cards = await buildHome(ada, { name: NAME, passphrase: PASSPHRASE, about: PAYLOADS.join('\n').slice(0, 240) })
    expect(cards.login.name).toMatch(/^Login card of [^"<>/]+\.png$/)
    await ada.sees('img', `Visiting card of ${NAME}`)
    await ada.follow('Living room')
    await ada.reads('main', undefined, `You come in as ${NAME}`)
    await ada.press('Enter room')
    await ada.sees('group', 'You')
    await ada.press('Leave room')
    await ada.press('Go home')
    await ada.press('Log out')
    await ada.sees('button', 'Build your home')
    await expectNothingHappened()
  })

  test('card: files of any name are read for what is in them, and the passphrase opens it', async () => {
    await ada.press('Log in with your card')
    const file = ada.page.getByLabel('Login card', { exact: true })
    await file.evaluate((input, names) => {
      for (const name of names) {
        const chosen = new DataTransfer()
        chosen.items.add(new File(['no picture'], name, { type: 'image/png' }))
        ;(input as HTMLInputElement).files = chosen.files
        input.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }, PAYLOADS)
    await ada.reads('alert', undefined, 'CARD-1')
    const fields = await typeEach(await ada.sees('textbox', 'Passphrase'), PAYLOADS)
    expect(fields.map(({ left }) => left)).toEqual(PAYLOADS.map(oneLine))
    await ada.press('Close')
    await logIn(ada, cards.login, PASSPHRASE)
    await ada.sees('heading', NAME)
    await expectNothingHappened()
  })
})

/** Spaces as a document's title keeps them. */
function squeezed(text: string): string {
  return text.replaceAll(/[ \t\n\f\r]+/g, ' ').trim()
}

/**
 * Types one text after the other into a field, as the browser does, and gives what stays in it and what is read then.
 *
 * @param options.sends - sends the field's form each time
 * @param options.reads - whose words, or whose picture's words, are read
 */
function typeEach(
  field: Locator,
  texts: readonly string[],
  options: { sends?: boolean; reads?: string } = {}
): Promise<{ left: string; read: string | undefined }[]> {
  return field.evaluate(
    async (element, [all, { sends = false, reads = 'title' }]) => {
      const box = element as HTMLInputElement | HTMLTextAreaElement
      const told: { left: string; read: string | undefined }[] = []
      for (const text of all) {
        box.value = text
        box.dispatchEvent(new InputEvent('input', { bubbles: true }))
        await new Promise(resolve => setTimeout(resolve))
        if (sends) box.form?.requestSubmit()
        await new Promise(resolve => setTimeout(resolve))
        const place = document.querySelector(reads)
        const read = place instanceof HTMLImageElement ? place.alt : place?.textContent
        told.push({ left: box.value, read: read ?? undefined })
      }
      return told
    },
    [texts, options] as const
  )
}

/** The city when the times are hard: nothing is kept, clocks are wrong, the super-peer is gone, papers have run out. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setClockAhead } from '../support/circumstances.ts'
import { buildHome } from '../support/citizen-life.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import { download } from '../support/files.ts'
import type { Person, PersonOptions } from '../support/person.ts'
import { createScene, type Scene } from '../support/scene.ts'
import type { SuperPeerProcess } from '../support/super-peer.ts'

const PASSPHRASE = 'four quiet blue kettles'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

let scene: Scene

beforeAll(async () => {
  scene = await createScene()
})
afterAll(() => scene.close())

const guest = (url: string, options: Partial<PersonOptions> = {}): Promise<Person> =>
  scene.person({ name: 'Ada', colour: 'green', toneHz: TONES_HZ[0], url, origins: [byNumber(url)], ...options })

/** The same super-peer as its own records tell its address; whoever has lost it tries every one it knows. */
function byNumber(url: string): string {
  return url.replace('localhost', '127.0.0.1')
}

async function enterSquare(person: Person): Promise<void> {
  await person.visit()
  await person.follow('Enter the town square')
  await person.write('Your name', person.name)
  await person.press('Camera')
  await person.seesColour(person.region('Preview'), person.colour)
  await person.press('Enter room')
  await person.sees('group', 'You')
}

async function says(person: Person, message: string): Promise<void> {
  await person.write('Message', message)
  await person.press('Send')
}

/** The page has fetched all its parts, which it does when nothing else is to be done. */
async function wholePage(person: Person): Promise<void> {
  await person.page.waitForFunction(() =>
    ['qr-worker', 'card-worker', 'card-drawing', 'card-places'].every(part =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes(`/assets/${part}-`))
    )
  )
}

/** Requests for parts of the page that were refused on purpose. */
function assetsThatFailed(person: Person): string[] {
  const failed = person.complaints().filter(({ kind, text }) => kind === 'failed request' && text.includes('/assets/'))
  return failed.map(({ text }) => text).filter(text => text.endsWith('net::ERR_CONNECTION_REFUSED'))
}

describe('a browser that keeps nothing', () => {
  test('says so, and everything works until the tab closes', async () => {
    const { url } = await scene.superPeer()
    const ada = await guest(url, { storage: 'refused' })
    await ada.visit()
    await ada.reads('status', 'Notices', 'This browser keeps nothing for this page.')
    await ada.reads('status', 'Notices', 'STORE-1')
    await buildHome(ada, { name: 'Ada', passphrase: PASSPHRASE })
    const home = new URL(ada.page.url()).hash
    await ada.sees('button', 'Log out')
    await ada.follow('Living room')
    await ada.press('Camera')
    await ada.press('Enter room')
    await ada.seesColour('You', 'green')
    await ada.press('Leave room')
    await ada.press('Go home')
    await ada.sees('button', 'Log out')
    await ada.page.reload()
    // the city knows the home; this browser no longer knows whose it is
    await ada.sees('heading', 'Ada')
    expect(new URL(ada.page.url()).hash).toBe(home)
    await ada.sees('button', 'Log in with your card')
    await ada.misses('button', 'Log out')
    await ada.reads('status', 'Notices', 'STORE-1')
    await ada.expectClean()
    await ada.close()
  })
})

describe('clocks', () => {
  let url: string
  beforeAll(async () => {
    url = (await scene.superPeer()).url
  })

  test.each([
    { aheadMs: 2 * DAY_MS, by: '2 days' },
    { aheadMs: -2 * DAY_MS, by: '2 days' },
    { aheadMs: 40 * MINUTE_MS, by: '40 minutes' }
  ])('one that is $aheadMs ms ahead is said to be wrong, and by how much', async ({ aheadMs, by }) => {
    const ada = await guest(url, { clockAheadMs: aheadMs })
    await ada.visit()
    await ada.reads('status', 'Notices', 'The clock of this computer is wrong.')
    await ada.reads('status', 'Notices', `differs from the city’s by ${by}`)
    await ada.reads('status', 'Notices', 'CLOCK-1')
    // that nobody is reached is said once, by its cause
    expect(await ada.page.getByText(/NET-\d/).count()).toBe(0)
    await ada.expectClean()
    await ada.close()
  })

  test('a home built two days ahead outlasts the clock being set, and its card brings it into the city', async () => {
    const ada = await guest(url, { clockAheadMs: 2 * DAY_MS })
    await buildHome(ada, { name: 'Ada', passphrase: PASSPHRASE })
    const home = new URL(ada.page.url()).hash
    await setClockAhead(ada.page.context(), -2 * DAY_MS)
    await ada.page.reload()
    await ada.sees('heading', 'Ada')
    await ada.sees('button', 'Log out')
    await ada.reads('status', 'Notices', 'HOME-11', { capMs: 30_000 })
    await ada.press('Log in with your card')
    await ada.sees('img', 'The login card you chose')
    await ada.write('Passphrase', PASSPHRASE)
    await ada.press('Log in')
    await ada.misses('dialog', 'Log in', { capMs: 40_000 })
    await expect.poll(() => ada.page.getByText('HOME-11').count()).toBe(0)
    const bea = await guest(url, { name: 'Bea' })
    await bea.visit(home)
    await bea.sees('heading', 'Ada', { capMs: 30_000 })
    for (const person of [ada, bea]) {
      await person.expectClean()
      await person.close()
    }
  })

  test('ten minutes more and ten minutes less are borne in silence: people meet, and a home is built and found', async () => {
    const ada = await guest(url, { clockAheadMs: 10 * MINUTE_MS })
    const bea = await guest(url, {
      name: 'Bea',
      colour: 'magenta',
      toneHz: TONES_HZ[1],
      clockAheadMs: -10 * MINUTE_MS
    })
    await buildHome(ada, { name: 'Ada', passphrase: PASSPHRASE })
    const home = new URL(ada.page.url()).hash
    await ada.follow('Living room')
    await ada.press('Camera')
    await ada.press('Enter room')
    await bea.visit(home)
    await bea.sees('heading', 'Ada')
    await bea.follow('Living room')
    await bea.write('Your name', 'Bea')
    await bea.press('Camera')
    await bea.press('Enter room')
    await ada.seesColour('Bea (guest)', 'magenta')
    await bea.seesColour('Ada', 'green')
    for (const person of [ada, bea]) await person.press('Open chat')
    await says(ada, 'What time is it?')
    await bea.reads('log', 'Chat', 'What time is it?')
    await says(bea, 'Early.')
    await ada.reads('log', 'Chat', 'Early.')
    for (const person of [ada, bea]) {
      expect(await person.page.getByText('CLOCK-1').count()).toBe(0)
      await person.expectClean()
      await person.close()
    }
  })
})

describe('the only super-peer', () => {
  let folder: string
  let superPeer: SuperPeerProcess
  let port: number
  const people: Person[] = []
  const start = async (): Promise<void> => {
    superPeer = await scene.superPeer({ folder, port })
    port = Number(new URL(superPeer.url).port)
  }
  /** What this browser said of lines that nobody took up, or that broke on the way, whatever a page does. */
  const refused = (person: Person): string[] => {
    const begins = [superPeer.url, byNumber(superPeer.url)].map(
      url => `WebSocket connection to '${url.replace('http', 'ws')}' failed: `
    )
    const errors = person.complaints().filter(({ kind }) => kind === 'console error')
    return errors.map(({ text }) => text).filter(text => begins.some(begin => text.startsWith(begin)))
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'videocity-hard-times-'))
    port = 0
    await start()
  })
  afterAll(async () => {
    for (const person of people) await person.close()
    await superPeer.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('is killed: a call goes on, and the page says that the city is out of reach', async () => {
    const ada = await guest(superPeer.url)
    const bea = await guest(superPeer.url, { name: 'Bea', colour: 'magenta', toneHz: TONES_HZ[1] })
    people.push(ada, bea)
    for (const person of people) await enterSquare(person)
    await ada.seesColour('Bea (guest)', 'magenta')
    await bea.seesColour('Ada (guest)', 'green')
    await superPeer.kill()
    for (const person of people) {
      await person.reads('status', 'Notices', 'The city cannot be reached.', { capMs: 30_000 })
      await person.reads('status', 'Notices', 'NET-1')
    }
    expect(await ada.countsFrames('Bea (guest)', 2_000)).toBeGreaterThan(5)
    expect(await bea.countsFrames('Ada (guest)', 2_000)).toBeGreaterThan(5)
  })

  test('is back: the notice goes by itself, the call is whole, and somebody new can come in', async () => {
    await start()
    const [ada, bea] = people as [Person, Person]
    for (const person of people) {
      await expect.poll(() => person.page.getByText('NET-1').count(), { timeout: 30_000 }).toBe(0)
      await person.press('Open chat')
    }
    await says(ada, 'Still there?')
    await bea.reads('log', 'Chat', 'Still there?')
    await ada.seesColour('Bea (guest)', 'magenta')
    await bea.press('Leave room')
    await ada.misses('group', 'Bea (guest)')
    await bea.press('Rejoin')
    await bea.press('Turn camera on')
    await ada.seesColour('Bea (guest)', 'magenta', { capMs: 30_000 })
    await bea.press('Open chat')
    await bea.reads('log', 'Chat', 'Still there?')
    for (const person of people) {
      await person.expectClean({ allow: refused(person) })
      await person.close()
    }
    people.length = 0
  })

  test('is gone after the page was loaded: a home can be built all the same, and moves into the city by itself', async () => {
    const ada = await guest(superPeer.url)
    people.push(ada)
    await ada.visit()
    await ada.sees('link', 'Enter the town square')
    await wholePage(ada)
    await superPeer.kill()
    await ada.reads('status', 'Notices', 'The city cannot be reached.', { capMs: 30_000 })
    await ada.press('Build your home')
    await ada.write('Your name', 'Ada')
    await ada.write('Passphrase', PASSPHRASE)
    await ada.write('Repeat passphrase', PASSPHRASE)
    await ada.press('Build my home')
    await ada.sees('heading', 'Your home stands', { capMs: 40_000 })
    await ada.sees('link', 'Download login card')
    await ada.reads('alert', undefined, 'No super-peer has taken your home yet.', { capMs: 40_000 })
    await download(ada, 'Download login card')
    await ada.press('Go to my home')
    await ada.sees('heading', 'Ada')
    const home = new URL(ada.page.url()).hash
    await start()
    await expect.poll(() => ada.page.getByText('HOME-5').count(), { timeout: 40_000 }).toBe(0)
    await expect.poll(() => ada.page.getByText('NET-1').count(), { timeout: 30_000 }).toBe(0)
    const bea = await guest(superPeer.url, { name: 'Bea' })
    people.push(bea)
    await bea.visit(home)
    await bea.sees('heading', 'Ada')
    await ada.expectClean({ allow: refused(ada) })
    await bea.expectClean()
  })

  test('is gone before the whole page has come: it is said, and the rest comes when it can', async () => {
    const early = await guest(superPeer.url)
    people.push(early)
    const rest = '**/assets/behind-the-door-*.js'
    await early.page.route(rest, route => route.abort('connectionrefused'))
    await early.visit()
    await early.reads('status', 'Notices', 'The city cannot be reached.')
    await early.page.unroute(rest)
    await early.follow('Enter the town square')
    await early.sees('button', 'Enter room', { capMs: 30_000 })
    expect(await early.page.getByText('NET-1').count()).toBe(0)
    await early.expectClean({
      allow: ['Failed to load resource: net::ERR_CONNECTION_REFUSED', ...assetsThatFailed(early)]
    })
    await early.close()
    people.splice(people.indexOf(early), 1)
  })

  test('is gone while a place is being looked for: it says so, and Retry finds it later', async () => {
    const [ada, bea] = people as [Person, Person]
    const home = new URL(ada.page.url()).hash
    await bea.visit()
    await bea.sees('link', 'Enter the town square')
    await superPeer.kill()
    await bea.reads('status', 'Notices', 'NET-1', { capMs: 30_000 })
    await bea.visit(`${home}/living-room`)
    await bea.sees('button', 'Retry', { capMs: 30_000 })
    expect(await bea.page.locator('main').innerText()).toMatch(/(NET|ROOM|HOME)-\d+/)
    await start()
    await expect.poll(() => bea.page.getByText('NET-1').count(), { timeout: 30_000 }).toBe(0)
    await bea.press('Retry')
    await bea.sees('button', 'Enter room', { capMs: 30_000 })
    await bea.expectClean({ allow: refused(bea) })
  })
})

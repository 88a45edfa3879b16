/** Two citizens, one at a computer and one with a telephone, go through every page; each page is photographed on the way. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { genesisOf, newSeed } from '../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../protocol/identity/genesis.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import { chooseFile, download, type LooseFile } from '../support/files.ts'
import type { Person } from '../support/person.ts'
import { pointsOf } from '../support/pictures.ts'
import { createScene, type Scene } from '../support/scene.ts'
import { say } from '../support/square.ts'
import { until } from '../support/until.ts'
import { smallPng } from './small-png.ts'
import { openStudio, type Sitter, type Studio } from './studio.ts'

/** The usual port, so that addresses look as they do for everybody. */
const PORT = 5080
/** An address of documentation: to a browser as strange as any other computer. */
const OTHER_COMPUTER = '192.0.2.7'
/** Making keys, opening cards and asking the whole city take a while on a busy computer. */
const WORKING = { capMs: 60_000 }
/** Pictures are decoded and fields laid out again within this time. */
const STILL_AFTER_MS = 700
/** Of a moment that passes. */
const TRIES_MAX = 15
const PASSPHRASE = 'four quiet blue kettles'

/** A citizen of these pictures. */
interface Part {
  readonly name: string
  readonly about: string
  readonly sitter: Sitter
  readonly device: Person['device']
}

const ASHA: Part = {
  name: 'Asha Rao',
  about: 'Tea, pots and peer-to-peer. Come in and sit down.',
  sitter: 'asha',
  device: 'desktop'
}
const TOMAS: Part = {
  name: 'Tomás Lindqvist',
  about: 'Boats, tides and old radios by the harbour.',
  sitter: 'tomas',
  device: 'phone'
}

/** A citizen in front of the page. */
interface Actor extends Part {
  readonly person: Person
  readonly photo: LooseFile
}

/**
 * Photographs what somebody sees, under the page's name and the size of their screen.
 *
 * @param isRight - tries for a while to take a moment in which this is so
 */
type Take = (person: Person, page: string, isRight?: () => Promise<boolean>) => Promise<void>

/**
 * Takes them all.
 *
 * @param tell - what was taken, line by line
 */
export async function takeScreenshots(folder: string, tell: (line: string) => void): Promise<void> {
  await mkdir(folder, { recursive: true })
  process.env['TZ'] = whereItIsEvening()
  const scene = await createScene({ addresses: [`${OTHER_COMPUTER}/32`] })
  try {
    const { url } = await scene.superPeer({ port: scene.namespace.isIsolated ? PORT : 0 })
    const desk = await scene.person({ name: 'Photographer', colour: 'blue', toneHz: TONES_HZ[2], url })
    const studio = await openStudio(desk)
    const take: Take = async (person, page, isRight) => {
      const picture = smallPng(await pointsOf(desk, await stillOf(person, isRight)))
      const { width = 0, height = 0 } = person.page.viewportSize() ?? {}
      const name = `${page}-${width}x${height}.png`
      await writeFile(join(folder, name), picture)
      tell(`${name}  ${Math.round(picture.length / 1_000)} kB`)
    }
    const [asha, tomas] = [await actor(scene, studio, url, ASHA), await actor(scene, studio, url, TOMAS)]
    await theirOwn(take, asha, tomas)
    await together(take, asha, tomas)
    await asStrangers(take, asha, tomas)
    await scene.expectClean()
    if (scene.namespace.isIsolated) await fromAnotherComputer(scene, take)
    else tell(`not-secure is left out: ${scene.namespace.reason}`)
  } finally {
    await scene.close()
  }
}

/** The City page, a home that is built, and the way back to it with its login card. */
async function theirOwn(take: Take, ...actors: readonly Actor[]): Promise<void> {
  for (const { person, name, about, photo } of actors) {
    await person.visit()
    await person.sees('link', 'Enter the town square', WORKING)
    await take(person, 'city')
    await inDaylight(person, () => take(person, 'light-city'))

    await person.press('Build your home')
    await person.write('Your name', name)
    await person.write('About you', about)
    await chooseFile(person, 'Choose a photo', photo)
    await person.press('Use this part')
    await person.sees('img', 'Your photo')
    await person.write('Passphrase', PASSPHRASE)
    await person.write('Repeat passphrase', PASSPHRASE)
    await person.sees('img', `Login card of ${name}, not yet valid`)
    await take(person, 'build')

    await person.tick('Make a recovery sheet')
    await person.press('Build my home')
    await person.sees('heading', 'Your home stands', WORKING)
    await take(person, 'build-done')
    const card = await download(person, 'Download login card')
    await download(person, 'Download recovery sheet')
    await person.press('Go to my home')
    await person.sees('button', 'Log out')

    await person.press('Log out')
    await person.press('Log in with your card')
    await chooseFile(person, 'Login card', card)
    await person.sees('img', 'The login card you chose')
    await person.write('Passphrase', PASSPHRASE)
    await take(person, 'log-in')
    await person.press('Log in')
    await person.misses('dialog', 'Log in', WORKING)
    await person.sees('button', 'Log out')
  }
}

/** Each is the other's host once: one way round for the pictures of the telephone, the other for the computer's. */
async function together(take: Take, asha: Actor, tomas: Actor): Promise<void> {
  await goHome(asha)
  await enterOwnRoom(asha)
  await call(take, asha, tomas)
  await asha.person.press('Leave room')
  await asha.person.sees('heading', 'You left Living room')
  await take(asha.person, 'left')
  await asha.person.press('Go home')
  await atHome(take, asha)

  await leaveOnPhone(tomas)
  await take(tomas.person, 'left')
  await goHome(tomas)
  await enterOwnRoom(tomas)
  await visit(take, asha, tomas)
  await asha.person.press('Enter room')
  await asha.person.sees('group', tomas.name)
  await leaveOnPhone(tomas)
  await tomas.person.press('Go home')
  await atHome(take, tomas)
  await asha.person.press('Leave room')
}

async function call(take: Take, asha: Actor, tomas: Actor): Promise<void> {
  await visit(take, tomas, asha)
  await tomas.person.press('Enter room')
  for (const [{ person }, other] of [
    [asha, tomas],
    [tomas, asha]
  ] as const) {
    await person.sees('group', other.name, WORKING)
    await seesMoving(person, other.name)
    await person.press('Open chat')
  }
  await converse(asha, tomas)
  await tomas.person.reads('log', 'Chat', 'first song')
  await take(asha.person, 'room')
  await inDaylight(asha.person, () => take(asha.person, 'light-room'))
  await take(tomas.person, 'room-chat')
  await tomas.person.press('Close chat')
  await take(tomas.person, 'room')
  await inDaylight(tomas.person, () => take(tomas.person, 'light-room'))
  await asha.person.press('People')
  await tomas.person.press('More')
  await tomas.person.press('People')
  for (const { person } of [asha, tomas]) {
    await person.sees('list', 'People')
    await take(person, 'room-people')
  }
}

async function converse(asha: Actor, tomas: Actor): Promise<void> {
  const lines = [
    [tomas, 'Good evening! The ferry was early for once.'],
    [asha, 'Come in, the tea is ready.'],
    [tomas, 'I brought the recordings from Sunday. The tide table is at https://harbour.example/tides'],
    [asha, 'Lovely. Shall we start with the first song?']
  ] as const
  for (const [speaker, line] of lines) {
    await say(speaker.person, line)
    for (const { person } of [asha, tomas]) await person.reads('log', 'Chat', line)
  }
}

/** Where nobody lives, and without a home. */
async function asStrangers(take: Take, ...actors: readonly Actor[]): Promise<void> {
  for (const { person } of actors) {
    await person.visit(`#/${homeIdOf(genesisOf(newSeed()))}`)
    await person.sees('heading', 'No home is known at this address.', WORKING)
    await take(person, 'problem')
  }
}

async function fromAnotherComputer(scene: Scene, take: Take): Promise<void> {
  const { url } = await scene.superPeer({ host: OTHER_COMPUTER, tls: 'self', port: PORT })
  for (const device of ['desktop', 'phone'] as const) {
    const http = url.replace('https:', 'http:')
    const person = await scene.person({ name: 'Somebody', colour: 'cyan', toneHz: TONES_HZ[3], url: http, device })
    await person.visit()
    await person.sees('heading', 'This address is not secure')
    await person.sees('link', url)
    await take(person, 'not-secure')
    await person.close()
  }
}

async function actor(scene: Scene, studio: Studio, url: string, part: Part): Promise<Actor> {
  const { name, sitter, device } = part
  const film = await studio.film(sitter)
  const person = await scene.person({ name, colour: 'green', toneHz: TONES_HZ[0], url, device, film })
  await person.context.addInitScript(nameDevices)
  return { ...part, person, photo: await studio.photo(sitter) }
}

async function goHome({ person, name }: Actor): Promise<void> {
  await person.follow('My home')
  await person.sees('heading', name)
  await person.sees('link', 'Living room')
}

async function enterOwnRoom({ person }: Actor): Promise<void> {
  await person.follow('Living room')
  await person.press('Camera')
  await person.press('Microphone')
  await person.reads('status', undefined, 'Camera is on')
  await person.press('Enter room')
  await person.sees('group', 'You')
}

/** Comes to the other's home while they are in, and up to the door. */
async function visit(take: Take, guest: Actor, host: Actor): Promise<void> {
  const { person } = guest
  await person.visit(new URL(host.person.page.url()).hash.replace(/\/[^/]*$/, ''))
  await person.sees('heading', host.name, WORKING)
  await person.reads('listitem', undefined, '1 in')
  await take(person, 'home-visitor')
  await person.follow('Living room')
  await person.reads('main', undefined, `1 in: ${host.name}`)
  await person.press('Camera')
  await person.press('Microphone')
  await person.reads('status', undefined, 'Camera is on')
  const meter = await person.sees('meter', 'We hear you')
  await take(person, 'door', async () => Number(await meter.getAttribute('aria-valuenow')) > 0)
}

/** At the own home, with somebody else in the living room. */
async function atHome(take: Take, { person, name }: Actor): Promise<void> {
  await person.sees('heading', name)
  await person.reads('listitem', undefined, '1 in')
  await take(person, 'home')
  await person.press('Invite')
  await person.sees('img', 'QR code')
  await take(person, 'invite')
  await person.press('Close')
}

async function leaveOnPhone({ person }: Actor): Promise<void> {
  await person.keys('Escape')
  await person.press('Leave room')
  await person.press('Yes, leave')
  await person.sees('heading', 'You left Living room')
}

/** Runs in the page: Chromium calls a camera by the path of its film. */
function nameDevices(): void {
  const names: Readonly<Record<string, string>> = { videoinput: 'Built-in camera', audioinput: 'Built-in microphone' }
  Object.defineProperty(MediaDeviceInfo.prototype, 'label', {
    get(this: MediaDeviceInfo) {
      return names[this.kind] ?? 'Headphones'
    }
  })
}

/** A time zone in which it is seven in the evening or nearly so. */
function whereItIsEvening(): string {
  const eastHours = ((19 - new Date().getUTCHours() + 35) % 24) - 11
  // POSIX counts to the west
  return `Etc/GMT${eastHours > 0 ? '-' : '+'}${Math.abs(eastHours)}`
}

async function inDaylight({ page }: Person, what: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await what()
  await page.emulateMedia({ colorScheme: 'dark' })
}

/** What is on the screen once nothing is under way any more. */
async function stillOf({ page }: Person, isRight: () => Promise<boolean> = async () => true): Promise<Uint8Array> {
  // nothing is to look pointed at or typed into
  await page.mouse.move(0, 0)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    scrollTo(0, 0)
    return Promise.all([...document.images].map(image => image.decode().catch(() => undefined)))
  })
  await page.waitForTimeout(STILL_AFTER_MS)
  for (let tries = 1; ; tries++) {
    const wasRight = await isRight()
    const picture = await page.screenshot()
    if ((wasRight && (await isRight())) || tries === TRIES_MAX) return picture
  }
}

async function seesMoving(person: Person, name: string): Promise<void> {
  await until(`${person.name} was to see ${name} move`, async () => {
    const frames = await person.countsFrames(name, 500).catch(() => 0)
    return frames > 1 ? { yes: true, value: undefined } : { yes: false, saw: 'a still' }
  })
}

/** What every citizen does at first: builds a home, keeps the cards, comes back with them. */
import { chooseFile, download, dropFile, type LooseFile } from './files.ts'
import type { Part } from './pictures.ts'
import type { Tab } from './tab.ts'

/** What a home shall be. */
export interface HomeWish {
  readonly name: string
  readonly passphrase: string
  readonly about?: string
  readonly photo?: LooseFile
}

/** The files a citizen keeps. */
export interface Cards {
  readonly login: LooseFile
  readonly visiting: LooseFile
}

/** Where the photo's left and right half are on a visiting card. */
export const PHOTO_ON_CARD = {
  left: { left: 36 / 600, top: 90 / 360, width: 50 / 600, height: 112 / 360 },
  right: { left: 98 / 600, top: 90 / 360, width: 50 / 600, height: 112 / 360 }
} as const satisfies Record<string, Part>

/** Making the keys, and locking the card with 64 MiB, may take a while on a busy computer. */
const BUILDING = { capMs: 40_000 }

/** Builds a home in the shortest way, saves both cards, and goes there. */
export async function buildHome(tab: Tab, { name, passphrase, about, photo }: HomeWish): Promise<Cards> {
  await tab.visit('#/build')
  await tab.write('Your name', name)
  if (about !== undefined) await tab.write('About you', about)
  if (photo !== undefined) {
    await chooseFile(tab, 'Choose a photo', photo)
    await tab.press('Use this part')
    await tab.sees('img', 'Your photo')
  }
  await tab.write('Passphrase', passphrase)
  await tab.write('Repeat passphrase', passphrase)
  await tab.press('Build my home')
  await tab.sees('heading', 'Your home stands', BUILDING)
  const cards = {
    login: await download(tab, 'Download login card'),
    visiting: await download(tab, 'Download visiting card')
  }
  await tab.press('Go to my home')
  await tab.sees('heading', name)
  return cards
}

/** Drops a login card anywhere on the page and gives its passphrase. */
export async function logIn(tab: Tab, card: LooseFile, passphrase: string): Promise<void> {
  await dropFile(tab, card)
  await tab.sees('img', 'The login card you chose', READING)
  await tab.write('Passphrase', passphrase)
  await tab.press('Log in')
  await tab.misses('dialog', 'Log in', BUILDING)
}

/** A photograph is searched for its code for up to eight seconds. */
const READING = { capMs: 20_000 }

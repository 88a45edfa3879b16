/** One tab of a person's browser, driven only by what can be read, seen and heard in it. */
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { devicesEverHeld, heldDevices, received, type Received } from './capture.ts'
import type { Device } from './chromium.ts'
import type { Colour } from './fake-capture.ts'
import { hearsNothing, hearsTone } from './hearing.ts'
import { countsFrames, seesColour, seesMirrored, seesNoPicture } from './seeing.ts'
import { PATIENCE_MS, type Patience } from './until.ts'

/** What a role is called in a page; the same words as ARIA's. */
export type Role = Parameters<Page['getByRole']>[0]

/** A name as it is written, or a pattern for it. */
export type Name = string | RegExp

/** A tab. Every verb waits as a person would, and fails with what the page showed instead. */
export interface Tab {
  readonly name: string
  readonly device: Device
  /** For what no verb covers; by role and name there too. */
  readonly page: Page
  readonly context: BrowserContext
  /** A folder that goes away with the person. */
  readonly folder: string

  /** Opens a place of the city: `''`, `'#/build'`, or a whole address. */
  visit(place?: string): Promise<void>
  /** Presses a button, or what else has this name in this role. */
  press(name: Name, role?: Role): Promise<void>
  follow(link: Name): Promise<void>
  /** Types into a text field, in place of what is there. */
  write(field: Name, text: string): Promise<void>
  choose(list: Name, choice: string): Promise<void>
  tick(box: Name): Promise<void>
  untick(box: Name): Promise<void>
  /** Presses keys, such as `Tab` or `Control+D`. */
  keys(...keys: readonly string[]): Promise<void>

  sees(role: Role, name: Name, patience?: Patience): Promise<Locator>
  /** Waits until it is no longer there. */
  misses(role: Role, name: Name, patience?: Patience): Promise<void>
  /** Waits for words anywhere in the element with this role and name; without a name in any with this role. */
  reads(role: Role, name: Name | undefined, words: Name, patience?: Patience): Promise<void>

  /** A part of the page by the name it is read out with, such as `Preview`. */
  region(name: string): Locator
  /** The tile of somebody, by the whole name on it: `You`, `Bea`, `Bea (guest)`. */
  tile(name: string): Locator
  /** A tile's or another place's moving picture has this colour. */
  seesColour(where: string | Locator, colour: Colour, patience?: Patience): Promise<void>
  /** No picture is shown there, or a black one; a frozen one counts as a picture. */
  seesNoPicture(where: string | Locator, patience?: Patience): Promise<void>
  /** Whether the picture is a mirror image, on the screen. */
  seesMirrored(where: string | Locator): Promise<boolean>
  /** New pictures shown there within that time. */
  countsFrames(where: string | Locator, duringMs: number): Promise<number>
  /** This tone, and no other, comes from there. */
  hears(where: string | Locator, toneHz: number, patience?: Patience): Promise<void>
  hearsNothing(where: string | Locator, patience?: Patience): Promise<void>

  /** Kinds of devices whose light is on because of this tab: `audio`, `video`. */
  holds(): Promise<string[]>
  /** How many devices it was ever given. */
  everHeld(): Promise<number>
  /** Media packets that have come in so far, whatever is shown of them. */
  received(): Promise<Received>
}

/** What a tab belongs to. */
export interface TabOptions {
  readonly name: string
  readonly device: Device
  readonly page: Page
  readonly folder: string
  /** The address of the city. */
  readonly url: string
}

/** What can be reached: while a modal dialog is open the page behind it is there for nobody. */
const REACHABLE = 'body:not(:has(dialog:modal)) *, dialog:modal, dialog:modal *'

/** Takes a page as a tab. Nothing is opened in it yet. */
export function createTab({ name, device, page, folder, url }: TabOptions): Tab {
  page.setDefaultTimeout(PATIENCE_MS)

  const tell = async <T>(what: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (error) {
      throw new Error(`${name} ${what}: ${firstLines(error)}\n${await describePage(page)}`, { cause: error })
    }
  }
  const reachable = page.locator(REACHABLE)
  const find = (role: Role, label: Name): Locator => page.getByRole(role, { name: label, exact: true }).and(reachable)
  const region = (label: string): Locator => find('region', label)
  const tile = (label: string): Locator => region('Stage').getByRole('group', { name: label, exact: true })
  const place = (where: string | Locator): Locator => (typeof where === 'string' ? tile(where) : where)
  const touch = (target: Locator): Promise<void> => (device === 'phone' ? target.tap() : target.click())

  return {
    name,
    device,
    page,
    context: page.context(),
    folder,
    region,
    tile,

    async visit(path = '') {
      const target = new URL(path, url).href
      // to another hash of the same page a browser only jumps: that is the page's own navigation, not a failure
      await tell(`could not open ${target}`, () => page.goto(target))
    },
    press: (label, role = 'button') => tell(`could not press ${role} "${label}"`, () => touch(find(role, label))),
    follow: link => tell(`could not follow link "${link}"`, () => touch(find('link', link))),
    write: (field, text) =>
      tell(`could not write into "${field}"`, async () => {
        const box = find('textbox', field)
        await box.fill('')
        await box.pressSequentially(text)
      }),
    choose: (list, choice) =>
      tell(`could not choose "${choice}" in "${list}"`, async () => {
        await find('combobox', list).selectOption({ label: choice })
      }),
    tick: box => tell(`could not tick "${box}"`, () => find('checkbox', box).check()),
    untick: box => tell(`could not untick "${box}"`, () => find('checkbox', box).uncheck()),
    async keys(...keys) {
      for (const key of keys) await page.keyboard.press(key)
    },

    sees: (role, label, { capMs } = {}) =>
      tell(`does not see ${role} "${label}"`, async () => {
        const found = find(role, label)
        await found.waitFor(timeout(capMs))
        return found
      }),
    misses: (role, label, { capMs } = {}) =>
      tell(`still sees ${role} "${label}"`, () =>
        find(role, label)
          .first()
          .waitFor({ state: 'hidden', ...timeout(capMs) })
      ),
    reads: (role, label, words, { capMs } = {}) =>
      tell(`does not read "${words}" in ${role} "${label ?? ''}"`, () => {
        const inside = label === undefined ? page.getByRole(role).and(reachable) : find(role, label)
        return inside.filter({ hasText: words }).first().waitFor(timeout(capMs))
      }),

    seesColour: (where, wanted, patience) => tell('does not see it', () => seesColour(place(where), wanted, patience)),
    seesNoPicture: (where, patience) => tell('still sees something', () => seesNoPicture(place(where), patience)),
    seesMirrored: where => tell('cannot tell left from right', () => seesMirrored(place(where))),
    countsFrames: (where, duringMs) => tell('sees no pictures', () => countsFrames(place(where), duringMs)),
    hears: (where, wantedHz, patience) => tell('does not hear it', () => hearsTone(place(where), wantedHz, patience)),
    hearsNothing: (where, patience) => tell('still hears something', () => hearsNothing(place(where), patience)),

    holds: () => heldDevices(page),
    everHeld: () => devicesEverHeld(page),
    received: () => received(page)
  }
}

function timeout(capMs: number | undefined): { timeout?: number } {
  return capMs === undefined ? {} : { timeout: capMs }
}

function firstLines(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n').slice(0, 3).join('\n')
}

/** Where the person is and what can be read there, for an error. */
async function describePage(page: Page): Promise<string> {
  if (page.isClosed()) return 'the page is closed'
  const words = await page
    .locator('body')
    .ariaSnapshot({ timeout: 2_000 })
    .catch(() => 'nothing that can be read')
  return `at ${page.url()} the page says:\n${words.slice(0, 4_000)}`
}

/** A person at a computer or a telephone: a Chromium of their own, driven only by what can be read, seen and heard. */
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { startChromium, type ChromiumOptions, type Device } from './chromium.ts'
import { answerForDevices, blockSound, drawCurtain, keepDevicesBusy } from './circumstances.ts'
import type { Colour } from './fake-capture.ts'
import { hearsNothing, hearsTone } from './hearing.ts'
import type { Namespace } from './namespace.ts'
import { countsFrames, seesColour, seesMirrored, seesNoPicture } from './seeing.ts'
import { PATIENCE_MS, type Patience } from './until.ts'
import { witnessOf, type Complaint } from './witness.ts'

/** Who a person is and what they sit at. */
export interface PersonOptions {
  readonly name: string
  readonly colour: Colour
  readonly toneHz: number
  /** The address of the city, as a super-peer printed it. */
  readonly url: string
  readonly namespace: Namespace
  /** Default `desktop`. */
  readonly device?: Device
  /** Default `granted`. */
  readonly permissions?: ChromiumOptions['permissions']
  /** Default `working`; `busy` is as if another program held them, until `setDevicesBusy(false)`. */
  readonly devices?: ChromiumOptions['devices'] | 'busy'
  /** Default `allowed`; `blocked` plays no sound until the person presses something after the first refusal. */
  readonly playback?: 'allowed' | 'blocked'
  /** As people have it: the page is slowed down while hidden, see `hide()`. Default `false`. */
  readonly throttled?: boolean
  /** Goes on past the warning about a certificate nobody has signed. Default `false`. */
  readonly trustsAnyCertificate?: boolean
  /** Further origins the page may ask, such as those of other super-peers. */
  readonly origins?: readonly string[]
  readonly colorScheme?: 'dark' | 'light'
  /** Default `reduce`: things are where they belong at once. */
  readonly reducedMotion?: 'reduce' | 'no-preference'
}

/** What a role is called in a page; the same words as ARIA's. */
export type Role = Parameters<Page['getByRole']>[0]

/** A name as it is written, or a pattern for it. */
export type Name = string | RegExp

/** A person. Every verb waits as a person would, and fails with what the page showed instead. */
export interface Person {
  readonly name: string
  readonly colour: Colour
  readonly toneHz: number
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

  /** Puts the page behind another tab, or back; only for a throttled person. */
  hide(): Promise<void>
  show(): Promise<void>
  /** Answers the browser's question about camera and microphone differently from now on. */
  setPermissions(answer: 'granted' | 'denied'): Promise<void>
  setDevicesBusy(areBusy: boolean): Promise<void>

  complaints(): readonly Complaint[]
  origins(): ReadonlySet<string>
  /**
   * @param options.allow - texts of complaints that this story brings about on purpose, exactly
   * @throws Error that lists every other complaint
   */
  expectClean(options?: { allow?: readonly string[] }): Promise<void>
  /** Closes the browser as a crash of the computer would look to others: nothing is said to the page. Idempotent. */
  close(): Promise<void>
}

/** Starts a browser for a person. Nothing is open in it yet. */
export async function createPerson(options: PersonOptions): Promise<Person> {
  const { name, colour, toneHz, url, device = 'desktop', devices = 'working', throttled = false } = options
  const { permissions = 'granted' } = options
  const chromium = await startChromium({
    namespace: options.namespace,
    colour,
    toneHz,
    device,
    permissions,
    devices: devices === 'busy' ? 'working' : devices,
    isThrottled: throttled,
    trustsAnyCertificate: options.trustsAnyCertificate ?? false,
    colorScheme: options.colorScheme ?? 'dark',
    reducedMotion: options.reducedMotion ?? 'reduce'
  })
  const { context, page } = chromium
  const own = [url, ...(options.origins ?? [])].map(address => new URL(address).origin)
  const witness = await witnessOf(context, own)
  page.setDefaultTimeout(PATIENCE_MS)
  const busy = await keepDevicesBusy(page, devices === 'busy')
  const answer = await answerForDevices(context, page)
  if (permissions === 'denied') await answer('denied')
  if (options.playback === 'blocked') await blockSound(page)
  let curtain: Page | undefined

  const tell = async <T>(what: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (error) {
      throw new Error(`${name} ${what}: ${firstLines(error)}\n${await describePage(page)}`, { cause: error })
    }
  }
  const find = (role: Role, label: Name): Locator => page.getByRole(role, { name: label, exact: true })
  const region = (label: string): Locator => find('region', label)
  const tile = (label: string): Locator => region('Stage').getByRole('group', { name: label, exact: true })
  const place = (where: string | Locator): Locator => (typeof where === 'string' ? tile(where) : where)
  const touch = (target: Locator): Promise<void> => (device === 'phone' ? target.tap() : target.click())

  return {
    name,
    colour,
    toneHz,
    device,
    page,
    context,
    folder: chromium.folder,
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
        const inside = label === undefined ? page.getByRole(role) : find(role, label)
        return inside.filter({ hasText: words }).first().waitFor(timeout(capMs))
      }),

    seesColour: (where, wanted, patience) => tell('does not see it', () => seesColour(place(where), wanted, patience)),
    seesNoPicture: (where, patience) => tell('still sees something', () => seesNoPicture(place(where), patience)),
    seesMirrored: where => tell('cannot tell left from right', () => seesMirrored(place(where))),
    countsFrames: (where, duringMs) => tell('sees no pictures', () => countsFrames(place(where), duringMs)),
    hears: (where, wantedHz, patience) => tell('does not hear it', () => hearsTone(place(where), wantedHz, patience)),
    hearsNothing: (where, patience) => tell('still hears something', () => hearsNothing(place(where), patience)),

    async hide() {
      if (!throttled) throw new Error('only the page of a throttled person can be hidden')
      curtain ??= await drawCurtain(context, page)
    },
    async show() {
      await curtain?.close()
      curtain = undefined
    },
    async setPermissions(setting) {
      if (permissions === 'granted') throw new Error('this browser asks nobody: start with permissions "asked"')
      await answer(setting)
    },
    setDevicesBusy: busy,

    complaints: () => witness.complaints,
    origins: () => witness.origins,
    async expectClean({ allow = [] } = {}) {
      await witness.settled()
      const left = witness.complaints.filter(complaint => !allow.includes(complaint.text))
      if (left.length === 0) return
      const lines = left.map(({ kind, text, at }) => `  ${kind}: ${text}  (${at})`)
      throw new Error(`the page of ${name} is not clean:\n${[...new Set(lines)].join('\n')}`)
    },
    close: () => chromium.close()
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

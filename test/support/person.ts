/** A person at a computer or a telephone: a Chromium of their own, driven only by what can be read, seen and heard. */
import type { Page } from 'playwright-core'
import { watchCapture } from './capture.ts'
import { startChromium, type ChromiumOptions, type Device } from './chromium.ts'
import {
  answerForDevices,
  blockSound,
  type DeviceTrouble,
  drawCurtain,
  setClockAhead,
  troubleDevices
} from './circumstances.ts'
import type { Colour } from './fake-capture.ts'
import type { Namespace } from './namespace.ts'
import { createTab, type Tab } from './tab.ts'
import { witnessOf, type Complaint } from './witness.ts'

export type { Tab } from './tab.ts'

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
  /** Default `working`; in trouble until `setDeviceTrouble()`. */
  readonly devices?: ChromiumOptions['devices'] | DeviceTrouble
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
  /** Default `kept`; `refused` is as in a browser that was told to keep nothing. */
  readonly storage?: ChromiumOptions['storage']
  /** How wrong the clock of this computer is; negative when it is behind. Default 0. */
  readonly clockAheadMs?: number
  /** Names that lead to this computer, as `city.example:443` to `127.0.0.1:5080`: a name server of the person's own. */
  readonly hosts?: Readonly<Record<string, string>>
  /** What the camera shows in place of the colour: a film in Y4M. */
  readonly film?: string
}

/** A person, in the tab that was opened first. */
export interface Person extends Tab {
  readonly colour: Colour
  readonly toneHz: number

  /** Another tab of the same browser, beside this one. */
  openTab(): Promise<Tab>
  /** Puts the page behind another tab, or back; only for a throttled person. */
  hide(): Promise<void>
  show(): Promise<void>
  /** Answers the browser's question about camera and microphone differently from now on. */
  setPermissions(answer: 'granted' | 'denied'): Promise<void>
  /** Another trouble with camera and microphone, or none from now on. */
  setDeviceTrouble(trouble?: DeviceTrouble): Promise<void>

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
    devices: isTrouble(devices) ? 'working' : devices,
    isThrottled: throttled,
    trustsAnyCertificate: options.trustsAnyCertificate ?? false,
    colorScheme: options.colorScheme ?? 'dark',
    reducedMotion: options.reducedMotion ?? 'reduce',
    storage: options.storage ?? 'kept',
    hosts: options.hosts ?? {},
    film: options.film
  })
  const { context, page } = chromium
  const own = [url, ...(options.origins ?? [])].map(address => new URL(address).origin)
  const witness = await witnessOf(context, own)
  await watchCapture(context)
  const setDeviceTrouble = await troubleDevices(page, isTrouble(devices) ? devices : undefined)
  const answer = await answerForDevices(context, page)
  if (permissions === 'denied') await answer('denied')
  if (options.playback === 'blocked') await blockSound(page)
  if (options.clockAheadMs !== undefined) await setClockAhead(context, options.clockAheadMs)
  const tab = (shown: Page): Tab => createTab({ name, device, page: shown, folder: chromium.folder, url })
  let curtain: Page | undefined

  return {
    ...tab(page),
    colour,
    toneHz,
    async openTab() {
      const opened = await context.newPage()
      await witness.watch(opened)
      return tab(opened)
    },

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
    setDeviceTrouble: trouble => setDeviceTrouble(trouble),

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

const TROUBLES: readonly string[] = ['busy', 'forbidden', 'missing', 'dismissed'] satisfies DeviceTrouble[]

function isTrouble(devices: NonNullable<PersonOptions['devices']>): devices is DeviceTrouble {
  return TROUBLES.includes(devices)
}

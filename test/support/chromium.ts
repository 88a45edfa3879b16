/** One Chromium for one person: its own process and profile, camera and microphone from files, all of it gone at the end. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { writePicture, writeSound, type Colour } from './fake-capture.ts'
import type { Namespace } from './namespace.ts'
import { scratchFolder } from './scratch-folder.ts'

/** A running Chromium. */
export interface Chromium {
  readonly context: BrowserContext
  readonly page: Page
  /** A folder that goes away with it. */
  readonly folder: string
  close(): Promise<void>
}

/** A computer with its window, or a telephone. */
export type Device = 'desktop' | 'phone'

/** How a Chromium is started. */
export interface ChromiumOptions {
  readonly namespace: Namespace
  readonly colour: Colour
  readonly toneHz: number
  readonly device: Device
  /** `granted`: the browser asks nobody. Otherwise it asks, and as nobody answers, a headless Chromium takes it as no. */
  readonly permissions: 'granted' | 'denied' | 'asked'
  /** `none`: a computer without camera and microphone. `two cameras`: Chromium's own pictures instead of the colour. */
  readonly devices: 'working' | 'none' | 'two cameras'
  /** As people have it: a page in the background is slowed down. Others are never, to keep tests quick. */
  readonly isThrottled: boolean
  /** Accepts a certificate nobody has signed, as after «Proceed anyway». */
  readonly trustsAnyCertificate: boolean
  readonly colorScheme: 'dark' | 'light'
  readonly reducedMotion: 'reduce' | 'no-preference'
  /** `refused`: the browser's own setting against keeping anything for a page. */
  readonly storage: 'kept' | 'refused'
  /** Names that lead to addresses of this computer, as `city.example:443` to `127.0.0.1:5080`. */
  readonly hosts: Readonly<Record<string, string>>
  /** A film for the camera in place of the colour. */
  readonly film?: string | undefined
}

/** Playwright's own defaults that a throttled Chromium must not have. */
const KEEPS_BACKGROUND_AWAKE = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding'
]

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // WebRTC leaves loopback out of its candidates; in the namespace there is nothing else
  '--allow-loopback-in-peer-connection'
]

/** Chromium's name for «On-device site data: don't allow sites to save data». */
const KEEPS_NOTHING = { profile: { default_content_setting_values: { cookies: 2 } } }

const DESKTOP = { viewport: { width: 1280, height: 800 } }
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/** Enters the namespace and becomes Chromium; Playwright wants one program, and this is it. */
const START = fileURLToPath(new URL('chromium.sh', import.meta.url))

/** The Chromium to use; a distribution's own unless `CHROMIUM` names another. */
export function chromiumPath(): string {
  return process.env['CHROMIUM'] ?? '/usr/bin/chromium'
}

/** Why page tests cannot run here; `undefined` when they can. */
export function missingChromium(): string | undefined {
  return existsSync(chromiumPath())
    ? undefined
    : `there is no Chromium at ${chromiumPath()} (CHROMIUM may name another)`
}

/** Starts one. Playwright steers it through a pipe, which works from outside the namespace where a port would not. */
export async function startChromium(options: ChromiumOptions): Promise<Chromium> {
  const missing = missingChromium()
  if (missing !== undefined) throw new Error(missing)
  const folder = await scratchFolder('chromium')
  try {
    const devices = await deviceFlags(options, folder.path)
    const profile = join(folder.path, 'profile')
    if (options.storage === 'refused') await writePreferences(profile, KEEPS_NOTHING)
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: START,
      env: {
        ...process.env,
        VIDEOCITY_CHROMIUM: chromiumPath(),
        VIDEOCITY_ENTER: options.namespace.enter.join(' '),
        // crash reports, caches and settings belong to this run only
        XDG_CONFIG_HOME: folder.path,
        XDG_CACHE_HOME: folder.path
      },
      headless: true,
      chromiumSandbox: false,
      args: [...FLAGS, ...hostFlags(options.hosts), ...devices, ...(options.isThrottled ? [] : KEEPS_BACKGROUND_AWAKE)],
      ignoreDefaultArgs: options.isThrottled ? KEEPS_BACKGROUND_AWAKE : [],
      ignoreHTTPSErrors: options.trustsAnyCertificate,
      colorScheme: options.colorScheme,
      reducedMotion: options.reducedMotion,
      acceptDownloads: true,
      ...(options.device === 'phone' ? PHONE : DESKTOP)
    })
    const page = context.pages()[0] ?? (await context.newPage())
    return {
      context,
      page,
      folder: folder.path,
      async close() {
        await context.close()
        await folder.remove()
      }
    }
  } catch (error) {
    await folder.remove()
    throw error
  }
}

async function deviceFlags(options: ChromiumOptions, folder: string): Promise<readonly string[]> {
  const answers = options.permissions === 'granted' ? ['--use-fake-ui-for-media-stream'] : []
  if (options.devices === 'none') return answers
  const sound = join(folder, 'sound.wav')
  await writeSound(sound, options.toneHz)
  const microphone = `--use-file-for-fake-audio-capture=${sound}`
  if (options.devices === 'two cameras') {
    return [...answers, '--use-fake-device-for-media-stream=device-count=2', microphone]
  }
  const picture = options.film ?? join(folder, 'picture.y4m')
  if (options.film === undefined) await writePicture(picture, options.colour)
  return [...answers, '--use-fake-device-for-media-stream', microphone, `--use-file-for-fake-video-capture=${picture}`]
}

function hostFlags(hosts: Readonly<Record<string, string>>): readonly string[] {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`)
  return rules.length === 0 ? [] : [`--host-resolver-rules=${rules.join(', ')}`]
}

async function writePreferences(profile: string, preferences: object): Promise<void> {
  await mkdir(join(profile, 'Default'), { recursive: true })
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
}

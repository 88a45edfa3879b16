/** A super-peer as anybody would start it: a process of its own, ready when it says so. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Namespace } from './namespace.ts'
import { scratchFolder } from './scratch-folder.ts'

/** A running super-peer. */
export interface SuperPeerProcess {
  /** The address it printed, with a slash at the end. */
  readonly url: string
  /** Further addresses it printed, of this computer when the first is that of a proxy. */
  readonly alsoAt: readonly string[]
  /** Where it keeps what it knows. */
  readonly folder: string
  readonly pid: number
  /** Everything it has said so far, both outputs in the order of arrival. */
  logs(): string
  /**
   * Asks it to end (SIGTERM) and waits for that. Idempotent.
   *
   * @returns its exit code; `null` when a signal ended it
   * @throws Error when it has to be ended by force
   */
  stop(): Promise<number | null>
  /** Ends it at once (SIGKILL), as a power cut would. */
  kill(): Promise<void>
}

/** How a super-peer is started. */
export interface SuperPeerOptions {
  readonly namespace: Namespace
  /** What to run instead of the built `videocity relay`. */
  readonly program?: readonly string[]
  /** Kept when given, so that another one can start with it; otherwise temporary. */
  readonly folder?: string
  readonly port?: number
  readonly host?: string
  readonly tls?: 'self'
  readonly publicUrl?: string
  readonly bootstrap?: readonly string[]
  /** How long it may take to end before it is ended by force; default three times the 3 s that are promised. */
  readonly endWithinMs?: number
  readonly env?: Readonly<Record<string, string>>
}

const END_WITHIN_MS = 9_000
/** The first start may have to make keys and open its store on a busy computer. */
const READY_WITHIN_MS = 30_000
/** The end of what was said is what matters; a chatty one must not fill the memory. */
const LOG_CHARACTERS_MAX = 1_000_000

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const READY = /Video City is open at (https?:\/\/\S+)(?: \(also at ([^)]+)\))?/

/** Starts one and waits until the page can be used. */
export async function startSuperPeer(options: SuperPeerOptions): Promise<SuperPeerProcess> {
  if (options.program === undefined && !existsSync(MAIN)) {
    throw new Error('there is no dist/cli/main.js yet: run `npm run build` first')
  }
  const own = options.folder === undefined ? await scratchFolder('super-peer') : undefined
  const folder = options.folder ?? own?.path ?? ''
  const [file = '', ...args] = wordsOf(options, folder)
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const log = keepLog(child)
  const ended = endOf(child)
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await own?.remove()
  }
  const stop = async (): Promise<number | null> => {
    const { endWithinMs = END_WITHIN_MS } = options
    child.kill('SIGTERM')
    const code = await Promise.race([ended, after(endWithinMs)])
    await kill()
    if (code !== 'late') return code
    throw new Error(`a super-peer did not end within ${endWithinMs} ms of SIGTERM; it said:\n${log.text()}`)
  }
  try {
    const [url, ...alsoAt] = await ready(child, log, ended)
    return { url, alsoAt, folder, pid: child.pid ?? 0, logs: log.text, stop, kill }
  } catch (error) {
    await kill()
    throw error
  }
}

function wordsOf(options: SuperPeerOptions, folder: string): readonly string[] {
  return [
    ...options.namespace.enter,
    ...(options.program ?? [process.execPath, MAIN, 'relay']),
    '--port',
    String(options.port ?? 0),
    '--data',
    folder,
    ...(options.host === undefined ? [] : ['--host', options.host]),
    ...(options.tls === undefined ? [] : ['--tls', options.tls]),
    ...(options.publicUrl === undefined ? [] : ['--public-url', options.publicUrl]),
    ...(options.bootstrap ?? []).flatMap(address => ['--bootstrap', address])
  ]
}

/** Its exit code, `null` after a signal; it never outlives this process. */
async function endOf(child: ChildProcess): Promise<number | null> {
  const killWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithUs)
  const code = await new Promise<number | null>(resolve => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
  process.off('exit', killWithUs)
  return code
}

/** What it says, kept up to a length, and whoever waits for a line is told. */
interface Log {
  text(): string
  said(pattern: RegExp): Promise<RegExpMatchArray>
}

function keepLog(child: ChildProcess): Log {
  let text = ''
  let output = ''
  const listeners = new Set<() => void>()
  const hear = (chunk: string): void => {
    text = (text + chunk).slice(-LOG_CHARACTERS_MAX)
    for (const listener of listeners) listener()
  }
  child.stderr?.setEncoding('utf8').on('data', hear)
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    // the promise is a line on standard output; only whole lines count
    output = (output + chunk).slice(-LOG_CHARACTERS_MAX)
    hear(chunk)
  })
  return {
    text: () => text,
    said: pattern =>
      new Promise(resolve => {
        const look = (): void => {
          const found = output.slice(0, output.lastIndexOf('\n') + 1).match(pattern)
          if (found === null) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        look()
      })
  }
}

async function ready(
  child: ChildProcess,
  log: Log,
  ended: Promise<number | null>
): Promise<readonly [string, ...string[]]> {
  const failed = once(child, 'error').then(([error]) => String(error))
  const first = await Promise.race([
    log.said(READY).then(([, url = '', others]) => [url, ...(others?.split(', ') ?? [])].map(withSlash)),
    ended.then(code => `it ended with code ${code}`),
    failed,
    after(READY_WITHIN_MS).then(() => `it was not ready within ${READY_WITHIN_MS} ms`)
  ])
  if (typeof first === 'string') throw new Error(`no super-peer: ${first}; it said:\n${log.text()}`)
  const [url = '', ...others] = first
  return [url, ...others]
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}

function after(delayMs: number): Promise<'late'> {
  return new Promise(resolve => setTimeout(() => resolve('late'), delayMs).unref())
}

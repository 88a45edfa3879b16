import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { ensureBuilt } from '../../cli/build.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

// The program itself, as a process: what it prints, when it ends and with which exit code.

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = join(root, 'dist/cli/main.js')

// a first build on a busy computer takes a while
beforeAll(() => ensureBuilt(), 300_000)

test('it prints one line on standard output, serves the page, and ends with 0 on SIGTERM and on SIGINT', async () => {
  const data = await temporaryFolder()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const relay = start('--port', '0', '--data', data)
    const url = await relay.url()
    expect(url).toMatch(/^http:\/\/localhost:\d+\/$/)
    const page = await fetch(url)
    expect(await page.text()).toContain('<title>Internet Video City</title>')
    expect(await (await fetch(`${url}.well-known/videocity.json`)).json()).toMatchObject({
      v: 1,
      peer: expect.any(String)
    })
    const askedAtMs = Date.now()
    relay.child.kill(signal)
    expect(await relay.exitCode()).toBe(0)
    // three seconds are promised
    expect(Date.now() - askedAtMs).toBeLessThan(9_000)
    expect(relay.out()).toBe(`Video City is open at ${url}\n`)
  }
})

test('npm start ends, too, when it is npm that is told to', async () => {
  const data = await temporaryFolder()
  // a group of its own, so that nothing of it is left whatever happens
  const words = ['start', '--silent', '--', '--port', '0', '--data', data]
  const npm = watch(spawn('npm', words, { cwd: root, detached: true }))
  onTestFinished(() => endGroup(npm.child.pid))
  const url = await npm.url()
  npm.child.kill('SIGTERM')
  expect(await npm.exitCode()).toBe(0)
  await expect.poll(() => answers(url), { timeout: 9_000 }).toBe(false)
})

test('with --tls self, the page is there over https and over http', async () => {
  const relay = start('--port', '0', '--data', await temporaryFolder(), '--tls', 'self')
  const url = await relay.url()
  expect(url).toMatch(/^https:\/\/localhost:\d+\/$/)
  expect(await statusOf(url)).toBe(200)
  const plain = await fetch(`${url.replace('https', 'http')}.well-known/videocity.json`)
  expect(await plain.json()).toMatchObject({ https: url })
})

test('a port in use: exit code 3, and the way out', async () => {
  const port = await take(0)
  const relay = start('--port', String(port), '--data', await temporaryFolder())
  expect(await relay.exitCode()).toBe(3)
  expect(relay.log()).toMatch(`tcp port ${port} is in use`)
  expect(relay.log()).toMatch('--port')
  expect(relay.out()).toBe('')
})

test('a port that is only derived gives way and says so, one that is named does not', async () => {
  const { free, taken } = await neighbours()
  const first = start('--port', String(free), '--data', await temporaryFolder())
  expect(await first.url()).toBe(`http://localhost:${free}/`)
  expect(first.log()).toMatch(`tcp port ${taken} is in use, taking another one (--tcp-port names one)`)
  const second = start('--port', '0', '--tcp-port', String(taken), '--data', await temporaryFolder())
  expect(await second.exitCode()).toBe(3)
  expect(second.log()).toMatch(`tcp port ${taken} is in use`)
})

test('two on one data folder: exit code 4 for the second, the first goes on', async () => {
  const data = await temporaryFolder()
  const first = start('--port', '0', '--data', data)
  const url = await first.url()
  const second = start('--port', '0', '--data', data)
  expect(await second.exitCode()).toBe(4)
  expect(second.log()).toMatch(/in use by another Video City/)
  expect((await fetch(url)).status).toBe(200)
})

test('a data folder of another version, or one that is a file: exit code 4', async () => {
  const data = await temporaryFolder()
  await writeFile(join(data, 'version'), '99\n')
  const other = start('--port', '0', '--data', data)
  expect(await other.exitCode()).toBe(4)
  expect(other.log()).toMatch(/another version of Video City/)
  const file = start('--port', '0', '--data', join(data, 'version'))
  expect(await file.exitCode()).toBe(4)
  expect(file.log()).toMatch(/a file is in its place/)
})

test('a wrong option: exit code 2, without anything being started', async () => {
  const relay = start('--prot', '5090')
  expect(await relay.exitCode()).toBe(2)
  expect(relay.log()).toBe(
    'There is no option --prot. Did you mean --port?\nvideocity relay --help explains every option.\n'
  )
})

test('help needs nothing and ends with 0', async () => {
  const relay = start('--help')
  expect(await relay.exitCode()).toBe(0)
  expect(relay.out()).toMatch(/^videocity relay \[OPTIONS\]\n/)
})

/** Listens on a port until the test is over. */
async function take(port: number): Promise<number> {
  const server = createServer()
  onTestFinished(() => void server.close())
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A port that is free while the one after it is taken. */
async function neighbours(): Promise<{ free: number; taken: number }> {
  const taken = await take(0)
  const probe = createServer()
  probe.listen(taken - 1, '127.0.0.1')
  // in the rare case that this one is in use, others are tried
  const isFree = await once(probe, 'listening').then(
    () => true,
    () => false
  )
  if (!isFree) return neighbours()
  probe.close()
  await once(probe, 'close')
  return { free: taken - 1, taken }
}

function start(...words: readonly string[]) {
  return watch(spawn(process.execPath, [main, 'relay', ...words], { cwd: root }))
}

/** Keeps what a process says on each of its outputs; it does not outlive the test. */
function watch(child: ChildProcess) {
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let log = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = once(child, 'close')
  const openAt = /^Video City is open at (\S+)\n/
  return {
    child,
    out: () => out,
    log: () => log,
    async url(): Promise<string> {
      await expect.poll(() => openAt.test(out) || child.exitCode !== null, { timeout: 30_000 }).toBe(true)
      expect(out, log).toMatch(openAt)
      return openAt.exec(out)?.[1] ?? ''
    },
    async exitCode(): Promise<unknown> {
      const [code] = (await ended) as [number | null]
      return code
    }
  }
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // it has ended already, as it should
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false
  )
}

async function statusOf(url: string): Promise<number | undefined> {
  const asked = request(url, { rejectUnauthorized: false, agent: false })
  asked.end()
  const [response] = (await once(asked, 'response')) as [{ statusCode?: number; resume(): void }]
  response.resume()
  return response.statusCode
}

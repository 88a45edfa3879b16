/** A network of its own for one test file, with nothing but loopback, so that no packet can leave the computer. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { until, type Answer } from './until.ts'

/** A network that programs can be started in. */
export interface Namespace {
  /** Whether it really is apart. When not, programs run on the computer's own network and `reason` says why. */
  readonly isIsolated: boolean
  readonly reason: string | undefined
  /** Words to put before a program's own so that it runs inside; they become the program, so its process id is right. */
  readonly enter: readonly string[]
  /** Runs a short program inside to its end. */
  run(program: string, args: readonly string[]): Promise<{ code: number; output: string }>
  /** Process ids of all programs inside; empty when not isolated. */
  processes(): Promise<readonly number[]>
  /**
   * Ends the network and, by force, everything that still runs in it.
   *
   * @throws Error that names the programs that should have ended before
   */
  close(): Promise<void>
}

/** Programs that were told to end get this long until they count as left behind. */
const LAST_TO_LEAVE_MS = 5_000

/**
 * The holder: brings loopback up, says so, and keeps the network open until its input ends, which happens even when the
 * test is killed. Then it ends whatever still runs in this network, so nothing outlives a test.
 */
const HOLDER = `
  PATH="$PATH:/usr/sbin:/sbin"
  ip link set lo up || exit 1
  for address in "$@"; do ip address add "$address" dev lo || exit 1; done
  echo open
  while read -r _; do :; done
  own=$(readlink /proc/$$/ns/net)
  for entry in /proc/[0-9]*; do
    pid=\${entry#/proc/}
    if [ "$pid" != $$ ] && [ "$(readlink "$entry/ns/net")" = "$own" ]; then kill -KILL "$pid"; fi
  done 2>/dev/null
`

/** As the superuser, and as somebody who first becomes the superuser of a world of their own. */
const WAYS: readonly { leave: readonly string[]; enter: (pid: number) => readonly string[] }[] = [
  { leave: ['unshare', '--net'], enter: pid => ['nsenter', `--net=/proc/${pid}/ns/net`, '--'] },
  {
    leave: ['unshare', '--map-root-user', '--net'],
    enter: pid => ['nsenter', '--target', String(pid), '--user', '--net', '--preserve-credentials', '--']
  }
]

/**
 * Opens a network with only loopback; where the kernel or the rights do not allow it, the computer's own with a reason.
 *
 * @param options.addresses - further addresses of this computer inside, for instance `192.0.2.7/32`
 */
export async function openNamespace({ addresses = [] }: { addresses?: readonly string[] } = {}): Promise<Namespace> {
  const reasons: string[] = []
  for (const way of WAYS) {
    const held = await hold([...way.leave, '--', 'sh', '-c', HOLDER, 'holder', ...addresses])
    if (typeof held === 'string') {
      reasons.push(held)
      continue
    }
    const namespace = isolated(held, way.enter(held.pid))
    const probe = await namespace.run('true', [])
    if (probe.code === 0) return namespace
    reasons.push(probe.output)
    await namespace.close()
  }
  return computersNetwork([...new Set(reasons)].join('; '))
}

/** A running holder, or why there is none. */
async function hold([program = '', ...args]: readonly string[]): Promise<
  { child: ChildProcess; pid: number } | string
> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = once(child, 'close').then(
    () => errors.trim() || `${program} ended`,
    (error: unknown) => String(error)
  )
  const opened = once(child.stdout, 'data').then(() => child.pid)
  const first = await Promise.race([opened, ended])
  return typeof first === 'number' ? { child, pid: first } : String(first)
}

function isolated({ child, pid }: { child: ChildProcess; pid: number }, enter: readonly string[]): Namespace {
  const processes = async (): Promise<readonly number[]> => {
    const own = await networkOf(pid)
    const pids = (await readdir('/proc')).map(Number).filter(other => Number.isInteger(other) && other !== pid)
    const inside = await Promise.all(pids.map(async other => (await networkOf(other)) === own))
    return own === undefined ? [] : pids.filter((_, i) => inside[i])
  }
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.stdin?.end()
    await once(child, 'close')
  }
  return {
    isIsolated: true,
    reason: undefined,
    enter,
    run: (program, args) => runToEnd([...enter, program, ...args]),
    processes,
    async close() {
      const ask = async (): Promise<Answer<void>> => {
        const left = await Promise.all((await processes()).map(describeProcess))
        return left.length === 0 ? { yes: true, value: undefined } : { yes: false, saw: left.join('; ') }
      }
      try {
        await until('every program in the network was to end', ask, { capMs: LAST_TO_LEAVE_MS })
      } finally {
        await end()
      }
    }
  }
}

/**
 * The computer's own network, for stories in which the test's own process takes part.
 *
 * @param reason - why there is none of its own
 */
export function computersNetwork(reason: string): Namespace {
  return {
    isIsolated: false,
    reason,
    enter: [],
    run: (program, args) => runToEnd([program, ...args]),
    processes: async () => [],
    close: async () => undefined
  }
}

/** Which network a process is in; `undefined` when it has ended or is somebody else's. */
async function networkOf(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/net`).catch(() => undefined)
}

async function describeProcess(pid: number): Promise<string> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return words.replaceAll('\0', ' ').trim().slice(0, 200)
}

function runToEnd([program = '', ...args]: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise(resolve => {
    execFile(program, args, { timeout: 20_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, output: `${stdout}${stderr}`.trim() || (error?.message ?? '') })
    })
  })
}

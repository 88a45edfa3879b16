import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { relayCommand, type RunningSuperPeer } from '../../cli/commands/relay.ts'
import type { Surroundings } from '../../cli/output.ts'
import { runCommandLine } from '../../cli/run.ts'
import { resolveConfig, type SuperPeerConfig } from '../../node/config.ts'
import { StorageError } from '../../protocol/errors.ts'

/** A command line with a super-peer of the test's own. */
function stage(start?: (config: SuperPeerConfig) => Promise<RunningSuperPeer>) {
  const said = { out: [] as string[], log: [] as string[], exits: [] as number[] }
  const handlers = new Set<() => void>()
  const surroundings: Surroundings = {
    out: line => said.out.push(line),
    log: line => said.log.push(line),
    exit: code => said.exits.push(code),
    onEnd(handler) {
      handlers.add(handler)
      return () => handlers.delete(handler)
    }
  }
  const close = vi.fn(async () => {})
  const createSuperPeer = vi.fn(start ?? (async () => ({ urls: ['http://localhost:5080/'], close })))
  const run = (...words: string[]) => runCommandLine(words, [relayCommand(createSuperPeer)], surroundings)
  const signal = (): void => {
    for (const handler of handlers) handler()
  }
  return { said, run, signal, handlers, close, createSuperPeer }
}

test('it prints one line once the page can be used, and closes when it is told to', async () => {
  const { said, run, signal, handlers, close } = stage()
  const ended = run('relay')
  await vi.waitFor(() => expect(said.out).toEqual(['Video City is open at http://localhost:5080/']))
  expect(close).not.toHaveBeenCalled()
  signal()
  await expect(ended).resolves.toBe(0)
  expect(close).toHaveBeenCalledOnce()
  expect(said).toMatchObject({ out: [expect.anything()], exits: [] })
  expect(handlers.size).toBe(0)
})

test('further addresses are told in the same line', async () => {
  const { said, run, signal } = stage(async () => ({
    urls: ['https://a/', 'http://b/', 'http://c/'],
    close: async () => {}
  }))
  const ended = run('relay')
  await vi.waitFor(() => expect(said.out).toHaveLength(1))
  signal()
  await ended
  expect(said.out).toEqual(['Video City is open at https://a/ (also at http://b/, http://c/)'])
})

test('every option reaches the super-peer under its own name', async () => {
  const { run, signal, createSuperPeer, said } = stage()
  const words =
    'relay --port 5090 --host 0.0.0.0 --tls cert.pem,key.pem --public-url https://c.example/ --data somewhere ' +
    '--bootstrap http://a/ --bootstrap http://b/ --tcp-port 1 --stun-port 2 --name Harbour'
  const ended = run(...words.split(' '))
  await vi.waitFor(() => expect(said.out).toHaveLength(1))
  signal()
  await ended
  const [config] = createSuperPeer.mock.calls[0] ?? []
  expect(config).toEqual({
    port: 5090,
    host: '0.0.0.0',
    tls: { certFile: 'cert.pem', keyFile: 'key.pem' },
    publicUrl: 'https://c.example/',
    dataDir: 'somewhere',
    bootstrap: ['http://a/', 'http://b/'],
    tcpPort: 1,
    stunPort: 2,
    name: 'Harbour',
    log: expect.any(Function)
  })
  expect(resolveConfig(config ?? {}).dataDir).toBe(join(process.cwd(), 'somewhere'))
})

test('what the super-peer logs goes to the log', async () => {
  const { run, said } = stage(async config => {
    config.log?.('tcp port 5081 is in use')
    throw new StorageError('port-in-use', 'tcp port 5080 is in use.')
  })
  await expect(run('relay')).resolves.toBe(3)
  expect(said).toMatchObject({ out: [], log: ['tcp port 5081 is in use', 'tcp port 5080 is in use.'] })
})

test.each([
  ['relay --host 0.0.0.0', true],
  ['relay --host 192.168.1.5', true],
  ['relay', false],
  ['relay --host 127.0.0.1', false],
  ['relay --host 0.0.0.0 --tls self', false],
  ['relay --host 0.0.0.0 --public-url https://c.example/', false]
])('%s: told that other computers get no camera: %s', async (words, isTold) => {
  const { run, said } = stage(async () => {
    throw new StorageError('no-page', 'no page')
  })
  await run(...words.split(' '))
  expect(said.log.some(line => line.includes('add --tls self'))).toBe(isTold)
})

test('a wrong option is said before anything is started', async () => {
  const { run, said, createSuperPeer } = stage()
  await expect(run('relay', '--tls', 'mine')).resolves.toBe(2)
  expect(said.log).toEqual([
    '--tls: either self, or the files of a certificate and its key as CERT.pem,KEY.pem, not "mine".',
    'videocity relay --help explains every option.'
  ])
  expect(createSuperPeer).not.toHaveBeenCalled()
})

test('a failure nobody foresaw is shown whole', async () => {
  const { run, said } = stage(async () => {
    throw new Error('boom')
  })
  await expect(run('relay')).resolves.toBe(1)
  expect(said.log.join('\n')).toMatch(/nobody foresaw: Error: boom\n +at /)
})

test('a second signal ends at once', async () => {
  const { run, said, signal } = stage(async () => ({ urls: ['u'], close: () => new Promise(() => {}) }))
  void run('relay')
  await vi.waitFor(() => expect(said.out).toHaveLength(1))
  signal()
  expect(said.exits).toEqual([])
  signal()
  expect(said.exits).toEqual([1])
})

test('closing that hangs is given up in time', async () => {
  vi.useFakeTimers()
  try {
    const { run, said, signal } = stage(async () => ({ urls: ['u'], close: () => new Promise(() => {}) }))
    const ended = run('relay')
    await vi.waitFor(() => expect(said.out).toHaveLength(1))
    signal()
    await vi.advanceTimersByTimeAsync(3_000)
    await expect(ended).resolves.toBe(0)
    expect(said.log.at(-1)).toMatch(/^Not everything could be closed in time/)
  } finally {
    vi.useRealTimers()
  }
})

test('a signal while it is still starting closes what was started, and nothing is announced', async () => {
  const close = vi.fn(async () => {})
  let open = (_superPeer: RunningSuperPeer): void => {}
  const { run, said, signal } = stage(() => new Promise(resolve => (open = resolve)))
  const ended = run('relay')
  await vi.waitFor(() => {
    signal()
    expect(said.log).toContain('Closing …')
  })
  open({ urls: ['u'], close })
  await expect(ended).resolves.toBe(0)
  expect(close).toHaveBeenCalledOnce()
  expect(said.out).toEqual([])
})

test('help teaches: what it does, examples, every option with its reason, exit codes', async () => {
  const { run, said } = stage()
  await expect(run('relay', '--help')).resolves.toBe(0)
  const [help = ''] = said.out
  for (const option of ['port', 'host', 'tls', 'public-url', 'data', 'bootstrap', 'tcp-port', 'stun-port', 'name']) {
    expect(help).toMatch(new RegExp(`^  --${option} [A-Zsa-z|.,]+\\n {6}[A-Z].+`, 'm'))
  }
  expect(help).toMatch(/^Examples:\n {2}videocity relay\n {6}A city on this computer/m)
  for (const code of [0, 1, 2, 3, 4]) expect(help).toMatch(new RegExp(`^  ${code}   [a-z].+`, 'm'))
  for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('without a command, or with an unknown one, the way to help is shown', async () => {
  const { run, said } = stage()
  await expect(run()).resolves.toBe(0)
  expect(said.out[0]).toMatch(/relay {3}opens a city/)
  await expect(run('rellay')).resolves.toBe(2)
  expect(said.log).toEqual(['There is no command rellay. Did you mean relay?', 'videocity --help lists them.'])
  await expect(run('--version')).resolves.toBe(0)
  expect(said.out.at(-1)).toMatch(/^\d+\.\d+\.\d+$/)
})

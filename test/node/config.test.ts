import { createSocket } from 'node:dgram'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { resolveConfig, type SuperPeerConfig } from '../../node/config.ts'
import { choosePort } from '../../node/ports.ts'

const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(message) })

test('with nothing said, a super-peer serves this computer on port 5080 and derives the rest', () => {
  const settings = resolveConfig({})
  expect(settings).toMatchObject({
    port: 5080,
    host: '127.0.0.1',
    tls: undefined,
    publicUrl: undefined,
    dataDir: join(homedir(), '.videocity', '5080'),
    bootstrap: [],
    webrtcPort: { port: 5080, isNamed: false },
    tcpPort: { port: 5081, isNamed: false },
    stunPort: { port: 5081, isNamed: false },
    name: 'Town hall'
  })
  expect(settings.pageDir).toMatch(/dist\/page$/)
})

test('port 0 means any port for everything, and the last port has none beside it', () => {
  expect(resolveConfig({ port: 0 })).toMatchObject({
    tcpPort: { port: 0 },
    stunPort: { port: 0 },
    webrtcPort: { port: 0 }
  })
  expect(resolveConfig({ port: 65_535 })).toMatchObject({ tcpPort: { port: 0, isNamed: false } })
})

test('what is named is taken as it is', () => {
  const settings = resolveConfig({
    port: 5090,
    host: '[::1]',
    tls: { certFile: 'a.pem', keyFile: 'b.pem' },
    publicUrl: 'https://city.example',
    dataDir: '/somewhere/else',
    bootstrap: ['http://192.168.1.5:5080/', '/ip4/192.168.1.5/tcp/5081'],
    tcpPort: 6000,
    stunPort: 6001,
    name: 'Harbour'
  })
  expect(settings).toMatchObject({
    host: '::1',
    dataDir: '/somewhere/else',
    tcpPort: { port: 6000, isNamed: true },
    stunPort: { port: 6001, isNamed: true },
    name: 'Harbour'
  })
  expect(settings.publicUrl?.href).toBe('https://city.example/')
  expect(settings.tls).toEqual({ certFile: join(process.cwd(), 'a.pem'), keyFile: join(process.cwd(), 'b.pem') })
  expect(resolveConfig({ host: 'localhost' }).host).toBe('127.0.0.1')
})

const wrong: readonly (readonly [SuperPeerConfig, RegExp])[] = [
  [{ port: 70_000 }, /^--port: .*0 to 65535, not 70000/],
  [{ port: 1.5 }, /^--port/],
  [{ port: Number.NaN }, /^--port/],
  [{ host: 'city.example' }, /^--host: .*not "city.example"/],
  [{ host: '' }, /^--host/],
  [{ tls: { certFile: '', keyFile: 'x' } }, /^--tls/],
  [{ publicUrl: 'city.example' }, /^--public-url: .*https:\/\/city.example\//],
  [{ publicUrl: 'https://city.example/sub/' }, /^--public-url: .*without a path/],
  [{ publicUrl: 'ftp://city.example/' }, /^--public-url/],
  [{ publicUrl: 'https://me:pw@city.example/' }, /^--public-url/],
  [{ dataDir: '' }, /^--data/],
  [{ bootstrap: ['192.168.1.5:5080'] }, /^--bootstrap: .*not "192.168.1.5:5080"/],
  [{ bootstrap: ['/ip4/999.1.1.1/tcp/1'] }, /^--bootstrap/],
  [{ bootstrap: Array.from({ length: 33 }, () => 'http://a/') }, /^--bootstrap: at most 32/],
  [{ tcpPort: -1 }, /^--tcp-port/],
  [{ port: 5090, tcpPort: 5090 }, /^--tcp-port: 5090 is the port of the page/],
  [{ port: 5090, stunPort: 5090 }, /^--stun-port: 5090/],
  [{ name: '' }, /^--name/],
  [{ name: 'a\nb' }, /^--name/],
  [{ name: 'x'.repeat(65) }, /^--name: one line of at most 64 bytes/]
]
test.each(wrong)('%j is refused with a sentence that names the option', (config, message) => {
  expect(() => resolveConfig(config)).toThrow(refusal(message))
})

test('a derived port that is taken falls back to any, and says so; a named one is an error', async () => {
  const { port } = (await listening(createServer())).address() as AddressInfo
  const use = { transport: 'tcp', host: '127.0.0.1', option: '--tcp-port' } as const
  const said: string[] = []
  await expect(choosePort({ port, isNamed: false }, use, line => said.push(line))).resolves.toBe(0)
  expect(said).toEqual([`tcp port ${port} is in use, taking another one (--tcp-port names one)`])
  await expect(choosePort({ port, isNamed: true }, use, () => {})).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(`tcp port ${port} is in use`)
  })
})

test('a free port is taken as wished for, udp ones are told apart from tcp ones', async () => {
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  const use = { host: '127.0.0.1', option: '--stun-port' }
  await expect(choosePort({ port, isNamed: true }, { ...use, transport: 'tcp' }, () => {})).resolves.toBe(port)
  await expect(choosePort({ port, isNamed: true }, { ...use, transport: 'udp' }, () => {})).rejects.toMatchObject({
    code: 'port-in-use'
  })
  await expect(choosePort({ port: 0, isNamed: false }, { ...use, transport: 'udp' }, () => {})).resolves.toBe(0)
})

test("an address that is not this computer's is told as such", async () => {
  const use = { transport: 'tcp', host: '192.0.2.77', option: '--port' } as const
  await expect(choosePort({ port: 5080, isNamed: false }, use, () => {})).rejects.toMatchObject({
    code: 'bad-option',
    message: '--host: 192.0.2.77 is not an address of this computer.'
  })
})

async function listening(server: Server): Promise<Server> {
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

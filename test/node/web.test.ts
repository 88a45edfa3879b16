import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { readPageFiles, type PageFiles } from '../../node/page-files.ts'
import { makeCertificate } from '../../node/tls.ts'
import { createWeb, type Web, type WebOptions } from '../../node/web.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const INDEX = '<!doctype html><title>Internet Video City</title>'
const SCRIPT = 'export const answer = 42\n'.repeat(40)
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; " +
  "img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; connect-src 'self' wss:WS; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types videocity"
const CSP_HTTPS = STRICT.replace('WS', '')
const CSP_HTTP = STRICT.replace('WS', ' ws:')

test('the page is served at / and /index.html, to be asked for again each time', async () => {
  const web = await start()
  for (const path of ['/', '/index.html', '/?x=1']) {
    const answer = await get(web, path)
    expect(answer).toMatchObject({ status: 200, text: INDEX })
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
  }
})

test('assets never change, come compressed to who takes it, and 304 to who has them', async () => {
  const web = await start()
  const path = '/assets/main-abc.js'
  const brotli = await get(web, path, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(brotli.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding'
  })
  expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT)
  const gzip = await get(web, path, { headers: { 'accept-encoding': 'br;q=0, gzip' } })
  expect(gzip.headers['content-encoding']).toBe('gzip')
  const plain = await get(web, path)
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.text).toBe(SCRIPT)
  const etags = [brotli, gzip, plain].map(({ headers }) => headers.etag)
  expect(new Set(etags).size).toBe(3)
  const again = await get(web, path, { headers: { 'accept-encoding': 'br', 'if-none-match': etags[0] ?? '' } })
  expect(again).toMatchObject({ status: 304, text: '' })
})

test('HEAD gives the headers of GET and no body', async () => {
  const web = await start()
  const answer = await get(web, '/', { method: 'HEAD' })
  expect(answer).toMatchObject({ status: 200, text: '' })
  expect(answer.headers['content-length']).toBe(String(INDEX.length))
})

test('every kind of answer carries every security header', async () => {
  const web = await start()
  const asked: [string, RequestOptions, number][] = [
    ['/', {}, 200],
    ['/assets/main-abc.js', {}, 200],
    ['/release.json', {}, 200],
    ['/.well-known/videocity.json', {}, 200],
    ['/nowhere', {}, 404],
    ['/', { method: 'POST' }, 405],
    ['/', { headers: { 'content-length': 5 } }, 413]
  ]
  for (const [path, options, status] of asked) {
    const answer = await get(web, path, options)
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'content-security-policy': CSP_HTTP,
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)'
    })
    expect(answer.headers['access-control-allow-origin']).toBe(path.startsWith('/.well') ? '*' : undefined)
  }
})

test('the policy about openers is left out where browsers ignore it and complain: over http from another computer', async () => {
  const openerPolicy = async (web: Web, host: string): Promise<unknown> =>
    (await get(web, '/', { headers: { host } })).headers['cross-origin-opener-policy']
  const web = await start({ publicUrl: new URL('https://city.example/') })
  for (const host of ['localhost', 'localhost:5080', '127.0.0.1:5080', '[::1]:5080', 'city.example']) {
    expect([host, await openerPolicy(web, host)]).toEqual([host, 'same-origin'])
  }
  for (const host of ['192.0.2.7', '192.0.2.7:5080', '[2001:db8::7]:5080', 'computer.local', 'localhost.example']) {
    expect([host, await openerPolicy(web, host)]).toEqual([host, undefined])
  }
})

test('an unknown path gets a sentence and a way home', async () => {
  const web = await start()
  for (const path of ['/nowhere', '/assets/', '/assets', '/index.html/', '/favicon.ico', '/assets/main-abc.js.br']) {
    const answer = await get(web, path)
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('There is nothing at this address. <a href="/">')
  }
})

test('no path leads out of the page', async () => {
  const web = await start()
  const ways = [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..\\secret.txt'
  ]
  for (const path of [...ways, '//etc/passwd', '/assets/%00', '/%', 'secret.txt', '*', '/./index.html']) {
    const reply = await raw(web, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(reply).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(reply).not.toContain('top secret')
  }
})

test('only GET and HEAD are understood, and a body is not waited for', async () => {
  const web = await start()
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
    const answer = await get(web, '/', { method })
    expect(answer).toMatchObject({ status: 405 })
    expect(answer.headers.allow).toBe('GET, HEAD')
  }
  const reply = await raw(web, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nabc')
  expect(reply).toMatch(/^HTTP\/1\.1 405 .*connection: close/is)
})

test('what the city says of itself is fresh, for every origin, and may depend on who asks', async () => {
  const web = await start({ wellKnown: request => ({ v: 1, asked: request.headers.host }) })
  const answer = await get(web, '/.well-known/videocity.json?x', { headers: { host: 'a.example:1' } })
  expect(JSON.parse(answer.text)).toEqual({ v: 1, asked: 'a.example:1' })
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*'
  })
})

test('an error of the callback is logged and answered, and the server goes on', async () => {
  const said: string[] = []
  const web = await start({
    log: line => said.push(line),
    wellKnown: () => {
      throw new Error('no idea')
    }
  })
  expect(await get(web, '/.well-known/videocity.json')).toMatchObject({
    status: 500,
    text: 'Something went wrong here.\n'
  })
  expect(said).toEqual([expect.stringMatching(/videocity\.json.*no idea/)])
  expect(await get(web, '/')).toMatchObject({ status: 200 })
})

test('a rebuilt or deleted folder does not change what is served', async () => {
  const folder = await builtPage()
  const web = await start({ page: await readPageFiles(folder) })
  await rm(folder, { recursive: true })
  expect(await get(web, '/assets/main-abc.js')).toMatchObject({ status: 200, text: SCRIPT })
})

test('a folder without a page says how to build one', async () => {
  for (const folder of [await temporaryFolder(), '/no/such/folder']) {
    await expect(readPageFiles(folder)).rejects.toMatchObject({
      code: 'no-page',
      message: expect.stringContaining('npm run build')
    })
  }
})

test('http and https share the port when there is a certificate', async () => {
  const web = await startSecure()
  for (let round = 0; round < 5; round++) {
    const [plain, secure] = await Promise.all([get(web, '/'), getSecure(web, '/')])
    expect(plain).toMatchObject({ status: 200, text: INDEX })
    expect(secure).toMatchObject({ status: 200, text: INDEX })
    expect(plain.headers['content-security-policy']).toBe(CSP_HTTP)
    expect(secure.headers['content-security-policy']).toBe(CSP_HTTPS)
  }
})

test('with a certificate, the city says where https is, under the name it was asked by', async () => {
  const web = await startSecure()
  const path = '/.well-known/videocity.json'
  const https = async (host: string): Promise<unknown> =>
    (JSON.parse((await get(web, path, { headers: { host } })).text) as { https?: string }).https
  expect(await https('192.168.1.5:5080')).toBe('https://192.168.1.5:5080/')
  expect(await https('[2001:db8::1]:5080')).toBe('https://[2001:db8::1]:5080/')
  expect(await https('evil.example/path"')).toBeUndefined()
  const without = await start()
  expect(JSON.parse((await get(without, path)).text)).toEqual({ v: 1 })
})

test('behind a proxy that speaks https, the page is an https page', async () => {
  const web = await start({ publicUrl: new URL('https://city.example/') })
  const proxied = await get(web, '/', { headers: { host: 'city.example' } })
  expect(proxied.headers['content-security-policy']).toBe(CSP_HTTPS)
  expect((await get(web, '/')).headers['content-security-policy']).toBe(CSP_HTTP)
  const told = await get(web, '/.well-known/videocity.json')
  expect(JSON.parse(told.text)).toEqual({ v: 1, https: 'https://city.example/' })
})

test('another certificate is used for connections to come', async () => {
  const web = await startSecure()
  const first = await fingerprint(web)
  web.setCertificate(await makeCertificate(['localhost', '127.0.0.1'], Date.now()))
  expect(await fingerprint(web)).not.toBe(first)
})

test('WebSockets are handed over with what has arrived, over http and over https', async () => {
  const onUpgrade: WebOptions['onUpgrade'] = (request, socket, head) => {
    socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${request.url} ${head.toString()}`)
  }
  const hello = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst'
  const web = await start({ onUpgrade, ...(await certificate()) })
  expect(await raw(web, hello)).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n/ws first')
  const secure = connectTls({ port: web.port, host: '127.0.0.1', rejectUnauthorized: false })
  expect(await converse(secure, hello)).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n/ws first')
})

test('a socket that was handed over is not timed out', async () => {
  const upgraded: Socket[] = []
  const web = await start({
    onUpgrade: (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
      upgraded.push(socket as Socket)
    },
    limits: { silenceMs: 50, headersTimeoutMs: 50 }
  })
  const client = await open(web)
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await once(client, 'data')
  expect(upgraded[0]?.timeout).toBe(0)
  // a connection opened after it, idle in the same way, has come to its end
  await once(await open(web), 'close')
  expect(client.destroyed).toBe(false)
})

test.each(['nothing at all', 'half a request', 'one header a moment'])(
  'who sends %s is cut off, over http, and over a port with https',
  async behaviour => {
    for (const more of [{}, await certificate()]) {
      const web = await start({ ...more, limits: { headersTimeoutMs: 300 } })
      const client = await open(web)
      if (behaviour !== 'nothing at all') client.write('GET / HTTP/1.1\r\nHost: x\r\n')
      const drip = setInterval(() => behaviour.startsWith('one') && client.write('X-Slow: 1\r\n'), 20)
      let reply = ''
      client.on('data', chunk => (reply += String(chunk)))
      await once(client, 'close')
      clearInterval(drip)
      expect(reply).toMatch(behaviour === 'nothing at all' ? /^(HTTP\/1\.1 408 |$)/ : /^HTTP\/1\.1 408 /)
    }
  }
)

test('who opens TLS and says no more is cut off, and so is who begins a request inside it', async () => {
  const web = await startSecure({ limits: { headersTimeoutMs: 300 } })
  const halfway = await open(web)
  halfway.write(Buffer.from([0x16, 0x03, 0x01]))
  const inside = connectTls({ port: web.port, host: '127.0.0.1', rejectUnauthorized: false })
  inside.on('error', () => {})
  inside.resume()
  await once(inside, 'secureConnect')
  inside.write('GET / HTTP/1.1\r\n')
  await Promise.all([once(halfway, 'close'), once(inside, 'close')])
})

test('who takes no bytes is cut off', async () => {
  const folder = await builtPage()
  await writeFile(join(folder, 'large.txt'), Buffer.alloc(32 * 1024 * 1024))
  const web = await start({ page: await readPageFiles(folder), limits: { silenceMs: 300 } })
  const client = await open(web)
  client.pause()
  client.write('GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => web.connections, { timeout: 10_000 }).toBe(0)
})

test('headers that are too long are refused', async () => {
  const web = await start()
  const reply = await raw(web, `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(reply).toMatch(/^HTTP\/1\.1 431 /)
  expect(await raw(web, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
})

test('nonsense is refused', async () => {
  const web = await start()
  expect(await raw(web, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await raw(web, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await get(web, '/')).toMatchObject({ status: 200 })
})

test('one address has so many connections and no more', async () => {
  const web = await start({ limits: { connectionsPerAddressMax: 3 } })
  const clients = [await open(web), await open(web), await open(web)]
  await expect.poll(() => web.connections).toBe(3)
  await once(await open(web), 'close')
  clients[0]?.destroy()
  await expect.poll(() => web.connections).toBe(2)
  expect(await get(web, '/')).toMatchObject({ status: 200 })
})

test('a port in use says which, and how to name another', async () => {
  const web = await start()
  await expect(start({ port: web.port })).rejects.toMatchObject({
    name: 'StorageError',
    code: 'port-in-use',
    message: expect.stringMatching(new RegExp(`tcp port ${web.port} is in use.*--port`))
  })
})

test("an address that is not this computer's is told as such", async () => {
  await expect(start({ host: '192.0.2.77' })).rejects.toMatchObject({ code: 'bad-option' })
})

test('closing ends idle, slow and handed-over connections within two seconds, and twice is once', async () => {
  const web = await start({ ...(await certificate()), onUpgrade: (_request, socket) => void socket.write('hi') })
  const idle = await open(web)
  const slow = await open(web)
  slow.write('GET / HTTP/1.1\r\n')
  const upgraded = await open(web)
  upgraded.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await once(upgraded, 'data')
  const ended = [idle, slow, upgraded].map(socket => once(socket, 'close'))
  const beganAtMs = Date.now()
  await Promise.all([web.close(), web.close()])
  await Promise.all(ended)
  expect(Date.now() - beganAtMs).toBeLessThan(2_000)
  await expect(get(web, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

async function builtPage(): Promise<string> {
  const parent = await temporaryFolder()
  await writeFile(join(parent, 'secret.txt'), 'top secret')
  const folder = join(parent, 'page')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), INDEX)
  await writeFile(join(folder, 'release.json'), '{}')
  await writeFile(join(folder, 'assets', 'main-abc.js'), SCRIPT)
  await writeFile(join(folder, 'assets', 'main-abc.js.br'), brotliCompressSync(SCRIPT))
  await writeFile(join(folder, 'assets', 'main-abc.js.gz'), gzipSync(SCRIPT))
  return folder
}

async function start(options: Partial<WebOptions> = {}): Promise<Web> {
  const page: PageFiles = options.page ?? (await readPageFiles(await builtPage()))
  const fallback: WebOptions['onUpgrade'] = (_request, socket) => socket.destroy()
  const web = await createWeb({
    port: 0,
    host: '127.0.0.1',
    wellKnown: () => ({ v: 1 }),
    onUpgrade: fallback,
    ...options,
    page
  })
  onTestFinished(() => web.close())
  return web
}

async function certificate() {
  return { certificate: await makeCertificate(['localhost', '127.0.0.1'], Date.now()) }
}

async function startSecure(options: Partial<WebOptions> = {}): Promise<Web> {
  return start({ ...options, ...(await certificate()) })
}

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  readonly text: string
}

function get(web: Web, path: string, options: RequestOptions = {}): Promise<Answer> {
  return read(httpRequest({ ...options, host: '127.0.0.1', port: web.port, path, agent: false }))
}

function getSecure(web: Web, path: string): Promise<Answer> {
  return read(httpsRequest({ host: '127.0.0.1', port: web.port, path, agent: false, rejectUnauthorized: false }))
}

async function read(request: ReturnType<typeof httpRequest>): Promise<Answer> {
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  return { status: response.statusCode, headers: response.headers, body, text: body.toString() }
}

async function open(web: Web): Promise<Socket> {
  const socket = connect(web.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  // a reset is one way to be cut off
  socket.on('error', () => {})
  socket.resume()
  await once(socket, 'connect')
  return socket
}

async function raw(web: Web, request: string): Promise<string> {
  return converse(connect(web.port, '127.0.0.1'), request)
}

async function converse(socket: Socket, request: string): Promise<string> {
  let reply = ''
  socket.on('data', chunk => (reply += String(chunk)))
  socket.on('error', () => {})
  socket.write(request)
  await once(socket, 'close')
  return reply
}

async function fingerprint(web: Web): Promise<string> {
  const socket = connectTls({ port: web.port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

/** Stands in for a super-peer while the harness itself is tested: the same options, the same line, the same policy. */
import { KeyObject, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: 'localhost' },
    tls: { type: 'string' },
    data: { type: 'string' },
    // for tests of what happens when a super-peer misbehaves
    deaf: { type: 'boolean', default: false },
    fails: { type: 'boolean', default: false }
  }
})

const isSecure = values.tls === 'self'
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  `connect-src 'self' wss:${isSecure ? '' : ' ws:'}`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types videocity'
].join('; ')

const PLACES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/toy.js': ['toy.js', 'text/javascript'],
  '/toy.css': ['toy.css', 'text/css']
}

function answer({ url }, response) {
  const place = PLACES[url]
  // never answered: the page gives up
  if (url === '/slow') return
  response.setHeader('content-security-policy', POLICY)
  if (place === undefined) {
    response.statusCode = 404
    return response.end('no such place')
  }
  response.setHeader('content-type', place[1])
  response.end(readFileSync(new URL(place[0], import.meta.url)))
}

async function selfSigned() {
  await import('reflect-metadata')
  const { X509CertificateGenerator } = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=toy',
      notBefore: new Date(now - 3_600_000),
      notAfter: new Date(now + 86_400_000),
      keys,
      signingAlgorithm: algorithm
    },
    webcrypto
  )
  return {
    cert: certificate.toString('pem'),
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  }
}

if (values.fails) {
  process.stderr.write('the toy was told to fail\n')
  process.exit(3)
}
const server = isSecure ? createSecureServer(await selfSigned(), answer) : createServer(answer)
server.listen(Number(values.port), values.host, () => {
  const scheme = isSecure ? 'https' : 'http'
  process.stdout.write(`Video City is open at ${scheme}://${values.host}:${server.address().port}/ (toy)\n`)
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => values.deaf || process.exit(0))

import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { certificateSource, makeCertificate } from '../../node/tls.ts'
import type { CityError } from '../../protocol/errors.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const DAY_MS = 86_400_000
const nowMs = Date.parse('2026-11-22T12:00:00Z')
const hosts = ['192.168.1.5', 'localhost', '127.0.0.1', '::1']

test('a certificate of our own covers every host, lasts a year and is a P-256 one', async () => {
  const certificate = new X509Certificate((await makeCertificate([...hosts, 'city.example'], nowMs)).cert)
  for (const ip of ['192.168.1.5', '127.0.0.1', '::1']) expect(certificate.checkIP(ip)).toBe(ip)
  for (const name of ['localhost', 'city.example']) expect(certificate.checkHost(name)).toBe(name)
  expect(certificate.checkHost('elsewhere.example')).toBeUndefined()
  expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(365 * DAY_MS)
  expect(Date.parse(certificate.validFrom)).toBeLessThan(nowMs)
  expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  expect(certificate.verify(certificate.publicKey)).toBe(true)
})

test('it is made beside libp2p too, which gives the X.509 library a WebCrypto of its own', async () => {
  const { cryptoProvider } = await import('@peculiar/x509')
  await import('@libp2p/webrtc')
  expect(cryptoProvider.get()).not.toBe(crypto)
  await expect(makeCertificate(hosts, nowMs)).resolves.toMatchObject({ cert: expect.stringMatching(/BEGIN CERT/) })
})

test('it is kept, its key for the owner alone', async () => {
  const folder = await temporaryFolder()
  const first = await certificateSource('self', folder, hosts).read(nowMs)
  await expect(certificateSource('self', folder, hosts).read(nowMs + 300 * DAY_MS)).resolves.toEqual(first)
  expect((await stat(join(folder, 'tls', 'key.pem'))).mode & 0o777).toBe(0o600)
})

test('it is renewed 30 days before its end', async () => {
  const folder = await temporaryFolder()
  const source = certificateSource('self', folder, hosts)
  const first = await source.read(nowMs)
  const second = await source.read(nowMs + 336 * DAY_MS)
  expect(second.cert).not.toBe(first.cert)
  expect(Date.parse(new X509Certificate(second.cert).validTo)).toBeGreaterThan(nowMs + 700 * DAY_MS)
})

test('it is renewed when a host is not covered, and when it is damaged', async () => {
  const folder = await temporaryFolder()
  const first = await certificateSource('self', folder, hosts).read(nowMs)
  const second = await certificateSource('self', folder, [...hosts, '10.0.0.7']).read(nowMs)
  expect(second.cert).not.toBe(first.cert)
  await writeFile(join(folder, 'tls', 'cert.pem'), second.cert.slice(0, 100))
  const third = await certificateSource('self', folder, hosts).read(nowMs)
  expect(new X509Certificate(third.cert).checkIP('192.168.1.5')).toBe('192.168.1.5')
})

test("an operator's own files are used, and read anew each time", async () => {
  const { certFile, keyFile, certificate } = await ownFiles()
  const source = certificateSource({ certFile, keyFile }, 'unused', hosts)
  await expect(source.read(nowMs)).resolves.toEqual(certificate)
  const next = await makeCertificate(hosts, nowMs)
  await writeFile(certFile, next.cert)
  await writeFile(keyFile, next.key)
  await expect(source.read(nowMs)).resolves.toEqual(next)
})

test('files that will not do are told one by one', async () => {
  const { certFile, keyFile } = await ownFiles()
  const other = await ownFiles()
  const refused = (cert: string, key: string, atMs = nowMs) =>
    certificateSource({ certFile: cert, keyFile: key }, 'unused', hosts)
      .read(atMs)
      .then(
        () => 'accepted',
        (error: unknown) => `${(error as CityError).code} ${(error as CityError).message}`
      )
  await expect(refused('/no/such.pem', keyFile)).resolves.toBe(
    'bad-option --tls: /no/such.pem cannot be read: there is no such file.'
  )
  await expect(refused(keyFile, certFile)).resolves.toMatch(/does not hold what it should: first the certificate/)
  await expect(refused(certFile, other.keyFile)).resolves.toMatch(/is not the key of the certificate/)
  await expect(refused(certFile, keyFile, nowMs + 400 * DAY_MS)).resolves.toMatch(/ended on Nov 22/)
  await writeFile(certFile, 'x')
  await expect(refused(certFile, keyFile)).resolves.toMatch(/does not hold what it should/)
  await expect(readFile(keyFile, 'utf8')).resolves.toMatch(/BEGIN PRIVATE KEY/)
})

async function ownFiles() {
  const folder = await temporaryFolder()
  const certificate = await makeCertificate(hosts, nowMs)
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  await writeFile(certFile, certificate.cert)
  await writeFile(keyFile, certificate.key)
  return { certFile, keyFile, certificate }
}

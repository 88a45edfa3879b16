/** The certificate for https: the operator's own files, or one the super-peer makes for itself and renews in time. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { UsageError } from '../protocol/errors.ts'
import { CERTIFICATE_LIFETIME_MS, CERTIFICATE_RENEWAL_MS } from '../protocol/limits.ts'
import type { TlsConfig } from './config.ts'
import { folderError } from './data-folder.ts'
import type { Certificate } from './one-port.ts'
import { writeSafely } from './safe-file.ts'

/** A little before now, for clocks that are slow. */
const BACKDATED_MS = 60 * 60_000

/** Where certificates come from. */
export interface CertificateSource {
  /**
   * The certificate as it should be now: files are read again, one of our own is made anew when it is due.
   *
   * @throws {@link UsageError} `bad-option` when the operator's files will not do
   */
  read(nowMs: number): Promise<Certificate>
}

/**
 * The source an operator has chosen.
 *
 * @param folder - data folder, where certificates of our own are kept
 * @param hosts - names and addresses it must cover when it is our own
 */
export function certificateSource(tls: TlsConfig, folder: string, hosts: readonly string[]): CertificateSource {
  if (tls !== 'self') return { read: nowMs => readFiles(tls, nowMs) }
  return { read: nowMs => ownCertificate(join(folder, 'tls'), hosts, nowMs) }
}

async function readFiles(files: Exclude<TlsConfig, 'self'>, nowMs: number): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem(files.certFile), readPem(files.keyFile)])
  const certificate = parsed(cert, files.certFile, text => new X509Certificate(text))
  const privateKey = parsed(key, files.keyFile, text => createPrivateKey(text))
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new UsageError(
      'bad-option',
      `--tls: ${files.keyFile} is not the key of the certificate in ${files.certFile}.`
    )
  }
  if (Date.parse(certificate.validTo) < nowMs) {
    throw new UsageError('bad-option', `--tls: the certificate in ${files.certFile} ended on ${certificate.validTo}.`)
  }
  createSecureContext({ cert, key })
  return { cert, key }
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is no such file' : String(cause)
    throw new UsageError('bad-option', `--tls: ${path} cannot be read: ${reason}.`, { cause })
  }
}

function parsed<T>(pem: string, path: string, parse: (pem: string) => T): T {
  try {
    return parse(pem)
  } catch (cause) {
    throw new UsageError(
      'bad-option',
      `--tls: ${path} does not hold what it should: first the certificate, then its key without a passphrase, both PEM.`,
      { cause }
    )
  }
}

/** The one we keep, or a fresh one when it ends soon or does not cover every host. */
async function ownCertificate(folder: string, hosts: readonly string[], nowMs: number): Promise<Certificate> {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const kept = await readKept(certFile, keyFile)
  if (kept !== undefined && isGoodUntil(kept, hosts, nowMs + CERTIFICATE_RENEWAL_MS)) return kept
  const fresh = await makeCertificate(hosts, nowMs)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeSafely(keyFile, fresh.key)
    await writeSafely(certFile, fresh.cert)
  } catch (error) {
    throw folderError(folder, error)
  }
  return fresh
}

async function readKept(certFile: string, keyFile: string): Promise<Certificate | undefined> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
    return { cert, key }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function isGoodUntil({ cert, key }: Certificate, hosts: readonly string[], untilMs: number): boolean {
  try {
    const certificate = new X509Certificate(cert)
    if (!certificate.checkPrivateKey(createPrivateKey(key)) || Date.parse(certificate.validTo) < untilMs) return false
    return hosts.every(
      host => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined
    )
  } catch {
    // cut off or damaged: it is made again, and nobody but our own browsers knew it
    return false
  }
}

/** A self-signed certificate, ECDSA P-256, for one year. */
export async function makeCertificate(hosts: readonly string[], nowMs: number): Promise<Certificate> {
  // needed only here, and slow to load
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const parameters = {
    name: 'CN=Internet Video City',
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + CERTIFICATE_LIFETIME_MS - BACKDATED_MS),
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map(host => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host }))
      )
    ]
  }
  // libp2p gives this library another WebCrypto, which does not know our keys
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(parameters, crypto)
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { cert: `${certificate.toString('pem')}\n`, key: `${key}\n` }
}

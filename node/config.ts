/** What an operator decides about a super-peer, what holds when nothing is said, and what is refused. */
import { homedir } from 'node:os'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { multiaddr } from '@multiformats/multiaddr'
import { toName } from '../protocol/codec/fields.ts'
import { UsageError } from '../protocol/errors.ts'
import { NAME_BYTES_MAX } from '../protocol/limits.ts'
import type { PortWish } from './ports.ts'

/** Port of the page when none is named. */
export const DEFAULT_PORT = 5080
/** Where the page is served when nothing is said: this computer only. */
export const DEFAULT_HOST = '127.0.0.1'
/** Name of the operator's home. */
export const DEFAULT_NAME = 'Town hall'
/** Other super-peers that may be named. */
export const BOOTSTRAP_MAX = 32

/** A certificate of one's own, or one the super-peer makes for itself. */
export type TlsConfig = 'self' | { readonly certFile: string; readonly keyFile: string }

/** How a super-peer is to be; everything may be left out. */
export interface SuperPeerConfig {
  /** TCP port of the page and its sockets, and UDP port of webrtc-direct. 0 takes any. */
  readonly port?: number
  /** Address to listen on; `0.0.0.0` or `::` for all. */
  readonly host?: string
  /** Serves https beside http on the same port. */
  readonly tls?: TlsConfig
  /** The address people use, when it is another one: behind a proxy, or with a name. */
  readonly publicUrl?: string
  /** Folder of keys and records, made when missing. */
  readonly dataDir?: string
  /** Other super-peers: page addresses or multiaddrs. */
  readonly bootstrap?: readonly string[]
  /** TCP port for other super-peers. */
  readonly tcpPort?: number
  /** UDP port of the STUN responder. */
  readonly stunPort?: number
  /** Name of the operator's home, where the town square is. */
  readonly name?: string
  /** Folder of the built page. */
  readonly pageDir?: string
  /** Told in sentences what happens; nothing is said without it. */
  readonly log?: (line: string) => void
}

/** The same, complete and checked. */
export interface SuperPeerSettings {
  readonly port: number
  readonly host: string
  readonly tls: TlsConfig | undefined
  readonly publicUrl: URL | undefined
  readonly dataDir: string
  readonly bootstrap: readonly string[]
  readonly webrtcPort: PortWish
  readonly tcpPort: PortWish
  readonly stunPort: PortWish
  readonly name: string
  readonly pageDir: string
  readonly log: (line: string) => void
}

/**
 * Completes and checks what an operator said.
 *
 * @throws {@link UsageError} `bad-option`; its message begins with the option, named as on the command line
 */
export function resolveConfig(config: SuperPeerConfig): SuperPeerSettings {
  const port = portOf('--port', config.port ?? DEFAULT_PORT)
  const settings: SuperPeerSettings = {
    port,
    host: hostOf(config.host ?? DEFAULT_HOST),
    tls: tlsOf(config.tls),
    publicUrl: publicUrlOf(config.publicUrl),
    dataDir: folderOf('--data', config.dataDir) ?? join(homedir(), '.videocity', String(port)),
    bootstrap: bootstrapOf(config.bootstrap ?? []),
    webrtcPort: { port, isNamed: false },
    tcpPort: wishOf('--tcp-port', config.tcpPort, port),
    stunPort: wishOf('--stun-port', config.stunPort, port),
    name: nameOf(config.name),
    pageDir: folderOf('pageDir', config.pageDir) ?? builtPage(),
    log: config.log ?? (() => {})
  }
  refuseClash(settings)
  return settings
}

function portOf(option: string, port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new UsageError('bad-option', `${option}: a port is a whole number from 0 to 65535, not ${port}.`)
}

/** The port beside the page's, unless another is named. */
function wishOf(option: string, named: number | undefined, pagePort: number): PortWish {
  if (named !== undefined) return { port: portOf(option, named), isNamed: named !== 0 }
  return { port: pagePort === 0 || pagePort === 65_535 ? 0 : pagePort + 1, isNamed: false }
}

function hostOf(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (bare === 'localhost') return DEFAULT_HOST
  if (isIP(bare) !== 0) return bare
  throw new UsageError(
    'bad-option',
    `--host: an address of this computer such as 192.168.1.5, or 0.0.0.0 for all of them, not ${JSON.stringify(host)}. ` +
      'A name belongs to the public address.'
  )
}

function tlsOf(tls: TlsConfig | undefined): TlsConfig | undefined {
  if (tls === undefined || tls === 'self') return tls
  if (tls.certFile !== '' && tls.keyFile !== '') {
    return { certFile: resolve(tls.certFile), keyFile: resolve(tls.keyFile) }
  }
  throw new UsageError('bad-option', '--tls: either self, or a certificate and its key, both PEM files.')
}

function publicUrlOf(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  if (url !== undefined && isPlain && ['http:', 'https:'].includes(url.protocol)) return url
  throw new UsageError(
    'bad-option',
    `--public-url: an address like https://city.example/ without a path, not ${JSON.stringify(text)}.`
  )
}

function folderOf(option: string, folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  if (folder !== '' && !folder.includes('\0')) return resolve(folder)
  throw new UsageError('bad-option', `${option}: the name of a folder.`)
}

function bootstrapOf(addresses: readonly string[]): readonly string[] {
  if (addresses.length > BOOTSTRAP_MAX) {
    throw new UsageError('bad-option', `--bootstrap: at most ${BOOTSTRAP_MAX} super-peers, not ${addresses.length}.`)
  }
  for (const address of addresses) {
    if (isPageAddress(address) || isMultiaddr(address)) continue
    throw new UsageError(
      'bad-option',
      "--bootstrap: another super-peer's page address, like http://192.168.1.5:5080/, " +
        `or its multiaddr, like /ip4/192.168.1.5/tcp/5081/p2p/12D3…, not ${JSON.stringify(address)}.`
    )
  }
  return addresses
}

function isPageAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}

function isMultiaddr(text: string): boolean {
  try {
    return text.startsWith('/') && multiaddr(text).getComponents().length > 0
  } catch {
    // not an address: that is the answer
    return false
  }
}

function nameOf(name: string | undefined): string {
  if (name === undefined) return DEFAULT_NAME
  const clean = toName(name, NAME_BYTES_MAX)
  if (clean === name && name !== '') return name
  throw new UsageError(
    'bad-option',
    `--name: one line of at most ${NAME_BYTES_MAX} bytes without control characters, not ${JSON.stringify(name)}.`
  )
}

/** Beside this file once built; in a source tree, where the build puts it. */
function builtPage(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/page' : '../page', import.meta.url))
}

/** Two services cannot share one port. */
function refuseClash({ port, tcpPort, stunPort }: SuperPeerSettings): void {
  if (port === 0) return
  if (tcpPort.port === port) throw new UsageError('bad-option', `--tcp-port: ${port} is the port of the page already.`)
  if (stunPort.port === port)
    throw new UsageError('bad-option', `--stun-port: ${port} is the port of webrtc-direct already.`)
}

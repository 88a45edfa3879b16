/** One TCP port for http and https: the first byte tells which. Counts connections, cuts off who is slow, and ends them all. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions
} from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  WEB_CLOSE_TIMEOUT_MS,
  WEB_CONNECTIONS_MAX,
  WEB_CONNECTIONS_PER_ADDRESS_MAX,
  WEB_HEADERS_BYTES_MAX,
  WEB_HEADERS_TIMEOUT_MS,
  WEB_KEEP_ALIVE_MS,
  WEB_SILENCE_MS
} from '../protocol/limits.ts'
import { listenError } from './ports.ts'

/** A certificate chain and its key, PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** What a port needs to be opened. */
export interface OnePortOptions {
  readonly port: number
  readonly host: string
  readonly certificate?: Certificate | undefined
  readonly onRequest: RequestListener
  /** The socket is the handler's from then on, without a time-out. */
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly limits?: Partial<OnePortLimits>
}

/** How long and how many, for whom nothing else is said. */
export interface OnePortLimits {
  readonly headersTimeoutMs: number
  readonly silenceMs: number
  readonly connectionsPerAddressMax: number
}

/** An open port. */
export interface OnePort {
  /** The port taken, also when any was asked for. */
  readonly port: number
  readonly connections: number
  /** Uses another certificate for connections to come. */
  setCertificate(certificate: Certificate): void
  /** Ends everything within {@link WEB_CLOSE_TIMEOUT_MS} and a little. Idempotent. */
  close(): Promise<void>
}

/** The first byte of a TLS connection: a handshake record. */
const TLS_HANDSHAKE = 0x16
/** Node looks for late requests this often; by default every 30 s. */
const CHECK_INTERVAL_MS = 500

const DEFAULT_LIMITS: OnePortLimits = {
  headersTimeoutMs: WEB_HEADERS_TIMEOUT_MS,
  silenceMs: WEB_SILENCE_MS,
  connectionsPerAddressMax: WEB_CONNECTIONS_PER_ADDRESS_MAX
}

/**
 * Opens the port.
 *
 * @throws {@link StorageError} `port-in-use`
 * @throws {@link UsageError} `bad-option` for a host that is not this computer's
 */
export async function openPort(options: OnePortOptions): Promise<OnePort> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const http = createHttpServer(serverOptions(limits))
  const https = options.certificate === undefined ? undefined : secureServer(options.certificate, limits)
  for (const server of [http, https]) if (server !== undefined) equip(server, options, limits)

  const sockets = new Set<Socket>()
  const admit = admission(limits.connectionsPerAddressMax)
  const tcp = createTcpServer({ noDelay: true, keepAlive: true })
  tcp.maxConnections = WEB_CONNECTIONS_MAX
  tcp.on('connection', socket => {
    // whatever breaks it, 'close' follows, and that is all we need to know
    socket.on('error', () => {})
    if (!admit(socket)) return
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (https === undefined) http.emit('connection', socket)
    else tellApart(socket, limits.headersTimeoutMs, isTls => (isTls ? https : http).emit('connection', socket))
  })
  await listen(tcp, options)

  let closing: Promise<void> | undefined
  return {
    port: (tcp.address() as AddressInfo).port,
    get connections() {
      return sockets.size
    },
    setCertificate: certificate => https?.setSecureContext(certificate),
    close() {
      closing ??= closeAll(tcp, [http, ...(https === undefined ? [] : [https])], sockets)
      return closing
    }
  }
}

function serverOptions({ headersTimeoutMs }: OnePortLimits): ServerOptions {
  return {
    maxHeaderSize: WEB_HEADERS_BYTES_MAX,
    headersTimeout: headersTimeoutMs,
    requestTimeout: headersTimeoutMs,
    keepAliveTimeout: WEB_KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS
  }
}

function secureServer(certificate: Certificate, limits: OnePortLimits): HttpsServer {
  return createHttpsServer({
    ...serverOptions(limits),
    ...certificate,
    minVersion: 'TLSv1.2',
    handshakeTimeout: limits.headersTimeoutMs
  })
}

function equip(
  server: Server | HttpsServer,
  { onRequest, onUpgrade }: OnePortOptions,
  { silenceMs }: OnePortLimits
): void {
  server.on('request', onRequest)
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if ('setTimeout' in socket) (socket as Socket).setTimeout(0)
    onUpgrade(request, socket, head)
  })
  server.setTimeout(silenceMs)
  // neither listens by itself, and only a server that listens begins to watch its connections for late requests
  server.emit('listening')
}

/** Lets in so many connections from one address, and drops the rest. */
function admission(max: number): (socket: Socket) => boolean {
  const counts = new Map<string, number>()
  return socket => {
    const address = socket.remoteAddress ?? ''
    const count = counts.get(address) ?? 0
    if (count >= max) {
      socket.destroy()
      return false
    }
    counts.set(address, count + 1)
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1
      if (left === 0) counts.delete(address)
      else counts.set(address, left)
    })
    return true
  }
}

/** Looks at the first byte and puts it back. */
function tellApart(socket: Socket, timeoutMs: number, done: (isTls: boolean) => void): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs)
  socket.once('close', () => clearTimeout(timer))
  // 'readable', not 'data': a stream that flows would lose what arrives before its new owner listens
  socket.once('readable', () => {
    clearTimeout(timer)
    const chunk = socket.read() as Buffer | null
    if (chunk === null) {
      socket.destroy()
      return
    }
    socket.unshift(chunk)
    done(chunk[0] === TLS_HANDSHAKE)
  })
}

function listen(tcp: ReturnType<typeof createTcpServer>, { port, host }: OnePortOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    // also later ones: a server that has once listened goes on
    tcp.on('error', error => reject(listenError(error, port, { transport: 'tcp', host, option: '--port' })))
    tcp.listen({ port, host, exclusive: true }, resolve)
  })
}

async function closeAll(
  tcp: ReturnType<typeof createTcpServer>,
  servers: readonly (Server | HttpsServer)[],
  sockets: ReadonlySet<Socket>
): Promise<void> {
  const isClosed = new Promise<void>(resolve => tcp.close(() => resolve()))
  for (const server of servers) {
    server.closeIdleConnections()
    // it never listened; this only stops its watch over connections
    server.close()
  }
  const force = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, WEB_CLOSE_TIMEOUT_MS)
  await isClosed
  clearTimeout(force)
}

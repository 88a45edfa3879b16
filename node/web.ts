/** What a super-peer shows the web: the page, where the city is, and a door for WebSockets, all on one port. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WELL_KNOWN_PATH } from '../protocol/city/well-known.ts'
import { isLoopback } from './addresses.ts'
import { openPort, type Certificate, type OnePort, type OnePortLimits } from './one-port.ts'
import type { PageFiles } from './page-files.ts'
import { securityHeaders } from './web-headers.ts'

/** What a web server of ours needs. */
export interface WebOptions {
  readonly port: number
  readonly host: string
  readonly page: PageFiles
  /** With it, https is served beside http. */
  readonly certificate?: Certificate | undefined
  /** Where people reach us through a proxy. */
  readonly publicUrl?: URL | undefined
  /** What is answered at `/.well-known/videocity.json`; `https` is added when there is such an address. */
  readonly wellKnown: (request: IncomingMessage) => object
  /** Takes over a WebSocket that is being opened. */
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly log?: (line: string) => void
  readonly limits?: Partial<OnePortLimits>
}

/** A running web server. */
export type Web = OnePort

const NOT_FOUND = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Nothing here</title>
<p>There is nothing at this address. <a href="/">Internet Video City</a> is next door.</p>
</html>
`

/**
 * Starts serving.
 *
 * @throws {@link StorageError} `port-in-use`
 * @throws {@link UsageError} `bad-option` for a host that is not this computer's
 */
export function createWeb(options: WebOptions): Promise<Web> {
  const { port, host, certificate, onUpgrade, limits } = options
  return openPort({
    port,
    host,
    certificate,
    onUpgrade,
    ...(limits === undefined ? {} : { limits }),
    onRequest(request, response) {
      try {
        answer(request, response, options)
      } catch (error) {
        options.log?.(`answering ${request.method} ${JSON.stringify(request.url)} failed: ${String(error)}`)
        send(
          request,
          response,
          500,
          { 'content-type': 'text/plain; charset=utf-8' },
          'Something went wrong here.\n',
          options
        )
      }
    }
  })
}

function answer(request: IncomingMessage, response: ServerResponse, options: WebOptions): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const headers = { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' }
    return send(request, response, 405, headers, 'Only GET and HEAD are understood here.\n', options)
  }
  if (hasBody(request)) {
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    return send(request, response, 413, headers, 'Nothing is taken here.\n', options)
  }
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  if (path === WELL_KNOWN_PATH) {
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      // pages of other super-peers ask, too
      'access-control-allow-origin': '*'
    }
    const https = httpsAddress(request, options)
    const body = { ...options.wellKnown(request), ...(https === undefined ? {} : { https }) }
    return send(request, response, 200, headers, JSON.stringify(body), options)
  }
  const file = options.page.answer(path, request.headers)
  if (file !== undefined) return send(request, response, file.status, file.headers, file.body, options)
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' }
  send(request, response, 404, headers, NOT_FOUND, options)
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Uint8Array | string,
  options: WebOptions
): void {
  // what follows a body we did not ask for is not worth waiting for
  const isLast = hasBody(request)
  if (isLast) response.once('finish', () => request.socket.destroySoon())
  response.writeHead(status, {
    ...(status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...headers,
    ...securityHeaders({ isSecure: isSecure(request, options), isThisComputer: isThisComputer(request) }),
    ...(isLast ? { connection: 'close' } : {})
  })
  response.end(request.method === 'HEAD' || status === 304 ? undefined : body)
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Whether the browser sees https: by our own certificate, or by the proxy in front of us. */
function isSecure(request: IncomingMessage, { publicUrl }: WebOptions): boolean {
  if ('encrypted' in request.socket) return true
  return publicUrl?.protocol === 'https:' && request.headers.host === publicUrl.host
}

/** Whether we were asked by a name that never leaves a computer. */
function isThisComputer({ headers: { host = '' } }: IncomingMessage): boolean {
  return isLoopback(host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'))
}

/** The https address of what was asked, under the name it was asked by. */
function httpsAddress(
  { headers: { host } }: IncomingMessage,
  { certificate, publicUrl }: WebOptions
): string | undefined {
  if (publicUrl?.protocol === 'https:') return publicUrl.href
  const isHost = host !== undefined && /^([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i.test(host)
  return certificate !== undefined && isHost ? `https://${host}/` : undefined
}

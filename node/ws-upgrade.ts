/**
 * Hands a WebSocket upgrade from the page's port to libp2p, in this process, so that one port serves both and every peer keeps its
 * own address. Work-around: @libp2p/websockets 10 makes its own HTTP server and has no option for another. The test of this file
 * fails when its inside changes.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Libp2p } from '@libp2p/interface'

interface WebSocketListener {
  readonly http?: Server
}

interface TransportManager {
  getListeners(): (WebSocketListener & object)[]
}

/** Takes an upgrade request of the web server. */
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** What hands upgrades to the WebSocket listener of a node, which must listen on one `/ws` address. */
export function upgradesInto(libp2p: Libp2p): TakeUpgrade {
  const { transportManager } = (libp2p as unknown as { components: { transportManager: TransportManager } }).components
  const server = transportManager.getListeners().find(listener => listener.http !== undefined)?.http
  if (server === undefined) throw new Error('no WebSocket listener to hand upgrades to')
  return (request, socket, head) => {
    if (!server.emit('upgrade', request, socket, head)) socket.destroy()
  }
}

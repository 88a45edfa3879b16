/** Which ports a super-peer takes: those its operator names or not at all, those it derives or another one. */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { StorageError, UsageError } from '../protocol/errors.ts'

/** A port somebody wants. */
export interface PortWish {
  /** 0 for any. */
  readonly port: number
  /** Named by the operator, so that another one will not do. */
  readonly isNamed: boolean
}

/** What a port is tried for. */
export interface PortUse {
  readonly transport: 'tcp' | 'udp'
  readonly host: string
  /** The option that names it, as on the command line. */
  readonly option: string
}

/**
 * The port to listen on: the one wished for if it is free, 0 (any) if it is taken and was only derived.
 *
 * @param log - told when another port is taken
 * @throws {@link StorageError} `port-in-use` when a named port is taken
 * @throws {@link UsageError} `bad-option` when the host or the port is not for us
 */
export async function choosePort(wish: PortWish, use: PortUse, log: (line: string) => void): Promise<number> {
  if (wish.port === 0) return 0
  try {
    await tryPort(wish.port, use)
    return wish.port
  } catch (error) {
    if (wish.isNamed || errorCode(error) !== 'EADDRINUSE') throw listenError(error, wish.port, use)
    log(`${use.transport} port ${wish.port} is in use, taking another one (${use.option} names one)`)
    return 0
  }
}

/** Turns what the system says when a port cannot be had into what the operator can do. */
export function listenError(error: unknown, port: number, { transport, host, option }: PortUse): Error {
  const cause = { cause: error }
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new StorageError(
        'port-in-use',
        `${transport} port ${port} is in use: another Video City or another program has it. ` +
          `End that one, or name another port with ${option}.`,
        cause
      )
    case 'EACCES':
      return new UsageError(
        'bad-option',
        `${option}: ports below 1024, like ${port}, are for privileged programs. Name a higher one.`,
        cause
      )
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return new UsageError('bad-option', `--host: ${host} is not an address of this computer.`, cause)
    default:
      return error instanceof Error ? error : new Error(String(error))
  }
}

async function tryPort(port: number, { transport, host }: PortUse): Promise<void> {
  if (transport === 'tcp') return tryTcp(port, host)
  return tryUdp(port, host)
}

function tryTcp(port: number, host: string): Promise<void> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve()))
  })
}

function tryUdp(port: number, host: string): Promise<void> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' })
  return new Promise((resolve, reject) => {
    socket.once('error', error => socket.close(() => reject(error)))
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve()))
  })
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** Tells who asks which address and port they are seen under: the binding method of STUN (RFC 8489), and no more. */
import { createSocket, type RemoteInfo } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { crc32 } from 'node:zlib'
import { STUN_ADDRESSES_MAX, STUN_ANSWERS_PER_SECOND, STUN_MESSAGE_BYTES_MAX } from '../protocol/limits.ts'
import { listenError } from './ports.ts'

/** A running responder. */
export interface StunResponder {
  readonly port: number
  /** Idempotent. */
  close(): Promise<void>
}

/** How a responder is started. */
export interface StunOptions {
  readonly host: string
  /** 0 for any. */
  readonly port: number
  readonly clock?: () => number
}

// https://www.rfc-editor.org/rfc/rfc8489#section-5
const HEADER_BYTES = 20
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const MAGIC_COOKIE = 0x2112_a442
// https://www.rfc-editor.org/rfc/rfc8489#section-14
const XOR_MAPPED_ADDRESS = 0x0020
const FINGERPRINT = 0x8028
const FINGERPRINT_XOR = 0x5354_554e
const ATTRIBUTE_HEADER_BYTES = 4
/** Attributes from here on may be ignored; what is below must be understood, and we understand none. */
const COMPREHENSION_OPTIONAL = 0x8000

/**
 * Starts answering.
 *
 * @throws {@link StorageError} `port-in-use`
 * @throws {@link UsageError} `bad-option` for a host that is not this computer's
 */
export async function createStunResponder({ host, port, clock = Date.now }: StunOptions): Promise<StunResponder> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' })
  const mayAnswer = pacer(clock)
  socket.on('message', (message, from) => {
    const response = answerBinding(message, from)
    // nobody waits for the outcome: who got no answer asks again
    if (response !== undefined && mayAnswer(from.address)) socket.send(response, from.port, from.address, () => {})
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('error', error => reject(listenError(error, port, { transport: 'udp', host, option: '--stun-port' })))
    socket.bind({ port, address: host, exclusive: true }, resolve)
  })
  let closing: Promise<void> | undefined
  return {
    port: socket.address().port,
    close() {
      closing ??= new Promise(resolve => socket.close(() => resolve()))
      return closing
    }
  }
}

/** The answer to a binding request, or `undefined` for everything else. */
export function answerBinding(request: Buffer, from: Pick<RemoteInfo, 'address' | 'port'>): Buffer | undefined {
  if (request.length < HEADER_BYTES || request.length > STUN_MESSAGE_BYTES_MAX || request.length % 4 !== 0)
    return undefined
  if (request.readUInt16BE(0) !== BINDING_REQUEST || request.readUInt32BE(4) !== MAGIC_COOKIE) return undefined
  if (request.readUInt16BE(2) !== request.length - HEADER_BYTES || !isUnderstood(request)) return undefined
  const mapped = xorMappedAddress(from, request.subarray(4, HEADER_BYTES))
  const response = Buffer.alloc(HEADER_BYTES + mapped.length + ATTRIBUTE_HEADER_BYTES + 4)
  response.writeUInt16BE(BINDING_SUCCESS, 0)
  response.writeUInt16BE(response.length - HEADER_BYTES, 2)
  request.copy(response, 4, 4, HEADER_BYTES)
  mapped.copy(response, HEADER_BYTES)
  const end = HEADER_BYTES + mapped.length
  response.writeUInt16BE(FINGERPRINT, end)
  response.writeUInt16BE(4, end + 2)
  response.writeUInt32BE((crc32(response.subarray(0, end)) ^ FINGERPRINT_XOR) >>> 0, end + ATTRIBUTE_HEADER_BYTES)
  return response
}

/** Whether the attributes fit their lengths and none of them asks for more than an answer. */
function isUnderstood(request: Buffer): boolean {
  let at = HEADER_BYTES
  while (at < request.length) {
    if (request.readUInt16BE(at) < COMPREHENSION_OPTIONAL) return false
    const length = request.readUInt16BE(at + 2)
    at += ATTRIBUTE_HEADER_BYTES + Math.ceil(length / 4) * 4
  }
  return at === request.length
}

/** The attribute, its value hidden from routers that rewrite addresses they recognise. */
function xorMappedAddress({ address, port }: Pick<RemoteInfo, 'address' | 'port'>, mask: Buffer): Buffer {
  const bytes = addressBytes(address)
  const attribute = Buffer.alloc(ATTRIBUTE_HEADER_BYTES + 4 + bytes.length)
  attribute.writeUInt16BE(XOR_MAPPED_ADDRESS, 0)
  attribute.writeUInt16BE(4 + bytes.length, 2)
  attribute.writeUInt8(bytes.length === 4 ? 0x01 : 0x02, 5)
  attribute.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 6)
  bytes.forEach((byte, i) => attribute.writeUInt8(byte ^ (mask[i] ?? 0), 8 + i))
  return attribute
}

/** 4 or 16 bytes; an IPv4 address that reached us over an IPv6 socket is an IPv4 address. */
function addressBytes(address: string): readonly number[] {
  const bare = (address.split('%', 1)[0] ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(bare)) return bare.split('.').map(Number)
  // the system writes the last two groups of some addresses the IPv4 way
  const [head = '', tail] = bare.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, hexadecimal).split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const between = Array.from({ length: 8 - before.length - after.length }, () => 0)
  return [...before, ...between, ...after].flatMap(group => [group >> 8, group & 0xff])
}

function hexadecimal(_match: string, a: string, b: string, c: string, d: string): string {
  const group = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16)
  return `${group(a, b)}:${group(c, d)}`
}

/** Whether an address may have another answer in this second; an IPv6 network of /64 counts as one address. */
function pacer(clock: () => number): (address: string) => boolean {
  let second = 0
  const counts = new Map<string, number>()
  return address => {
    const now = Math.floor(clock() / 1000)
    if (now !== second) {
      second = now
      counts.clear()
    }
    const key = isIPv6(address) ? addressBytes(address).slice(0, 8).join('.') : address
    const count = counts.get(key) ?? 0
    if (count >= STUN_ANSWERS_PER_SECOND || (count === 0 && counts.size >= STUN_ADDRESSES_MAX)) return false
    counts.set(key, count + 1)
    return true
  }
}

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { crc32 } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { answerBinding, createStunResponder } from '../../node/stun.ts'

const transaction = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex')

/** What a binding request may have otherwise. */
interface Parts {
  attributes?: Buffer
  type?: number
  cookie?: number
  length?: number
}

function request({ attributes = Buffer.alloc(0), type = 0x0001, cookie = 0x2112_a442, length }: Parts = {}): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt16BE(type, 0)
  header.writeUInt16BE(length ?? attributes.length, 2)
  header.writeUInt32BE(cookie, 4)
  transaction.copy(header, 8)
  return Buffer.concat([header, attributes])
}

const attribute = (type: number, value: string) => {
  const bytes = Buffer.from(value)
  const header = Buffer.alloc(4)
  header.writeUInt16BE(type, 0)
  header.writeUInt16BE(bytes.length, 2)
  return Buffer.concat([header, bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

// the addresses and values of RFC 5769, section 2.2 and 2.3
test('an IPv4 address is answered as the RFC has it', () => {
  const answer = answerBinding(request(), { address: '192.0.2.1', port: 32_853 })
  expect(answer?.subarray(0, 20).toString('hex')).toBe(`010100142112a442${transaction.toString('hex')}`)
  expect(answer?.subarray(20, 32).toString('hex')).toBe('002000080001a147e112a643')
})

test('an IPv6 address is answered as the RFC has it', () => {
  const answer = answerBinding(request(), { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32_853 })
  expect(answer?.subarray(20, 44).toString('hex')).toBe('002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9')
})

test('an answer ends with a fingerprint that fits', () => {
  const answer = answerBinding(request(), { address: '192.0.2.1', port: 1 })
  const body = answer?.subarray(0, -8) ?? Buffer.alloc(0)
  expect(answer?.subarray(-8, -4).toString('hex')).toBe('80280004')
  expect(answer?.readUInt32BE(answer.length - 4)).toBe((crc32(body) ^ 0x5354_554e) >>> 0)
})

test.each([
  ['::1', `${'00'.repeat(15)}01`],
  ['::', '00'.repeat(16)],
  ['2001:db8::', `20010db8${'00'.repeat(12)}`],
  ['fe80::1%eth0', `fe80${'00'.repeat(13)}01`],
  ['64:ff9b::192.0.2.33', `0064ff9b${'00'.repeat(8)}c0000221`]
])('%s is read as its 16 bytes', (address, hex) => {
  const answer = answerBinding(request(), { address, port: 0 })
  const mask = Buffer.concat([Buffer.from('2112a442', 'hex'), transaction])
  const bytes = answer?.subarray(28, 44).map((byte, i) => byte ^ (mask[i] ?? 0))
  expect(Buffer.from(bytes ?? []).toString('hex')).toBe(hex)
})

test('an IPv4 address behind an IPv6 socket is an IPv4 address', () => {
  const answer = answerBinding(request(), { address: '::ffff:192.0.2.1', port: 32_853 })
  expect(answer?.subarray(20, 32).toString('hex')).toBe('002000080001a147e112a643')
})

test('attributes that may be ignored are', () => {
  const attributes = Buffer.concat([attribute(0x8022, 'a browser'), attribute(0x8028, 'crc!')])
  expect(answerBinding(request({ attributes }), { address: '192.0.2.1', port: 1 })).toBeDefined()
})

test.each([
  ['an empty message', Buffer.alloc(0)],
  ['a short one', request().subarray(0, 19)],
  ['a long one', request({ attributes: attribute(0x8022, 'x'.repeat(600)) })],
  ['another type', request({ type: 0x0101 })],
  ['an indication', request({ type: 0x0011 })],
  ['another cookie', request({ cookie: 0 })],
  ['a wrong length', request({ length: 4 })],
  ['an attribute that must be understood', request({ attributes: attribute(0x0006, 'user') })],
  ['an attribute longer than the message', request({ attributes: Buffer.from('80220100', 'hex') })],
  ['a WebRTC packet', Buffer.from('16feff0000000000000000', 'hex')]
])('%s gets no answer', (_name, message) => {
  expect(answerBinding(message, { address: '192.0.2.1', port: 1 })).toBeUndefined()
})

test('a responder tells a socket its own port, over IPv4 and over IPv6', async () => {
  for (const [host, family] of [
    ['127.0.0.1', 'udp4'],
    ['::1', 'udp6']
  ] as const) {
    const responder = await start(host)
    const client = await bound(family, host)
    client.send(request(), responder.port, host)
    const [answer] = (await once(client, 'message')) as [Buffer]
    expect(answer.readUInt16BE(26) ^ 0x2112).toBe(client.address().port)
  }
})

test('one address gets so many answers a second and no more, and again in the next', async () => {
  let nowMs = 5_000
  const responder = await start('127.0.0.1', () => nowMs)
  const client = await bound('udp4', '127.0.0.1')
  const other = await bound('udp4', '127.0.0.2')
  let answers = 0
  client.on('message', () => answers++)
  for (let i = 0; i < 50; i++) client.send(request(), responder.port, '127.0.0.1')
  // datagrams between two sockets of this computer keep their order: when this one is answered, all before were seen
  other.send(request(), responder.port, '127.0.0.1')
  await once(other, 'message')
  expect(answers).toBe(20)
  nowMs += 1_000
  client.send(request(), responder.port, '127.0.0.1')
  await once(client, 'message')
  expect(answers).toBe(21)
})

test('a port in use is told as such, and closing twice is once', async () => {
  const responder = await start('127.0.0.1')
  await expect(createStunResponder({ host: '127.0.0.1', port: responder.port })).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining('--stun-port')
  })
  await responder.close()
  await responder.close()
  await (await createStunResponder({ host: '127.0.0.1', port: responder.port })).close()
})

async function start(host: string, clock?: () => number) {
  const responder = await createStunResponder({ host, port: 0, ...(clock === undefined ? {} : { clock }) })
  onTestFinished(() => responder.close())
  return responder
}

async function bound(type: 'udp4' | 'udp6', host: string): Promise<Socket> {
  const socket = createSocket(type)
  onTestFinished(() => void socket.close())
  await new Promise<void>(resolve => socket.bind(0, host, resolve))
  return socket
}

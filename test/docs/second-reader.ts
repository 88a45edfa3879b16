/**
 * A second reader of the protocol, written from docs/protocol.md and not from the code: it imports nothing of protocol/. What the
 * document leaves out, it cannot do.
 */
import { createDecipheriv, createHash, createPrivateKey, createPublicKey, hkdfSync, verify } from 'node:crypto'

/** A value of dag-cbor, as far as our messages use it. */
export type Value = number | string | boolean | Uint8Array | Value[] | { [name: string]: Value }
/** A map of dag-cbor. */
export type Fields = { [name: string]: Value }

// --- bytes#messages

/** Reads a message, and throws unless it is written in the only way. */
export function readMessage(bytes: Uint8Array): Fields {
  let at = 0
  const take = (length: number): Uint8Array => bytes.slice(at, (at += length))
  const number = (info: number): number => {
    if (info < 24) return info
    const size = 2 ** (info - 24)
    return take(size).reduce((sum, byte) => sum * 256 + byte, 0)
  }
  const value = (): Value => {
    const head = take(1)[0] ?? 0
    const [major, info] = [head >> 5, head & 31]
    if (head === 0xf4 || head === 0xf5) return head === 0xf5
    const n = number(info)
    if (major === 0) return n
    if (major === 2) return take(n)
    if (major === 3) return Buffer.from(take(n)).toString('utf8')
    if (major === 4) return Array.from({ length: n }, value)
    if (major === 5) return Object.fromEntries(Array.from({ length: n }, () => [value() as string, value()]))
    throw new Error(`what begins with ${head} is not used`)
  }
  const message = value() as Fields
  if (at !== bytes.length || !Buffer.from(writeMessage(message)).equals(bytes)) throw new Error('not canonical')
  return message
}

/** Writes a message. */
export function writeMessage(value: Value): Uint8Array {
  const head = (major: number, n: number): Buffer => {
    const size = [24, 2 ** 8, 2 ** 16, 2 ** 32].findIndex(limit => n < limit)
    if (size === 0) return Buffer.from([(major << 5) | n])
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(n))
    const length = size === -1 ? 8 : 2 ** (size - 1)
    return Buffer.concat([Buffer.from([(major << 5) | (24 + Math.log2(length))]), bytes.subarray(8 - length)])
  }
  if (typeof value === 'number') return head(0, value)
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(writeMessage)])
  const names = Object.keys(value).sort((a, b) => {
    const [left, right] = [Buffer.from(a), Buffer.from(b)]
    return left.length - right.length || Buffer.compare(left, right)
  })
  const entries = names.flatMap(name => [writeMessage(name), writeMessage(value[name] ?? '')])
  return Buffer.concat([head(5, names.length), ...entries])
}

// --- bytes#signed-envelopes

/** An envelope whose signature holds for a label. */
export function openEnvelope(envelope: Uint8Array, label: string): { signer: Uint8Array; message: Fields } {
  const fields = new Map<number, Uint8Array>()
  for (let at = 0; at < envelope.length;) {
    const [tag, afterTag] = varint(envelope, at)
    const [length, start] = varint(envelope, afterTag)
    fields.set(tag >> 3, envelope.slice(start, start + length))
    at = start + length
  }
  const field = (number: number): Uint8Array => fields.get(number) ?? new Uint8Array()
  const [key, type, payload, signature] = [field(1), field(2), field(3), field(5)]
  if (hex(key.slice(0, 4)) !== '08011220' || key.length !== 36) throw new Error('not an Ed25519 key')
  if (Buffer.from(type).toString() !== `/${label.replace(/\/v(\d+)$/, '/$1')}`) throw new Error('another payload type')
  const parts = [Buffer.from(label), type, payload].flatMap(part => [writeVarint(part.length), part])
  if (!verify(null, Buffer.concat(parts), publicKey(key.slice(4)), signature))
    throw new Error('the signature does not hold')
  return { signer: key.slice(4), message: readMessage(payload) }
}

function varint(bytes: Uint8Array, start: number): [value: number, next: number] {
  let [value, at, scale] = [0, start, 1]
  for (; (bytes[at] ?? 0) & 0x80; at++, scale *= 128) value += ((bytes[at] ?? 0) & 0x7f) * scale
  return [value + (bytes[at] ?? 0) * scale, at + 1]
}

function writeVarint(value: number): Buffer {
  return value < 128
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value % 128) | 0x80]), writeVarint(Math.floor(value / 128))])
}

// --- identity

/** SHA-256. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(Buffer.concat(parts)).digest())
}

/** HKDF-SHA-256 without salt. */
export function derive(key: Uint8Array, info: Uint8Array | string, length = 32): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', info, length))
}

/** Public key of an Ed25519 seed. */
export function publicOf(seed: Uint8Array): Uint8Array {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  return Uint8Array.from(key.export({ format: 'der', type: 'spki' }).subarray(-32))
}

function publicKey(raw: Uint8Array) {
  return createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
    format: 'der',
    type: 'spki'
  })
}

/** The genesis a root seed gives. */
export function genesisOf(seed: Uint8Array): Fields {
  return { v: 1, rootKey: publicOf(seed), nonce: derive(seed, 'videocity/genesis/v1', 16) }
}

/** The multihash of a home, 34 bytes. */
export function multihashOf(genesis: Fields): Uint8Array {
  return Uint8Array.from([0x12, 0x20, ...sha256(writeMessage(genesis))])
}

/** Bytes in base 36 with the prefix `k`; zero bytes in front as zeros. */
export function inBase36(bytes: Uint8Array): string {
  const zeros = bytes.findIndex(byte => byte !== 0)
  return `k${'0'.repeat(Math.max(0, zeros))}${BigInt(`0x${hex(bytes)}`).toString(36)}`
}

/** Who may sign for a home after all steps of its chain. */
export function verifyChain(
  genesis: Fields,
  chain: readonly Uint8Array[]
): { root: string; recovery: readonly string[] } {
  const home = hex(multihashOf(genesis))
  let [prev, root, recovery] = [sha256(writeMessage(genesis)), hex(genesis['rootKey'] as Uint8Array), [] as string[]]
  chain.forEach((envelope, index) => {
    const { signer, message } = openEnvelope(envelope, 'videocity/chain-step/v1')
    const { n, newRoot, recoveryKeys } = message
    const isRoot = hex(signer) === root
    const follows =
      n === index + 1 && hex(message['prev'] as Uint8Array) === hex(prev) && hex(message['home'] as Uint8Array) === home
    const may = isRoot ? recovery.length === 0 || recoveryKeys === undefined : recovery.includes(hex(signer))
    if (!follows || !may) throw new Error(`step ${index + 1} does not hold`)
    if (newRoot !== undefined) root = hex(newRoot as Uint8Array)
    if (recoveryKeys !== undefined) recovery = (recoveryKeys as Uint8Array[]).map(hex)
    if (new Set([root, ...recovery]).size !== 1 + recovery.length) throw new Error('a key twice')
    prev = sha256(envelope)
  })
  return { root, recovery }
}

/** Verifies that a device belongs to a home at an instant; returns what its certificate says. */
export function verifyCredential(fields: Fields, device: Uint8Array, atMs: number): Fields {
  const genesis = fields['genesis'] as Fields
  const { root } = verifyChain(genesis, fields['chain'] as Uint8Array[])
  const { signer, message } = openEnvelope(fields['cert'] as Uint8Array, 'videocity/device-cert/v1')
  const holds =
    hex(signer) === root &&
    hex(message['home'] as Uint8Array) === hex(multihashOf(genesis)) &&
    hex(message['deviceKey'] as Uint8Array) === hex(device) &&
    Number(message['issuedAtMs']) <= atMs + 900_000 &&
    Number(message['expiresAtMs']) > atMs - 900_000
  if (!holds) throw new Error('the credential does not hold')
  return message
}

// --- cards

/** Base 45 of RFC 9285. */
export function fromBase45(text: string): Uint8Array {
  const digits = Array.from(text, digit => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'.indexOf(digit))
  const groups = Array.from({ length: Math.ceil(digits.length / 3) }, (_, i) => digits.slice(3 * i, 3 * i + 3))
  return Uint8Array.from(
    groups.flatMap(group => {
      const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0)
      return group.length === 3 ? [value >> 8, value & 255] : [value]
    })
  )
}

/** The groups of a recovery sheet as they are printed. */
export function groupsOf(sheet: Fields): string[] {
  const genesis = sheet['genesis'] as Fields
  const bytes = Buffer.concat([genesis['rootKey'], genesis['nonce'], sheet['recoverySeed']] as Uint8Array[])
  const bits = [...Buffer.concat([bytes, sha256(Buffer.from('videocity/typed-groups/v1'), bytes)])]
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('')
  const digits = Array.from({ length: 132 }, (_, i) => Number.parseInt(bits.slice(5 * i, 5 * i + 5), 2))
  return Array.from({ length: 33 }, (_, i) => {
    const [a = 0, b = 0, c = 0, d = 0] = digits.slice(4 * i, 4 * i + 4)
    const check = (5 * i + 1 + a + 3 * b + 7 * c + 11 * d) % 32
    return [a, b, c, d, check].map(digit => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[digit]).join('')
  })
}

// --- rooms

/** A room's tag. */
export function tagOf(home: Uint8Array, id: Uint8Array, epoch: number): Uint8Array {
  const last = Buffer.alloc(8)
  last.writeBigUInt64BE(BigInt(epoch))
  return sha256(Buffer.from('videocity/room/'), home, id, last)
}

/** Opens a sealed frame of which the sender key at step 0 is known. */
export function unseal(
  key: Uint8Array,
  frame: Fields,
  place: { readonly tag: Uint8Array; readonly from: string }
): string {
  const { generation, step, lane, n } = frame
  let turned = key
  for (let i = 0; i < Number(step); i++) turned = derive(turned, 'videocity/sender-key/v1 step')
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(Number(n)), 4)
  const opener = createDecipheriv(
    'aes-256-gcm',
    derive(turned, `videocity/sender-key/v1 lane ${lane as string}`),
    nonce
  )
  const where = [inBase36(place.tag), place.from, generation, step, lane, n].map(String).join(' ')
  opener.setAAD(Buffer.from(`videocity/sealed/v1 ${where}`))
  const box = frame['box'] as Uint8Array
  opener.setAuthTag(box.slice(-16))
  return Buffer.concat([opener.update(box.slice(0, -16)), opener.final()]).toString()
}

/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** How a test vector is written: a value, the bytes it has on the wire, and who signed it. */
import type { SignedMessage } from '../../protocol/codec/envelope.ts'
import type { Message } from '../../protocol/codec/message.ts'
import { signerFromSeed } from '../../protocol/codec/signer.ts'

/** One value of a kind of message. Byte strings are `{"hex": "…"}` in `value`, plain hexadecimal elsewhere. */
export interface Vector {
  readonly message: string
  readonly name: string
  readonly value: unknown
  /** The message. */
  readonly bytes: string
  /** Ed25519 seed of whoever signed it. */
  readonly signerSeed?: string
  /** The message in its envelope. */
  readonly envelope?: string
}

/** Values of one kind of message, by name: at least `smallest` and `largest`. */
export type Values<T> = Readonly<Record<string, T>>

/** Vectors of a message that travels as it is. */
export function plainVectors<T>(message: Message<T>, values: Values<T>): Vector[] {
  return Object.entries(values).map(([name, value]) => ({
    message: message.label,
    name,
    value: toJson(value),
    bytes: toHex(message.encode(value))
  }))
}

/** Vectors of a message that travels signed. */
export async function signedVectors<T>(
  { message, sign }: SignedMessage<T>,
  seed: Uint8Array,
  values: Values<T>
): Promise<Vector[]> {
  const signer = await signerFromSeed(seed)
  return Promise.all(
    plainVectors(message, values).map(async vector => {
      const value = values[vector.name]
      if (value === undefined) throw new Error(`no value ${vector.name}`)
      const { bytes: envelope } = await sign(value, signer)
      return { ...vector, signerSeed: toHex(seed), envelope: toHex(envelope) }
    })
  )
}

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Hexadecimal digits as bytes. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}

/** A value with its byte strings written as `{"hex": "…"}`; fields that are absent are left out. */
export function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: toHex(value) }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, toJson(field)])
  )
}

/** The value {@link toJson} wrote. */
export function fromJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromJson)
  if (typeof json !== 'object' || json === null) return json
  if ('hex' in json && typeof json.hex === 'string') return fromHex(json.hex)
  return Object.fromEntries(Object.entries(json).map(([key, field]) => [key, fromJson(field)]))
}

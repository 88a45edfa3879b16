/** A message is declared once: its schema gives the type, the decoder and the encoder. */
import { decodeOptions, encode as encodeDagCbor } from '@ipld/dag-cbor'
import { decode as decodeCbor, Tokenizer, Type } from 'cborg'
import * as v from 'valibot'
import { CodecError } from '../errors.ts'
import { MESSAGE_DEPTH_MAX, MESSAGE_ITEMS_MAX } from '../limits.ts'

/** A kind of message: its label, the most bytes it may have, and both directions of its coding. */
export interface Message<T> {
  /** `videocity/<type>/v<major>`, which is also the domain when it is signed. */
  readonly label: string
  readonly maxBytes: number
  /**
   * Decodes a message: size first, then dag-cbor, then fields. Unknown fields are left out.
   *
   * @throws {@link CodecError} `too-large`, `malformed`
   */
  decode(bytes: Uint8Array): T
  /**
   * The same for bytes that are signed, which must be the only way to write their value.
   *
   * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`
   */
  decodeCanonical(bytes: Uint8Array): T
  /**
   * Encodes a message, after checking it as a reader will.
   *
   * @throws {@link CodecError} `too-large`, `malformed`
   */
  encode(value: T): Uint8Array
}

/** The value a kind of message carries. */
export type MessageOf<M> = M extends Message<infer T> ? T : never

type Schema<T> = v.GenericSchema<unknown, T>

/**
 * Declares a kind of message.
 *
 * @param label - `videocity/<type>/v<major>`
 * @param maxBytes - most bytes of its encoded form
 * @param schema - a `v.object` or a `v.variant` of them
 */
export function defineMessage<T>(label: string, maxBytes: number, schema: Schema<T>): Message<T> {
  const read = (raw: unknown): T => {
    const result = v.safeParse(schema, raw, { abortEarly: true })
    if (!result.success) throw new CodecError('malformed', `${label}: ${describe(result.issues[0])}`)
    return result.output
  }
  return {
    label,
    maxBytes,
    decode: bytes => read(decodeBounded(label, maxBytes, bytes)),
    decodeCanonical(bytes) {
      const raw = decodeBounded(label, maxBytes, bytes)
      if (!equalBytes(encodeRaw(label, raw), bytes)) throw new CodecError('not-canonical', `${label}: not canonical`)
      return read(raw)
    },
    encode(value) {
      const bytes = encodeRaw(label, withoutUndefined(read(value)))
      if (bytes.length > maxBytes)
        throw new CodecError('too-large', `${label}: ${bytes.length} bytes, at most ${maxBytes}`)
      return bytes
    }
  }
}

/** A tokenizer that gives up on deep, wide or foreign structures before anything is built from them. */
class BoundedTokenizer extends Tokenizer {
  private items = 0
  /** For each open array or map, how many values are still to come. */
  private readonly open: number[] = []

  override next(): ReturnType<Tokenizer['next']> {
    const token = super.next()
    while (this.open.length > 0 && this.open.at(-1) === 0) this.open.pop()
    if (this.open.length > 0) this.open[this.open.length - 1] = (this.open.at(-1) ?? 0) - 1
    const isArray = Type.equals(token.type, Type.array)
    if (isArray || Type.equals(token.type, Type.map)) {
      const entries = Number(token.value)
      this.items += entries
      if (this.items > MESSAGE_ITEMS_MAX) throw new Error(`more than ${MESSAGE_ITEMS_MAX} items`)
      this.open.push(isArray ? entries : 2 * entries)
      if (this.open.length > MESSAGE_DEPTH_MAX) throw new Error(`nested more than ${MESSAGE_DEPTH_MAX} deep`)
    } else if (Type.equals(token.type, Type.tag)) {
      throw new Error('tags are not used')
    }
    return token
  }
}

function decodeBounded(label: string, maxBytes: number, bytes: Uint8Array): unknown {
  if (bytes.length > maxBytes) throw new CodecError('too-large', `${label}: ${bytes.length} bytes, at most ${maxBytes}`)
  const plain = asUint8Array(bytes)
  try {
    return decodeCbor(plain, { ...decodeOptions, tokenizer: new BoundedTokenizer(plain, decodeOptions) })
  } catch (cause) {
    throw new CodecError('malformed', `${label}: not dag-cbor within bounds`, { cause })
  }
}

function encodeRaw(label: string, value: unknown): Uint8Array {
  try {
    return asUint8Array(encodeDagCbor(value))
  } catch (cause) {
    throw new CodecError('malformed', `${label}: cannot be encoded`, { cause })
  }
}

/** Not Node's `Buffer`, which is one but behaves otherwise: its `slice` is a view, and it equals no plain array in tests. */
function asUint8Array(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** dag-cbor has no `undefined`: an absent optional field is not written at all. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, withoutUndefined(field)])
  )
}

function describe(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'message'}: ${issue.message}`
}

/** Whether two byte strings are the same. Not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** Order of two byte strings as numbers, shorter first: below 0, 0 or above. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

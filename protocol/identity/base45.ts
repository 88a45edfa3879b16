/**
 * Bytes as text of QR codes' alphanumeric mode, which holds more of it than of anything else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9285
 */
import { CodecError } from '../errors.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const BASE = ALPHABET.length

/** Writes bytes in base 45. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = bytes.subarray(at, at + 2)
    let rest = pair.reduce((value, byte) => value * 256 + byte, 0)
    for (let digits = pair.length + 1; digits > 0; digits--) {
      text += ALPHABET.charAt(rest % BASE)
      rest = Math.floor(rest / BASE)
    }
  }
  return text
}

/**
 * Reads base 45.
 *
 * @throws {@link CodecError} `malformed`
 */
export function decodeBase45(text: string): Uint8Array {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), character => ALPHABET.indexOf(character))
    const value = digits.reduceRight((sum, digit) => sum * BASE + digit, 0)
    const length = digits.length - 1
    if (digits.includes(-1) || length === 0 || value >= 256 ** length) throw new CodecError('malformed', 'not base 45')
    if (length === 2) bytes.push(value >>> 8)
    bytes.push(value & 0xff)
  }
  return Uint8Array.from(bytes)
}

/** Secret bytes as groups of five characters that people can copy by hand, each group with a check of its own. */
import { sha256 } from '@noble/hashes/sha2.js'
import { CodecError } from '../errors.ts'
import { TYPED_CHARACTERS_MAX } from '../limits.ts'

// Crockford's: no I, L, O and U, so that nothing looks like 0 or 1
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Characters of a group that carry bits; one more checks them. */
const GROUP_DIGITS = 4
/** Odd, so that any one wrong character shows. */
const WEIGHTS = [1, 3, 7, 11]
const CHECKSUM_LABEL = new TextEncoder().encode('videocity/typed-groups/v1')

/** Bytes, a multiple of five of them, as groups; the last one is a checksum over all. */
export function groupsOf(bytes: Uint8Array): string[] {
  const digits = [...toDigits(bytes), ...checksum(bytes)]
  return Array.from({ length: digits.length / GROUP_DIGITS }, (_, index) => {
    const group = digits.slice(index * GROUP_DIGITS, (index + 1) * GROUP_DIGITS)
    return [...group, checkDigit(group, index)].map(digit => ALPHABET.charAt(digit)).join('')
  })
}

/**
 * Reads groups as somebody typed them: any case, any white space and hyphens, O for 0, I or L for 1.
 *
 * @param length - how many bytes it must be
 * @throws {@link CodecError} `malformed`, naming the first wrong group; `too-large`
 */
export function parseGroups(typed: string, length: number): Uint8Array {
  if (typed.length > TYPED_CHARACTERS_MAX) throw new CodecError('too-large', `${typed.length} characters`)
  const { digits, wrong } = readGroups(typed)
  if (wrong !== undefined) throw new CodecError('malformed', `group ${wrong} is mistyped`)
  const expected = (length * 8) / 5 + GROUP_DIGITS
  if (digits.length !== expected) {
    throw new CodecError('malformed', `${digits.length / GROUP_DIGITS} groups, ${expected / GROUP_DIGITS} expected`)
  }
  const bytes = fromDigits(digits.slice(0, -GROUP_DIGITS))
  if (checksum(bytes).some((digit, index) => digit !== digits.at(index - GROUP_DIGITS))) {
    throw new CodecError('malformed', 'the groups do not belong together')
  }
  return bytes
}

/** Number of the first group that is mistyped, from 1 on; `undefined` while all are right. */
export function mistypedGroup(typed: string): number | undefined {
  return readGroups(typed).wrong
}

function readGroups(typed: string): { digits: number[]; wrong: number | undefined } {
  const characters = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const digits: number[] = []
  for (let at = 0; at < characters.length; at += GROUP_DIGITS + 1) {
    const group = Array.from(characters.slice(at, at + GROUP_DIGITS + 1), character => ALPHABET.indexOf(character))
    const index = at / (GROUP_DIGITS + 1)
    const check = group.pop()
    if (group.length < GROUP_DIGITS || group.includes(-1) || check !== checkDigit(group, index)) {
      return { digits, wrong: index + 1 }
    }
    digits.push(...group)
  }
  return { digits, wrong: undefined }
}

/** Depends on the group's place too, so that two groups in each other's place show. */
function checkDigit(group: readonly number[], index: number): number {
  return group.reduce((sum, digit, place) => sum + digit * (WEIGHTS[place] ?? 1), index * 5 + 1) % ALPHABET.length
}

function checksum(bytes: Uint8Array): number[] {
  return toDigits(sha256(Uint8Array.from([...CHECKSUM_LABEL, ...bytes])).subarray(0, 5)).slice(0, GROUP_DIGITS)
}

function toDigits(bytes: Uint8Array): number[] {
  const digits: number[] = []
  let value = 0
  let bits = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) digits.push((value >>> (bits - 5)) & 31)
  }
  return digits
}

function fromDigits(digits: readonly number[]): Uint8Array {
  const bytes: number[] = []
  let value = 0
  let bits = 0
  for (const digit of digits) {
    value = ((value << 5) | digit) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >>> bits) & 0xff)
  }
  return Uint8Array.from(bytes)
}

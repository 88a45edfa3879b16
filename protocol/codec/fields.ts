/** Schemas of the field types our messages are made of, each with its cap. Units are in docs/protocol.md#bytes. */
import * as v from 'valibot'

const encoder = new TextEncoder()

/** Length of a text in UTF-8. */
export function utf8Length(value: string): number {
  return encoder.encode(value).length
}

// not v.instance(Uint8Array): its type would leave out views of shared buffers, which no caller's type does
const byteString = v.custom<Uint8Array>(value => value instanceof Uint8Array, 'not bytes')

/** Exactly `length` bytes. */
export function bytes(length: number) {
  return v.pipe(byteString, v.length(length))
}

/** Between one and `max` bytes. */
export function bytesUpTo(max: number) {
  return v.pipe(byteString, v.minLength(1), v.maxLength(max))
}

/** A whole number from 0 to 2^53 − 1. */
export function count(max: number = Number.MAX_SAFE_INTEGER) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max))
}

/** An instant: Unix milliseconds. */
export function instant() {
  return count()
}

/** Text of at most `maxBytes` in UTF-8, well-formed Unicode, line breaks and all. */
export function text(maxBytes: number) {
  return v.pipe(
    v.string(),
    v.check(value => value.length <= maxBytes && utf8Length(value) <= maxBytes, `more than ${maxBytes} bytes`),
    v.check(isWellFormed, 'not well-formed Unicode')
  )
}

/**
 * A name shown to people: one line, at least one visible character, NFC, no control, bidi or invisible characters that could
 * make one name look like another.
 */
export function nameText(maxBytes: number) {
  return v.pipe(
    text(maxBytes),
    v.check(value => value === value.normalize('NFC'), 'not in NFC'),
    v.check(value => !FORBIDDEN_IN_NAMES.test(value), 'control or bidi characters'),
    v.check(value => value.trim() === value, 'padded'),
    v.check(value => VISIBLE.test(value), 'nothing to see')
  )
}

/** Text of several lines without control or bidi characters; may be empty. */
export function plainText(maxBytes: number) {
  return v.pipe(
    text(maxBytes),
    v.check(value => value === value.normalize('NFC'), 'not in NFC'),
    v.check(value => !FORBIDDEN_IN_NAMES.test(value.replaceAll('\n', '')), 'control or bidi characters')
  )
}

// Controls, line and paragraph separators, bidi controls, zero-width characters (except the joiners that scripts and emoji
// need), soft hyphen and fillers that fonts leave blank, byte-order mark, interlinear and tag characters; private use and
// unassigned are left to fonts.
const FORBIDDEN_IN_NAMES =
  /\u034F|\u17B4|\u17B5|[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0001}]/u

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/**
 * What a person typed, made into a legal name: NFC, no forbidden characters, single spaces, cut at a character boundary.
 * The result may be empty.
 */
export function toName(typed: string, maxBytes: number): string {
  const clean = typed
    .replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, ' ')
    .replaceAll(new RegExp(FORBIDDEN_IN_NAMES, 'gu'), ' ')
    .replaceAll(/\s+/gu, ' ')
    .normalize('NFC')
    .trim()
  const name = cutAtBytes(clean, maxBytes).trim()
  return VISIBLE.test(name) ? name : ''
}

/** The longest beginning of a text, in whole graphemes, that fits `maxBytes` of UTF-8. */
export function cutAtBytes(value: string, maxBytes: number): string {
  if (utf8Length(value) <= maxBytes) return value
  let result = ''
  let used = 0
  for (const { segment } of new Intl.Segmenter().segment(value)) {
    used += utf8Length(segment)
    if (used > maxBytes) break
    result += segment
  }
  return result
}

function isWellFormed(value: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value)
}

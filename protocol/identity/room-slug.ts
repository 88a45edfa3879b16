/** Slugs: a room's part of its link, made of letters and digits of any script. */
import * as v from 'valibot'
import { cutAtBytes, text } from '../codec/fields.ts'
import { ROOM_SLUG_BYTES_MAX } from '../limits.ts'

// Lower case where a script has cases; single hyphens inside only. Marks belong to letters in many scripts.
const SLUG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u

/** Schema of a slug. */
export function roomSlug() {
  return v.pipe(text(ROOM_SLUG_BYTES_MAX), v.check(isSlug, 'not a slug'))
}

/** Whether a text is a slug. */
export function isSlug(value: string): boolean {
  return SLUG.test(value) && value === normalised(value)
}

/**
 * A slug for a room's title that no other room of the home has: `Living room` → `living-room`, the next one
 * `living-room-2`.
 *
 * @param taken - slugs of the home's other rooms
 */
export function slugOf(title: string, taken: readonly string[] = []): string {
  const words = normalised(title)
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replaceAll(/(^|-)\p{M}+/gu, '$1')
  const base = trimmed(words) === '' ? 'room' : trimmed(words)
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`
    const slug = trimmed(cutAtBytes(base, ROOM_SLUG_BYTES_MAX - suffix.length)) + suffix
    if (!taken.includes(slug)) return slug
  }
}

function normalised(value: string): string {
  // lowering can take a text out of normal form, so twice
  return value.normalize('NFKC').toLowerCase().normalize('NFKC')
}

function trimmed(value: string): string {
  return value.replaceAll(/-+/g, '-').replaceAll(/^-|-$/g, '')
}

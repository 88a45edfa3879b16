/** What is wrong with the fields of the Build page; empty when all is well. */
import { toName, utf8Length } from '../../protocol/codec/fields.ts'
import {
  ABOUT_BYTES_MAX,
  NAME_BYTES_MAX,
  PASSPHRASE_BYTES_MAX,
  PASSPHRASE_CHARACTERS_MIN
} from '../../protocol/limits.ts'
import type { Problem } from '../text/problem.ts'
import { problem } from '../text/problems.ts'

/** What is typed. */
export interface BuildWish {
  readonly name: string
  readonly about: string
  readonly passphrase: string
  readonly repeat: string
}

/** A field that is typed into. */
export type BuildField = keyof BuildWish

/** The problem of each field that has one. */
export function buildProblems(wish: BuildWish): Partial<Record<BuildField, Problem>> {
  const found: Partial<Record<BuildField, Problem>> = {}
  if (toName(wish.name, NAME_BYTES_MAX) === '') found.name = problem('FORM-1')
  else if (utf8Length(wish.name.trim().normalize('NFC')) > NAME_BYTES_MAX) found.name = problem('FORM-2')
  if (utf8Length(wish.about.trim().normalize('NFC')) > ABOUT_BYTES_MAX) found.about = problem('FORM-3')
  const passphrase = wish.passphrase.normalize('NFKC') // as the card counts it
  if (Array.from(passphrase).length < PASSPHRASE_CHARACTERS_MIN) found.passphrase = problem('FORM-4')
  else if (utf8Length(passphrase) > PASSPHRASE_BYTES_MAX) found.passphrase = problem('FORM-6')
  if (wish.repeat !== wish.passphrase) found.repeat = problem('FORM-5')
  return found
}

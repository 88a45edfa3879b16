/** The visiting card: who somebody is and where they live, to be given away. Wire: docs/protocol.md#visiting-card */
import * as v from 'valibot'
import { signed } from '../codec/envelope.ts'
import { bytes, instant, nameText, plainText, text } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { AuthError } from '../errors.ts'
import {
  ABOUT_BYTES_MAX,
  CLOCK_SKEW_MS_MAX,
  HINT_BYTES_MAX,
  NAME_BYTES_MAX,
  VISITING_CARD_BYTES_MAX
} from '../limits.ts'
import { type VerifiedCredential, verifyCredential } from './device.ts'
import { homeIdOfMultihash, homeMultihash } from './genesis.ts'
import { hints } from './hint.ts'
import { type CitizenIdentity, credentialFields } from './identity.ts'
import { version } from './version.ts'

/** A visiting card, signed by a device of the home. */
export const visitingCard = signed(
  defineMessage(
    'videocity/visiting-card/v1',
    VISITING_CARD_BYTES_MAX,
    v.object({
      v: version(1),
      home: bytes(34),
      ...credentialFields,
      name: nameText(NAME_BYTES_MAX),
      about: v.optional(plainText(ABOUT_BYTES_MAX)),
      issuedAtMs: instant(),
      /** Multiaddrs of super-peers that know the home. */
      hints: hints(),
      /** Origin of a page that shows the home. */
      page: v.optional(v.pipe(text(HINT_BYTES_MAX), v.check(isHttpsOrigin, 'not an https origin')))
    })
  ),
  VISITING_CARD_BYTES_MAX
)

/** What a visiting card says. */
export type VisitingCard = MessageOf<typeof visitingCard.message>

/** A visiting card that was verified. */
export interface OpenedVisitingCard extends VerifiedCredential {
  readonly name: string
  readonly about: string | undefined
  readonly issuedAtMs: number
  readonly hints: readonly string[]
  readonly page: string | undefined
  readonly deviceKey: Uint8Array
  /** Of the device's certificate: the card is worth nothing once the home's record revokes it. */
  readonly serial: Uint8Array
}

/**
 * Makes a visiting card.
 *
 * @param fields.page - an https origin; left out by a page that has none
 * @returns the card's bytes, for a PNG chunk
 * @throws {@link CodecError} `malformed`, `too-large`
 */
export async function makeVisitingCard(
  fields: {
    readonly name: string
    readonly about?: string | undefined
    readonly hints?: readonly string[]
    readonly page?: string | undefined
    readonly nowMs: number
  },
  { home, credential, signer }: CitizenIdentity
): Promise<Uint8Array> {
  const { name, about, hints: addresses = [], page, nowMs: issuedAtMs } = fields
  const card = {
    v: 1 as const,
    home: homeMultihash(home),
    ...credential,
    name,
    about,
    issuedAtMs,
    hints: [...addresses],
    page
  }
  return (await visitingCard.sign(card, signer)).bytes
}

/**
 * Verifies a visiting card as of the instant it was issued: a card does not age, but it can be revoked.
 *
 * Whoever has the home's record asks it with `isRevoked(card.cert, home.revoked)`, and whether its chain is still part
 * of the record's with `relateChains(card.chain, home.chain)`: `same` or `older`.
 *
 * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
 * @throws {@link AuthError} `bad-signature`, `not-allowed`, `expired`, `not-yet-valid`
 */
export async function openVisitingCard(
  payload: Uint8Array,
  { nowMs }: { readonly nowMs: number }
): Promise<OpenedVisitingCard> {
  const { value: card, signer: deviceKey } = await visitingCard.open(payload)
  if (card.issuedAtMs > nowMs + CLOCK_SKEW_MS_MAX) throw new AuthError('not-yet-valid', 'a card of the future')
  const verified = await verifyCredential(card, { deviceKey, nowMs: card.issuedAtMs })
  if (homeIdOfMultihash(card.home) !== verified.home) throw new AuthError('not-allowed', 'a card of another home')
  const { name, about, issuedAtMs, hints: addresses, page } = card
  return { ...verified, name, about, issuedAtMs, hints: addresses, page, deviceKey, serial: verified.cert.serial }
}

/** Whether a text is the origin of an https page, as the browser would write it. */
export function isHttpsOrigin(value: string): boolean {
  return value.startsWith('https://') && URL.canParse(value) && new URL(value).origin === value
}

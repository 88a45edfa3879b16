/** The recovery sheet: a seed on paper that outranks the root key. Wire: docs/protocol.md#recovery-sheet */
import * as v from 'valibot'
import { bytes } from '../codec/fields.ts'
import { defineMessage } from '../codec/message.ts'
import { ED25519_KEY_BYTES } from '../codec/signer.ts'
import { RECOVERY_SHEET_BYTES_MAX } from '../limits.ts'
import { type Genesis, GENESIS_NONCE_BYTES, genesisFields, type HomeId, homeIdOf } from './genesis.ts'
import { qrText } from './qr-text.ts'
import { groupsOf, parseGroups } from './typed-groups.ts'
import { version } from './version.ts'

/** A recovery sheet. The home's address follows from the genesis. */
export const recoverySheet = defineMessage(
  'videocity/recovery-sheet/v1',
  RECOVERY_SHEET_BYTES_MAX,
  v.object({ v: version(1), genesis: genesisFields, recoverySeed: bytes(ED25519_KEY_BYTES) })
)

/** What an opened recovery sheet gives. */
export interface OpenedRecoverySheet {
  readonly home: HomeId
  readonly genesis: Genesis
  /** Of the recovery key: to be used and forgotten. */
  readonly recoverySeed: Uint8Array
}

const recoveryQr = qrText('VIDEOCITY-RECOVERY', RECOVERY_SHEET_BYTES_MAX)

/** Makes a recovery sheet's bytes. */
export function makeRecoverySheet(sheet: { readonly genesis: Genesis; readonly recoverySeed: Uint8Array }): Uint8Array {
  return recoverySheet.encode({ v: 1, ...sheet })
}

/**
 * Reads a recovery sheet's bytes.
 *
 * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
 */
export function openRecoverySheet(payload: Uint8Array): OpenedRecoverySheet {
  const { genesis, recoverySeed } = recoverySheet.decodeCanonical(payload)
  return { home: homeIdOf(genesis), genesis, recoverySeed }
}

/** The text of a recovery sheet's QR code, for its alphanumeric mode. */
export function recoverySheetToQrText(payload: Uint8Array): string {
  return recoveryQr.encode(payload)
}

/**
 * The recovery sheet in the text of a QR code; `undefined` if the text is something else.
 *
 * @throws {@link CodecError} `unknown-version`, `malformed`, `too-large`
 */
export function recoverySheetFromQrText(qr: string): Uint8Array | undefined {
  const payload = recoveryQr.decode(qr)
  if (payload !== undefined) recoverySheet.decodeCanonical(payload)
  return payload
}

/** The sheet as groups of five characters to be printed and typed: root key, nonce and seed, then a checksum. */
export function recoverySheetToGroups(payload: Uint8Array): string[] {
  const { genesis, recoverySeed } = recoverySheet.decodeCanonical(payload)
  return groupsOf(Uint8Array.from([...genesis.rootKey, ...genesis.nonce, ...recoverySeed]))
}

/**
 * The sheet that somebody typed: in any case, with any spaces and hyphens.
 *
 * @throws {@link CodecError} `malformed`, naming the first wrong group
 */
export function recoverySheetFromTyped(typed: string): Uint8Array {
  const raw = parseGroups(typed, 2 * ED25519_KEY_BYTES + GENESIS_NONCE_BYTES)
  const seedAt = ED25519_KEY_BYTES + GENESIS_NONCE_BYTES
  const genesis = {
    v: 1 as const,
    rootKey: raw.slice(0, ED25519_KEY_BYTES),
    nonce: raw.slice(ED25519_KEY_BYTES, seedAt)
  }
  return makeRecoverySheet({ genesis, recoverySeed: raw.slice(seedAt) })
}

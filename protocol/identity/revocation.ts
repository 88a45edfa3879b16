/** Revocations: which device certificates of a home count no more. Wire: docs/protocol.md#revocations */
import * as v from 'valibot'
import { signed } from '../codec/envelope.ts'
import { bytes, count, instant } from '../codec/fields.ts'
import { defineMessage, equalBytes, type MessageOf } from '../codec/message.ts'
import { AuthError } from '../errors.ts'
import { CERT_BYTES_MAX, REVOKED_SERIALS_MAX } from '../limits.ts'
import { type ChainState, isSignerOf } from './chain.ts'
import { homeIdOfMultihash } from './genesis.ts'

/** Revocations, signed by the root or a recovery key; they travel inside the home's record. */
export const revocations = signed(
  defineMessage(
    'videocity/revocations/v1',
    CERT_BYTES_MAX,
    v.object({
      home: bytes(34),
      /** Counts up with each change; whoever has seen one takes no smaller one. */
      n: v.pipe(count(), v.minValue(1)),
      serials: v.pipe(v.array(bytes(8)), v.maxLength(REVOKED_SERIALS_MAX)),
      /** Every certificate issued before this instant is revoked too. */
      certsBeforeMs: instant()
    })
  ),
  CERT_BYTES_MAX
)

/** What a home has revoked. */
export type Revocations = MessageOf<typeof revocations.message>

/**
 * Opens the revocations of a home.
 *
 * @param chain - the home's, which says who may sign
 * @throws {@link CodecError} if malformed
 * @throws {@link AuthError} `bad-signature`, `not-allowed`
 */
export async function openRevocations(envelope: Uint8Array, chain: ChainState): Promise<Revocations> {
  const { value, signer } = await revocations.open(envelope)
  if (homeIdOfMultihash(value.home) !== chain.home) throw new AuthError('not-allowed', 'revocations of another home')
  if (!isSignerOf(chain, signer)) throw new AuthError('not-allowed', 'revocations signed by a key that may not')
  return value
}

/** Whether a device certificate is revoked. Without revocations none is. */
export function isRevoked(
  cert: { readonly serial: Uint8Array; readonly issuedAtMs: number },
  revoked: Pick<Revocations, 'serials' | 'certsBeforeMs'> | undefined
): boolean {
  if (revoked === undefined) return false
  return cert.issuedAtMs < revoked.certsBeforeMs || revoked.serials.some(serial => equalBytes(serial, cert.serial))
}

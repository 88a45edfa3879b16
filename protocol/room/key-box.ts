/** A sender key sealed to one member's session: HPKE, bound to room, author, reader and place. */
import { sealSuite, type SealKeys } from '../identity/seal-keys.ts'
import { CodecError } from '../errors.ts'
import type { KeyPlace } from './sender-key.ts'

/** What a sealed key is bound to. */
export interface KeyBoxContext extends KeyPlace {
  /** The room's tag, in base36. */
  readonly tag: string
  readonly from: string
  readonly to: string
}

const INFO = new TextEncoder().encode('videocity/sender-key/v1')
/** X25519 public key in front of each box. */
const ENC_BYTES = 32

/** Seals a key to a session. */
export async function sealKeyTo(sealKey: Uint8Array, key: Uint8Array, context: KeyBoxContext): Promise<Uint8Array> {
  const suite = sealSuite()
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(sealKey))
  const sender = await suite.createSenderContext({ recipientPublicKey, info: INFO })
  const box = await sender.seal(Uint8Array.from(key), bound(context))
  return Uint8Array.from([...new Uint8Array(sender.enc), ...new Uint8Array(box)])
}

/**
 * Opens a key sealed to the own session.
 *
 * @throws {@link CodecError} `malformed` if it was sealed to another, in another place, or is broken
 */
export async function openKeyBox(box: Uint8Array, own: SealKeys, context: KeyBoxContext): Promise<Uint8Array> {
  try {
    const enc = box.slice(0, ENC_BYTES)
    const recipient = await sealSuite().createRecipientContext({ recipientKey: own.privateKey, enc, info: INFO })
    return new Uint8Array(await recipient.open(box.slice(ENC_BYTES), bound(context)))
  } catch (cause) {
    throw new CodecError('malformed', 'a sender key that cannot be opened', { cause })
  }
}

function bound({ tag, from, to, generation, step }: KeyBoxContext): Uint8Array {
  return new TextEncoder().encode(`${tag} ${from} ${to} ${generation} ${step}`)
}

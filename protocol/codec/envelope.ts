/** Messages in libp2p signed envelopes, each type in a domain of its own. */
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { RecordEnvelope } from '@libp2p/peer-record'
import { AuthError, CodecError } from '../errors.ts'
import { ENVELOPE_BYTES_MAX } from '../limits.ts'
import { equalBytes, type Message } from './message.ts'
import { ed25519PublicKey, type Signer } from './signer.ts'

/** A message whose signature held. */
export interface Signed<T> {
  readonly value: T
  /** Ed25519 public key that signed it, 32 bytes. */
  readonly signer: Uint8Array
  /** The envelope as it came, to be handed on unchanged. */
  readonly bytes: Uint8Array
}

/** A kind of message that travels signed. */
export interface SignedMessage<T> {
  readonly message: Message<T>
  /** Most bytes of the envelope. */
  readonly maxBytes: number
  /**
   * Signs a value.
   *
   * @throws {@link CodecError} `too-large`, `malformed`
   */
  sign(value: T, signer: Signer): Promise<Signed<T>>
  /**
   * Opens an envelope: length, then signature, then content.
   *
   * @param options.signer - the only key that may have signed it
   * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
   * @throws {@link AuthError} `bad-signature`
   */
  open(bytes: Uint8Array, options?: { signer?: Uint8Array }): Promise<Signed<T>>
}

/**
 * Makes a message one that travels signed.
 *
 * Domain: the message's label. Payload type: `/videocity/<type>/<major>`.
 *
 * @param message - what is signed
 * @param maxBytes - most bytes of the envelope
 * @see https://github.com/libp2p/specs/blob/master/RFC/0002-signed-envelopes.md
 */
export function signed<T>(message: Message<T>, maxBytes: number = ENVELOPE_BYTES_MAX): SignedMessage<T> {
  const payloadType = new TextEncoder().encode(`/${message.label.replace(/\/v(\d+)$/, '/$1')}`)
  return {
    message,
    maxBytes,
    async sign(value, signer) {
      const payload = message.encode(value)
      const record = { domain: message.label, codec: payloadType, marshal: () => payload, equals: () => false }
      // the envelope needs only these two members of a private key, so that a key the browser keeps can sign as well
      const key = { publicKey: ed25519PublicKey(signer.publicKey), sign: (bytes: Uint8Array) => signer.sign(bytes) }
      const envelope = await RecordEnvelope.seal(record, key as unknown as Ed25519PrivateKey)
      const bytes = Uint8Array.from(envelope.marshal())
      if (bytes.length > maxBytes) {
        throw new CodecError('too-large', `${message.label}: envelope of ${bytes.length} bytes, at most ${maxBytes}`)
      }
      return { value, signer: signer.publicKey, bytes }
    },
    async open(bytes, options = {}) {
      if (bytes.length > maxBytes) {
        throw new CodecError('too-large', `${message.label}: envelope of ${bytes.length} bytes, at most ${maxBytes}`)
      }
      const envelope = parse(message.label, bytes)
      const signer = Uint8Array.from(envelope.publicKey.raw)
      if (!equalBytes(envelope.payloadType, payloadType)) {
        const isOtherVersion = withoutMajor(envelope.payloadType) === withoutMajor(payloadType)
        throw new CodecError(isOtherVersion ? 'unknown-version' : 'malformed', `${message.label}: another payload type`)
      }
      if (options.signer !== undefined && !equalBytes(options.signer, signer)) {
        throw new AuthError('bad-signature', `${message.label}: signed by another key`)
      }
      if (!(await isValid(envelope, message.label))) {
        throw new AuthError('bad-signature', `${message.label}: the signature does not hold`)
      }
      return {
        value: message.decodeCanonical(Uint8Array.from(envelope.payload)),
        signer,
        bytes: Uint8Array.from(bytes)
      }
    }
  }
}

function parse(label: string, bytes: Uint8Array): RecordEnvelope {
  try {
    const envelope = RecordEnvelope.createFromProtobuf(bytes)
    if (envelope.publicKey.type !== 'Ed25519') throw new CodecError('malformed', `${label}: not an Ed25519 key`)
    // one value, one way to write it: no unknown fields, no second copy of a field
    if (!equalBytes(envelope.marshal(), bytes))
      throw new CodecError('not-canonical', `${label}: envelope not canonical`)
    return envelope
  } catch (cause) {
    if (cause instanceof CodecError) throw cause
    throw new CodecError('malformed', `${label}: not a signed envelope`, { cause })
  }
}

/** `/videocity/<type>/` of our payload types. */
function withoutMajor(payloadType: Uint8Array): string {
  return new TextDecoder().decode(payloadType).replace(/\d{1,3}$/, '')
}

async function isValid(envelope: RecordEnvelope, domain: string): Promise<boolean> {
  try {
    return await envelope.validate(domain)
  } catch {
    return false // a signature of a wrong length or a key off the curve: it does not hold, whatever the reason
  }
}

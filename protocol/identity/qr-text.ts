/** What a QR code of ours holds besides links: a prefix that says what it is, then bytes in base 45. */
import { CodecError } from '../errors.ts'
import { decodeBase45, encodeBase45 } from './base45.ts'

/** The version in the prefix of every QR code of ours. */
const QR_VERSION = 1

/** A kind of QR code that holds bytes, by the name before its version: `VIDEOCITY1:…`. */
export interface QrText {
  encode(bytes: Uint8Array): string
  /**
   * Bytes of a text of this kind, `undefined` for any other text. White space around it is ignored.
   *
   * @throws {@link CodecError} `unknown-version`, `malformed`, `too-large`
   */
  decode(text: string): Uint8Array | undefined
}

/**
 * Declares a kind of QR code.
 *
 * @param name - in capitals, as QR codes' alphanumeric mode has no others
 * @param maxBytes - most bytes it holds
 */
export function qrText(name: string, maxBytes: number): QrText {
  const pattern = new RegExp(`^${name}(\\d{1,3}):(.*)$`, 's')
  return {
    encode: bytes => `${name}${QR_VERSION}:${encodeBase45(bytes)}`,
    decode(text) {
      const [, major, content = ''] = pattern.exec(text.trim()) ?? []
      if (major === undefined) return undefined
      if (major !== String(QR_VERSION)) throw new CodecError('unknown-version', `${name} of version ${major}`)
      // two bytes are three characters
      if (content.length > Math.ceil(maxBytes / 2) * 3) throw new CodecError('too-large', `${name}: too long`)
      return decodeBase45(content)
    }
  }
}

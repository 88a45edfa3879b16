/** Who wrote the lines that are kept: what is known of each key, and the certificate that proves it to others. */
import { toString as bytesToText } from 'uint8arrays'
import { CityError } from '../errors.ts'
import { sessionCert, verifySessionCert } from '../identity/device.ts'
import { CHAT_LINES_MAX } from '../limits.ts'

/** What is known of a key that writes. */
export interface ChatAuthor {
  /** Device or guest key, in hexadecimal. */
  readonly key: string
  readonly kind: 'citizen' | 'guest'
  /** What proves it. */
  readonly sessionCert: Uint8Array
}

/** The authors of a room's lines. */
export class ChatAuthors {
  private readonly known = new Map<string, ChatAuthor>()

  /** Somebody who is or was in the room, verified. */
  add({ key, kind, sessionCert: cert }: ChatAuthor): void {
    this.known.delete(key)
    this.known.set(key, { key, kind, sessionCert: cert })
    if (this.known.size > CHAT_LINES_MAX) this.known.delete(this.known.keys().next().value ?? key)
  }

  get(key: string): ChatAuthor | undefined {
    return this.known.get(key)
  }

  /** Unproven is a guest: nobody is shown as a citizen on another's word. */
  kindOf(key: string): 'citizen' | 'guest' {
    return this.known.get(key)?.kind ?? 'guest'
  }

  /**
   * Learns from a certificate somebody handed over. It may have ended since: what counts is that it held once.
   *
   * @returns whether it proves anything
   */
  async learn(cert: Uint8Array, nowMs: number): Promise<boolean> {
    try {
      const { value } = await sessionCert.open(cert)
      const atMs = Math.max(value.issuedAtMs, Math.min(nowMs, value.expiresAtMs))
      const { key, kind } = await verifySessionCert(cert, { nowMs: atMs })
      const name = bytesToText(key, 'hex')
      if (!this.known.has(name)) this.add({ key: name, kind, sessionCert: cert })
      return true
    } catch (error) {
      if (!(error instanceof CityError)) throw error
      return false
    }
  }
}

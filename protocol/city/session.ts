/** The keys of this tab or process, and the certificate that says whose they are. */
import { issueSessionCert } from '../identity/device.ts'
import type { Identity } from '../identity/identity.ts'
import { createSealKeys, type SealKeys } from '../identity/seal-keys.ts'

/** The keys of this tab or process, certified by somebody. */
export interface Session {
  readonly identity: Identity
  /** The certificate's envelope. */
  readonly cert: Uint8Array
  readonly sealKeys: SealKeys
  /** The same keys, certified by somebody else. */
  become(identity: Identity): Promise<void>
  /** A fresh certificate before the present one ends. */
  renew(): Promise<void>
}

/**
 * Makes a session.
 *
 * @param peerKey - raw Ed25519 key of the libp2p peer
 */
export async function createSession(who: Identity, peerKey: Uint8Array, clock: () => number): Promise<Session> {
  const sealKeys = await createSealKeys()
  const certify = (by: Identity): Promise<Uint8Array> =>
    issueSessionCert(by, { peerKey, sealKey: sealKeys.publicKey, nowMs: clock() })
  let identity = who
  let cert = await certify(who)
  return {
    get identity() {
      return identity
    },
    get cert() {
      return cert
    },
    sealKeys,
    async become(next) {
      cert = await certify(next)
      identity = next
    },
    async renew() {
      cert = await certify(identity)
    }
  }
}

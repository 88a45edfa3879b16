/** Who somebody is while a page is open: a guest with a key, or a citizen with a device of a home. */
import * as v from 'valibot'
import { bytesUpTo } from '../codec/fields.ts'
import type { Signer } from '../codec/signer.ts'
import { CERT_BYTES_MAX } from '../limits.ts'
import { chainEnvelopes } from './chain.ts'
import { genesisFields, type HomeId } from './genesis.ts'

/** Fields of a {@link Credential}, for messages that carry one. */
export const credentialFields = {
  genesis: genesisFields,
  /** Envelopes of the chain's steps. */
  chain: chainEnvelopes(),
  /** Envelope of the device's certificate. */
  cert: bytesUpTo(CERT_BYTES_MAX)
}

const credential = v.object(credentialFields)

/** Proves that a device belongs to a home. */
export type Credential = v.InferOutput<typeof credential>

/** Somebody without a home: a key the browser keeps, and nothing that vouches for it. */
export interface GuestIdentity {
  readonly kind: 'guest'
  readonly signer: Signer
}

/** Somebody with a home, on a device the home's root key certified. */
export interface CitizenIdentity {
  readonly kind: 'citizen'
  readonly home: HomeId
  /** The device's key. */
  readonly signer: Signer
  readonly credential: Credential
}

/** Who somebody is while a page is open. */
export type Identity = GuestIdentity | CitizenIdentity

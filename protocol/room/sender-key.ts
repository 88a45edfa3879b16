/** Derivations from a sender key: its next step, and the key of each lane. Wire: docs/protocol.md#sender-keys */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Lane } from './frame.ts'

/** Bytes of a sender key. */
export const SENDER_KEY_BYTES = 32

const NO_SALT = new Uint8Array()
const encoder = new TextEncoder()

/** Where in a sender's keys a key is: a generation is fresh, a step follows from the one before by hashing alone. */
export interface KeyPlace {
  readonly generation: number
  readonly step: number
}

/** The key some steps further; there is no way back. */
export function turnForward(key: Uint8Array, steps: number): Uint8Array {
  let turned = key
  for (let i = 0; i < steps; i++) turned = derive(turned, 'step')
  return turned
}

/** The AES-256-GCM key of a lane. */
export async function laneKey(key: Uint8Array, lane: Lane): Promise<CryptoKey> {
  const raw = Uint8Array.from(derive(key, `lane ${lane}`))
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** AES-GCM parameters of one message: the counter is the nonce, who said it where is bound to it. */
export function sealing(message: {
  readonly tag: string
  readonly from: string
  readonly place: KeyPlace
  readonly lane: Lane
  readonly n: number
}): { name: 'AES-GCM'; iv: Uint8Array<ArrayBuffer>; additionalData: Uint8Array<ArrayBuffer> } {
  const { tag, from, place, lane, n } = message
  const iv = new Uint8Array(12)
  new DataView(iv.buffer).setBigUint64(4, BigInt(n))
  const bound = `videocity/sealed/v1 ${tag} ${from} ${place.generation} ${place.step} ${lane} ${n}`
  return { name: 'AES-GCM', iv, additionalData: encoder.encode(bound) }
}

function derive(key: Uint8Array, label: string): Uint8Array {
  return hkdf(sha256, key, NO_SALT, encoder.encode(`videocity/sender-key/v1 ${label}`), SENDER_KEY_BYTES)
}

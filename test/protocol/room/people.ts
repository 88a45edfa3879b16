/** People for tests of rooms: guests and citizens with a session each, and a rendezvous that knows them all. */
import { toString as bytesToText } from 'uint8arrays'
import type { Rendezvous, RendezvousEntry, RendezvousView } from '../../../protocol/city/rendezvous.ts'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { foundHome } from '../../../protocol/identity/citizen.ts'
import { issueSessionCert } from '../../../protocol/identity/device.ts'
import type { Identity } from '../../../protocol/identity/identity.ts'
import { createSealKeys, type SealKeys } from '../../../protocol/identity/seal-keys.ts'
import { peerOfKey } from '../../../protocol/room/peer-key.ts'

/** One session of somebody. */
export interface Person {
  readonly identity: Identity
  readonly peer: string
  readonly peerKey: Uint8Array
  readonly sealKeys: SealKeys
  readonly sessionCert: Uint8Array
}

const seedOf = (text: string): Uint8Array => {
  const seed = new Uint8Array(32).fill(0x5e)
  seed.set(new TextEncoder().encode(text).subarray(0, 32))
  return seed
}

/** A guest whose key is made from a name. */
export async function guest(name: string): Promise<Identity> {
  return { kind: 'guest', signer: await signerFromSeed(seedOf(`guest ${name}`)) }
}

/** A citizen whose home and device are made from a name. */
export async function citizen(name: string, nowMs: number): Promise<Identity> {
  const signer = await signerFromSeed(seedOf(`device ${name}`))
  const device = { deviceKey: signer.publicKey, deviceName: 'test', nowMs }
  const { home, credential } = await foundHome({ seed: seedOf(`root ${name}`), ...device })
  return { kind: 'citizen', home, signer, credential }
}

let sessions = 0

/** Opens a session with fresh keys for somebody. */
export async function session(identity: Identity, nowMs: number): Promise<Person> {
  const { publicKey: peerKey } = await signerFromSeed(seedOf(`session ${sessions++}`))
  const sealKeys = await createSealKeys()
  const sessionCert = await issueSessionCert(identity, { peerKey, sealKey: sealKeys.publicKey, nowMs })
  return { identity, peer: peerOfKey(peerKey), peerKey, sealKeys, sessionCert }
}

/** A rendezvous everybody of a test shares. */
export interface FakeRendezvous {
  /** As one peer sees it. */
  of(peer: string): Rendezvous
  /** The super-peer notices that somebody's connection ended. */
  drop(peer: string): void
  /** Everybody loses the super-peers; nobody is told anything until they are back. */
  blind(isBlind: boolean): void
  readonly registered: number
  readonly watchers: number
}

/** Makes one. */
export function createFakeRendezvous(): FakeRendezvous {
  const tags = new Map<string, Map<string, RendezvousEntry>>()
  const watchers = new Set<{ key: string; peer: string; onChange(view: RendezvousView): void }>()
  let isBlind = false
  const entriesOf = (key: string): Map<string, RendezvousEntry> => {
    const entries = tags.get(key) ?? new Map<string, RendezvousEntry>()
    tags.set(key, entries)
    return entries
  }
  const tell = (key?: string): void => {
    for (const watcher of watchers) {
      if (key !== undefined && (watcher.key !== key || isBlind)) continue
      const entries = [...entriesOf(watcher.key).values()].filter(({ peer }) => peer !== watcher.peer)
      watcher.onChange({ entries, isComplete: !isBlind, isBlind })
    }
  }
  return {
    of: peer => ({
      watch(tag, onChange) {
        const watcher = { key: bytesToText(tag, 'hex'), peer, onChange }
        watchers.add(watcher)
        const entries = [...entriesOf(watcher.key).values()].filter(entry => entry.peer !== peer)
        onChange({ entries: isBlind ? [] : entries, isComplete: !isBlind, isBlind })
        return { close: () => void watchers.delete(watcher) }
      },
      register(tag, statement) {
        const key = bytesToText(tag, 'hex')
        const put = (bytes: Uint8Array): void => {
          entriesOf(key).set(peer, { peer, addresses: [], statement: bytes })
          tell(key)
        }
        put(statement)
        return {
          registered: Promise.resolve(),
          renew: put,
          async close() {
            if (entriesOf(key).delete(peer)) tell(key)
          }
        }
      }
    }),
    drop(peer) {
      for (const [key, entries] of tags) if (entries.delete(peer)) tell(key)
    },
    blind(now) {
      isBlind = now
      tell()
    },
    get registered() {
      return [...tags.values()].reduce((sum, { size }) => sum + size, 0)
    },
    get watchers() {
      return watchers.size
    }
  }
}

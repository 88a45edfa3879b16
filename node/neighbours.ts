/** The other super-peers this one knows: found by `--bootstrap`, by the DHT and on earlier days; kept connected, and told to newcomers. */
import type { IdentifyResult, Libp2p, Logger, PeerInfo } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import type { Datastore } from 'interface-datastore'
import { Key } from 'interface-datastore/key'
import * as v from 'valibot'
import { RENDEZVOUS_PROTOCOL } from '../protocol/city/rendezvous-message.ts'
import { createSuperPeerBook } from '../protocol/city/super-peer-book.ts'
import { askWellKnown, type SuperPeerAddress } from '../protocol/city/well-known.ts'
import { RENDEZVOUS_ADDRESSES_MAX, SUPER_PEER_DIAL_TIMEOUT_MS, SUPER_PEERS_TOLD_MAX } from '../protocol/limits.ts'
import { pause } from '../protocol/pause.ts'

/** The other super-peers this one knows. */
export interface Neighbours {
  /** Those worth telling a newcomer, connected ones only. */
  told(): SuperPeerAddress[]
  close(): Promise<void>
}

/** What {@link keepNeighbours} needs. */
export interface NeighboursOptions {
  readonly libp2p: Libp2p
  readonly store: Datastore
  /** Page addresses of other super-peers, or multiaddrs. */
  readonly bootstrap: readonly string[]
}

/** Where the neighbours of earlier days are kept. */
const REMEMBERED = new Key('/videocity/neighbours')
/** libp2p dials peers with such a tag again when their connection breaks. */
const KEEP_ALIVE_TAG = 'keep-alive-videocity'
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000

/** Begins to look for neighbours and to keep them. */
export async function keepNeighbours({ libp2p, store, bootstrap }: NeighboursOptions): Promise<Neighbours> {
  const log = libp2p.logger.forComponent('videocity:neighbours')
  const book = createSuperPeerBook()
  const closing = new AbortController()
  const self = libp2p.peerId.toString()

  const isConnected = (peer: string): boolean => libp2p.getConnections(peerIdFromString(peer)).length > 0

  const remember = (): void => {
    const bytes = new TextEncoder().encode(JSON.stringify(book.answered()))
    Promise.resolve(store.put(REMEMBERED, bytes)).catch((error: unknown) => {
      log.error('could not remember neighbours - %e', error)
    })
  }

  const onIdentify = ({ detail }: CustomEvent<IdentifyResult>): void => {
    if (!detail.protocols.includes(RENDEZVOUS_PROTOCOL)) return
    const peer = detail.peerId.toString()
    const addresses = detail.listenAddrs.map(address => address.toString()).slice(0, RENDEZVOUS_ADDRESSES_MAX)
    const isNew = book.add({ peer, addresses })
    book.markGood(peer)
    if (!isNew) return
    remember()
    libp2p.peerStore
      .merge(detail.peerId, { tags: { [KEEP_ALIVE_TAG]: { value: 50 } } })
      .catch((error: unknown) => log('could not tag a neighbour - %e', error))
  }

  const dial = async (addresses: Multiaddr[]): Promise<void> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(SUPER_PEER_DIAL_TIMEOUT_MS)])
    await libp2p.dial(addresses, { signal })
  }

  // the DHT finds super-peers that are not connected yet; in a small city everybody knows everybody
  const onDiscovery = ({ detail }: CustomEvent<PeerInfo>): void => {
    const isWanted = detail.multiaddrs.length > 0 && book.all().length < SUPER_PEERS_TOLD_MAX
    if (!isWanted || isConnected(detail.id.toString())) return
    dial(withPeer(detail.multiaddrs, detail.id.toString())).catch((error: unknown) => log('not reached - %e', error))
  }

  const keepTrying = async (address: string): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; !closing.signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const found = await addressesBehind(address, closing.signal)
        if (found.peer === self) return
        if (found.peer !== undefined && isConnected(found.peer)) {
          pauseMs = LONGEST_PAUSE_MS // it is there: look again now and then, as it may go away
        } else {
          await dial(found.addresses)
        }
      } catch (error) {
        log.error('could not reach %s - %e', address, error)
      }
      await pause(pauseMs, closing.signal)
    }
  }

  libp2p.addEventListener('peer:identify', onIdentify)
  libp2p.addEventListener('peer:discovery', onDiscovery)
  const known = await recall(store, log)
  for (const { peer, addresses } of known) {
    if (peer === self || addresses.length === 0) continue
    dial(
      withPeer(
        addresses.map(address => multiaddr(address)),
        peer
      )
    ).catch((error: unknown) => log('gone - %e', error))
  }
  const trying = bootstrap.map(keepTrying)

  return {
    told: () =>
      book
        .answered()
        .filter(({ peer }) => isConnected(peer))
        .slice(-SUPER_PEERS_TOLD_MAX),
    async close() {
      closing.abort()
      libp2p.removeEventListener('peer:identify', onIdentify)
      libp2p.removeEventListener('peer:discovery', onDiscovery)
      await Promise.all(trying)
    }
  }
}

async function addressesBehind(
  address: string,
  signal: AbortSignal
): Promise<{ peer: string | undefined; addresses: Multiaddr[] }> {
  if (!/^https?:/.test(address)) {
    return { peer: /\/p2p\/([^/]+)$/.exec(address)?.[1], addresses: [multiaddr(address)] }
  }
  const { answer } = await askWellKnown(address, { signal })
  return {
    peer: answer.peer,
    addresses: withPeer(
      answer.addresses.map(text => multiaddr(text)),
      answer.peer
    )
  }
}

function withPeer(addresses: readonly Multiaddr[], peer: string): Multiaddr[] {
  return addresses.map(address =>
    address.toString().includes('/p2p/') ? address : address.encapsulate(`/p2p/${peer}`)
  )
}

const remembered = v.object({ peer: v.string(), addresses: v.array(v.string()) })

/** The neighbours of earlier days; what is damaged is as if it had never been, as they are found again. */
async function recall(store: Datastore, log: Logger): Promise<readonly SuperPeerAddress[]> {
  if (!(await store.has(REMEMBERED))) return []
  const book = createSuperPeerBook()
  const entries = readJson(await store.get(REMEMBERED), log)
  for (const entry of Array.isArray(entries) ? entries : []) if (v.is(remembered, entry)) book.add(entry)
  return book.all()
}

function readJson(bytes: Uint8Array, log: Logger): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    log.error('the neighbours of earlier days cannot be read - %e', error)
    return undefined
  }
}

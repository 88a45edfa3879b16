/**
 * Direct libp2p connections between members beside the relayed ones: gossip then needs no super-peer any more. Only the
 * smaller peer ID dials, so that two never meet in the middle, and nothing is urgent: a call goes on without.
 */
import type { Logger } from '@libp2p/interface'
import { STREAM_OPEN_TIMEOUT_MS } from '../limits.ts'
import { connectionsTo, dialDirect, type DialNode, isLimited } from './connections.ts'
import { pause } from '../pause.ts'

/** Pauses before each try; the first lets the call settle. After the last nothing more is tried until somebody asks. */
const PAUSES_MS = [1_500, 4_000, 12_000, 30_000]
/** A WebRTC dial is an ICE negotiation and a DTLS handshake, all through a super-peer. */
const DIAL_TIMEOUT_MS = 3 * STREAM_OPEN_TIMEOUT_MS
/** How often leftover relayed connections are looked at, until no stream of ours uses them. */
const SWEEP_MS = 2_000
/** After this many looks a leftover stays: the super-peer ends it by itself. */
const SWEEPS_MAX = 10

/** Members to whom direct connections are wanted. */
export interface DirectLinks {
  want(peer: string): void
  drop(peer: string): void
  close(): void
}

/** What {@link createDirectLinks} needs. */
export interface DirectLinksOptions {
  readonly node: DialNode
  readonly self: string
  readonly log: Logger
  addressesOf(peer: string): readonly string[]
}

/** Makes the keeper of direct connections of one room. */
export function createDirectLinks({ node, self, log, addressesOf }: DirectLinksOptions): DirectLinks {
  const wanted = new Map<string, AbortController>()

  const isDirect = (peer: string): boolean => connectionsTo(node, peer).some(connection => !isLimited(connection))

  const connect = async (peer: string, signal: AbortSignal): Promise<boolean> => {
    if (self > peer) return isDirect(peer)
    for (const pauseMs of PAUSES_MS) {
      if (!(await pause(pauseMs, signal))) return false
      if (isDirect(peer)) return true
      try {
        const until = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)])
        await dialDirect(node, peer, { addresses: addressesOf(peer), signal: until })
        return true
      } catch (error) {
        log('no direct connection yet - %e', error)
      }
    }
    return false
  }

  const closeLeftovers = async (peer: string, signal: AbortSignal): Promise<void> => {
    for (let look = 0; look < SWEEPS_MAX; look++) {
      if (!(await pause(SWEEP_MS, signal)) || !isDirect(peer)) return
      const leftovers = connectionsTo(node, peer).filter(isLimited)
      if (leftovers.length === 0) return
      for (const connection of leftovers) {
        const isUsed = connection.streams.some(({ protocol }) => protocol.startsWith('/videocity/'))
        if (!isUsed)
          await connection.close({ signal: AbortSignal.timeout(SWEEP_MS) }).catch((error: unknown) => log('%e', error))
      }
    }
  }

  return {
    want(peer) {
      if (wanted.has(peer)) return
      const stop = new AbortController()
      wanted.set(peer, stop)
      connect(peer, stop.signal)
        .then(isConnected => (isConnected ? closeLeftovers(peer, stop.signal) : undefined))
        .catch((error: unknown) => log.error('direct connection - %e', error))
        .finally(() => {
          if (wanted.get(peer) === stop) wanted.delete(peer)
        })
    },
    drop(peer) {
      wanted.get(peer)?.abort()
      wanted.delete(peer)
    },
    close() {
      for (const peer of wanted.keys()) this.drop(peer)
    }
  }
}

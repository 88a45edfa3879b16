/**
 * Reads and writes values at the super-peers closest to a key. Never through a raw `dht.get()`, which yields nothing until every
 * answer is in and throws when one server refuses its correction (https://github.com/libp2p/js-libp2p/issues/3377).
 */
import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'
import { pEvent } from 'p-event'
import { codeOf } from '../errors.ts'

/** The part of kad-dht's routing table that is looked at; not in its public interface. */
export interface RoutingTable extends EventTarget {
  readonly size: number
  find(peer: PeerId): Promise<PeerId | undefined>
  /** Pings a peer and takes it in. */
  add(peer: PeerId, options: { signal: AbortSignal }): Promise<void>
}

/** kad-dht's routing table, which tells when super-peers come and go. */
export function routingTableOf(dht: KadDHT): RoutingTable {
  return (dht as unknown as { readonly routingTable: RoutingTable }).routingTable
}

/** Waits until there is a super-peer to ask: without one a query ends at once, as if nobody held the record. */
export async function untilSomebodyToAsk(dht: KadDHT, signal: AbortSignal): Promise<void> {
  const table = routingTableOf(dht)
  if (table.size === 0) await pEvent(table, 'peer:add', { signal })
}

/** Waits until a super-peer takes part in queries. Rejects when the signal ends first. */
export async function untilAskable(dht: KadDHT, peer: string, signal: AbortSignal): Promise<void> {
  const table = routingTableOf(dht)
  const isIt = (event: Event): boolean => String((event as CustomEvent<PeerId>).detail) === peer
  const added = pEvent<'peer:add', Event>(table, 'peer:add', { signal, filter: isIt })
  added.catch(() => undefined) // nobody waits for it when the peer is there already
  if ((await table.find(peerIdFromString(peer))) === undefined) await added
}

/** What one super-peer answered to a question for a key. */
export interface RecordAnswer {
  readonly from: PeerId
  /** `undefined`: it holds none, or none that its own validator or ours accepts. */
  readonly value: Uint8Array | undefined
}

/**
 * Asks for a key; answers come as they arrive, the asker's own store first. Leaving the loop ends the query.
 *
 * @param dht - kad-dht service
 */
export async function* askForRecord(
  dht: KadDHT,
  key: Uint8Array,
  signal: AbortSignal
): AsyncGenerator<RecordAnswer, void, undefined> {
  const answered = new Set<string>()
  try {
    for await (const event of dht.get(key, { signal })) {
      if (event.name === 'PEER_RESPONSE' && event.messageName === 'GET_VALUE' && !answered.has(event.from.toString())) {
        answered.add(event.from.toString())
        yield { from: event.from, value: event.record?.value }
      } else if (event.name === 'QUERY_ERROR' && isRefusedValue(event.error) && !answered.has(event.from.toString())) {
        answered.add(event.from.toString())
        yield { from: event.from, value: undefined }
      } else if (event.name === 'VALUE' && !answered.has(event.from.toString())) {
        answered.add(event.from.toString())
        yield { from: event.from, value: event.value }
      }
    }
  } catch (error) {
    // the end of the time allowed, or a correction some server refused: what was answered before holds
    if (!isEndOfQuery(error)) throw error
  }
}

/**
 * Puts a value at the super-peers closest to a key.
 *
 * @param enough - acknowledgements after which the rest goes on in the background
 * @returns the super-peers that took it, when `enough` have or all were asked
 */
export async function putRecord(
  dht: KadDHT,
  key: Uint8Array,
  value: Uint8Array,
  options: { signal: AbortSignal; enough: number }
): Promise<{ acknowledgedBy: readonly string[]; refusals: number }> {
  const acknowledgedBy = new Set<string>()
  let refusals = 0
  const events = dht.put(key, value, { signal: options.signal })[Symbol.asyncIterator]()
  const drainRest = async (): Promise<void> => {
    for (;;) if ((await events.next()).done === true) return
  }
  try {
    for (;;) {
      const next = await events.next()
      if (next.done === true) break
      const event = next.value as { name: string; messageName?: string; from?: PeerId }
      if (event.name === 'PEER_RESPONSE' && event.messageName === 'PUT_VALUE' && event.from !== undefined) {
        acknowledgedBy.add(event.from.toString())
      } else if (event.name === 'QUERY_ERROR') {
        refusals++
      }
      if (acknowledgedBy.size >= options.enough) {
        drainRest().catch(() => undefined) // the copies beyond the needed ones are welcome, not needed
        break
      }
    }
  } catch (error) {
    if (!isEndOfQuery(error)) throw error
  }
  return { acknowledgedBy: [...acknowledgedBy], refusals }
}

/** Whether somebody answered with a value that our validator does not accept; every other error is no answer at all. */
function isRefusedValue(error: Error): boolean {
  return error.name === 'QueryError'
}

/** Errors with which kad-dht ends a query that has told what there was to tell. */
function isEndOfQuery(error: unknown): boolean {
  return ['AbortError', 'TimeoutError', 'QueryError', 'NotFoundError', 'QueryAbortedError'].includes(codeOf(error))
}

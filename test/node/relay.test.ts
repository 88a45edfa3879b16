/** A super-peer is no open relay: who may reserve, who may open a circuit, and how much one carries. */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import type { Multiaddr } from '@multiformats/multiaddr'
import * as varint from 'uint8-varint'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { RELAY_CIRCUIT_BYTES_MAX, RELAY_CIRCUIT_MS_MAX } from '../../protocol/limits.ts'
import { isEnded, sendAll } from '../support/attacks.ts'
import {
  bareAddress,
  type BareRendezvous,
  becomeKnown,
  newBarePeer,
  newPapers,
  openRendezvous
} from '../support/bare-peer.ts'
import { computersNetwork } from '../support/namespace.ts'
import { startSuperPeer, type SuperPeerProcess } from '../support/super-peer.ts'

// https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md#protobuf
const HOP = '/libp2p/circuit/relay/0.2.0/hop'
const STOP = '/libp2p/circuit/relay/0.2.0/stop'
const RESERVE = Uint8Array.from([0x08, 0])
const STOP_OK = Uint8Array.from([0x08, 1, 0x20, 100])
const STATUS: ReadonlyMap<number, string> = new Map([
  [100, 'OK'],
  [202, 'PERMISSION_DENIED'],
  [204, 'NO_RESERVATION']
])

const KIB = 1_024
const wait = { timeout: 5_000, interval: 20 }

let superPeer: SuperPeerProcess
let address: Multiaddr

interface Guest {
  readonly libp2p: Libp2p
  readonly connection: Connection
}

interface Answer {
  readonly status: string | undefined
  /** What one circuit may last and carry, as the relay says. */
  readonly limit: { readonly duration: number | undefined; readonly bytes: number | undefined } | undefined
  readonly stream: Stream
}

async function stranger(): Promise<Guest> {
  const libp2p = await newBarePeer()
  return { libp2p, connection: await libp2p.dial(address) }
}

async function known(): Promise<Guest & { readonly rendezvous: BareRendezvous }> {
  const guest = await stranger()
  return { ...guest, rendezvous: await becomeKnown(guest.libp2p, guest.connection) }
}

/** Somebody with a reservation who takes every circuit. */
async function host() {
  const guest = await known()
  const circuits: Stream[] = []
  await guest.libp2p.unhandle(STOP)
  await guest.libp2p.handle(STOP, async stream => {
    const words = lpStream(stream)
    await words.read()
    await words.write(STOP_OK)
    circuits.push(words.unwrap())
  })
  expect((await ask(guest, RESERVE)).status).toBe('OK')
  return { ...guest, circuits }
}

function connectTo({ libp2p }: Guest): Uint8Array {
  const id = libp2p.peerId.toMultihash().bytes
  return Uint8Array.from([0x08, 1, 0x12, id.length + 2, 0x0a, id.length, ...id])
}

/** Asks the relay for something; after `OK` to a connection the stream is the circuit. */
async function ask({ connection }: Guest, request: Uint8Array): Promise<Answer> {
  const words = lpStream(await connection.newStream(HOP))
  const signal = AbortSignal.timeout(5_000)
  await words.write(request, { signal })
  const fields = fieldsOf((await words.read({ signal })).slice())
  const limit = fields.get(4)
  const limits = limit instanceof Uint8Array ? fieldsOf(limit) : undefined
  return {
    status: STATUS.get(Number(fields.get(5))) ?? String(fields.get(5)),
    limit: limits && { duration: numberAt(limits, 1), bytes: numberAt(limits, 2) },
    stream: words.unwrap()
  }
}

type Fields = ReadonlyMap<number, number | Uint8Array>

/** A protobuf of numbers and bytes. */
function fieldsOf(bytes: Uint8Array): Fields {
  const fields = new Map<number, number | Uint8Array>()
  for (let at = 0; at < bytes.length;) {
    const key = varint.decode(bytes, at)
    at += varint.encodingLength(key)
    const value = varint.decode(bytes, at)
    at += varint.encodingLength(value)
    const isBytes = (key & 7) === 2
    fields.set(key >> 3, isBytes ? bytes.subarray(at, at + value) : value)
    if (isBytes) at += value
  }
  return fields
}

function numberAt(fields: Fields, field: number): number | undefined {
  const value = fields.get(field)
  return typeof value === 'number' ? value : undefined
}

/** Counts what comes out of a stream from now on. */
function counterOf(stream: Stream): { readonly bytes: number } {
  const counter = { bytes: 0 }
  stream.addEventListener('message', ({ data }) => (counter.bytes += data.byteLength))
  return counter
}

const pieces = (bytes: number): Uint8Array[] =>
  Array.from({ length: bytes / (32 * KIB) }, () => new Uint8Array(32 * KIB))

describe('the relay of a super-peer', () => {
  beforeAll(async () => {
    superPeer = await startSuperPeer({ namespace: computersNetwork('peers in this process') })
    address = await bareAddress(superPeer.url)
    return () => superPeer.stop()
  })

  test('refuses a reservation to who has not said who he is, and gives it once he has', async () => {
    const guest = await stranger()
    expect((await ask(guest, RESERVE)).status).toBe('PERMISSION_DENIED')
    await becomeKnown(guest.libp2p, guest.connection)
    expect((await ask(guest, RESERVE)).status).toBe('OK')
  })

  test('refuses a reservation to who shows the certificate of somebody else', async () => {
    const guest = await stranger()
    const { sessionCert } = await newPapers((await newBarePeer()).peerId.toString())
    const rendezvous = await openRendezvous(guest.connection)
    expect(await rendezvous.ask({ kind: 'hello', session: sessionCert })).toMatchObject({ kind: 'refused' })
    expect((await ask(guest, RESERVE)).status).toBe('PERMISSION_DENIED')
  })

  test('opens no circuit for a stranger, who is not even seen at its end', async () => {
    const target = await host()
    const guest = await stranger()
    expect((await ask(guest, connectTo(target))).status).toBe('PERMISSION_DENIED')
    expect(target.circuits).toEqual([])
    await becomeKnown(guest.libp2p, guest.connection)
    expect((await ask(guest, connectTo(target))).status).toBe('OK')
    await vi.waitFor(() => expect(target.circuits).toHaveLength(1), wait)
  })

  test('opens no circuit and gives no reservation any more once the caller has ended his session', async () => {
    const target = await host()
    const guest = await known()
    expect((await ask(guest, connectTo(target))).status).toBe('OK')
    await guest.rendezvous.stream.close()
    await vi.waitFor(async () => expect((await ask(guest, connectTo(target))).status).toBe('PERMISSION_DENIED'), wait)
    expect((await ask(guest, RESERVE)).status).toBe('PERMISSION_DENIED')
  })

  test('opens no circuit to who has no reservation, or is gone', async () => {
    const caller = await known()
    expect((await ask(caller, connectTo(await known()))).status).toBe('NO_RESERVATION')
    const target = await host()
    expect((await ask(caller, connectTo(target))).status).toBe('OK')
    await target.libp2p.stop()
    await vi.waitFor(async () => expect((await ask(caller, connectTo(target))).status).toBe('NO_RESERVATION'), wait)
  })

  test('tells both ends what a circuit may last and carry', async () => {
    const caller = await known()
    const { limit } = await ask(caller, connectTo(await host()))
    expect(limit).toEqual({ duration: RELAY_CIRCUIT_MS_MAX, bytes: RELAY_CIRCUIT_BYTES_MAX })
  })

  test('cuts a circuit when both directions together have carried their bytes, and not before', async () => {
    const target = await host()
    const { stream: here } = await ask(await known(), connectTo(target))
    await vi.waitFor(() => expect(target.circuits).toHaveLength(1), wait)
    const there = target.circuits[0]!
    const [arrivedHere, arrivedThere] = [counterOf(here), counterOf(there)]
    await sendAll(here, pieces(RELAY_CIRCUIT_BYTES_MAX / 2))
    await sendAll(there, pieces(RELAY_CIRCUIT_BYTES_MAX / 2 - 64 * KIB))
    await vi.waitFor(() => {
      expect(arrivedThere.bytes).toBe(RELAY_CIRCUIT_BYTES_MAX / 2)
      expect(arrivedHere.bytes).toBe(RELAY_CIRCUIT_BYTES_MAX / 2 - 64 * KIB)
    }, wait)
    expect([isEnded(here), isEnded(there)]).toEqual([false, false])
    await sendAll(here, pieces(128 * KIB))
    await vi.waitFor(() => expect([isEnded(here), isEnded(there)]).toEqual([true, true]), wait)
    expect(arrivedHere.bytes + arrivedThere.bytes).toBeLessThanOrEqual(RELAY_CIRCUIT_BYTES_MAX)
  })
})

import type { Connection, Stream, StreamHandler } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { streamPair } from '@libp2p/utils'
import { createLibp2p } from 'libp2p'
import { expect, onTestFinished, test, vi } from 'vitest'
import { serveRendezvous } from '../../node/rendezvous.ts'
import {
  rendezvousAnswer,
  rendezvousRequest,
  type RendezvousAnswer,
  type RendezvousRequest
} from '../../protocol/city/rendezvous-message.ts'
import { framesOver } from '../../protocol/codec/frames.ts'
import { RENDEZVOUS_ENTRIES_MAX, RENDEZVOUS_FRAME_BYTES_MAX } from '../../protocol/limits.ts'
import { guest, session, type Person } from '../protocol/room/people.ts'

const NOW_MS = 1_800_000_000_000
const tag = new Uint8Array(32).fill(1)
const circuit = '/ip4/127.0.0.1/tcp/1/ws/p2p/relay/p2p-circuit'
const registering: RendezvousRequest = { kind: 'register', tag, statement: new Uint8Array([1]), addresses: [circuit] }

/** A rendezvous without a network, which believes every statement. */
async function serve() {
  let onStream: StreamHandler | undefined
  const libp2p = await createLibp2p({ start: false })
  vi.spyOn(libp2p, 'handle').mockImplementation(async (_protocol, handler) => void (onStream = handler))
  const served = await serveRendezvous({
    libp2p,
    clock: () => NOW_MS,
    verifyStatement: async () => undefined,
    welcome: () => ({ stun: undefined, superPeers: [] })
  })
  onTestFinished(() => served.close())

  /** Opens a stream as somebody, and says who it is. */
  const enter = async (person: Person) => {
    const [mine, theirs]: [Stream, Stream] = await streamPair({ delay: 0 })
    void onStream?.(theirs, { remotePeer: peerIdFromString(person.peer) } as Connection)
    const frames = framesOver(mine, RENDEZVOUS_FRAME_BYTES_MAX)
    const ask = async (request: RendezvousRequest): Promise<RendezvousAnswer> => {
      await frames.write(rendezvousRequest.encode(request))
      return rendezvousAnswer.decode((await frames.read()) ?? new Uint8Array())
    }
    expect(await ask({ kind: 'hello', session: person.sessionCert })).toMatchObject({ kind: 'welcome' })
    return ask
  }
  return { served, enter }
}

test('a full tag takes no more sessions, but those in it renew and come back', { timeout: 30_000 }, async () => {
  const { served, enter } = await serve()
  const first = await session(await guest('first'), NOW_MS)
  const ask = await enter(first)
  expect(await ask(registering)).toMatchObject({ kind: 'registered' })
  for (let others = 1; others < RENDEZVOUS_ENTRIES_MAX; others++) {
    const other = await enter(await session(first.identity, NOW_MS))
    expect(await other(registering)).toMatchObject({ kind: 'registered' })
  }
  const late = await enter(await session(first.identity, NOW_MS))
  expect(await late(registering)).toMatchObject({ kind: 'refused', code: 'too-many' })
  expect(await ask(registering)).toMatchObject({ kind: 'registered' })
  const again = await enter(first)
  expect(await again(registering)).toMatchObject({ kind: 'registered' })
  expect(served.isRegistered(tag, first.peer)).toBe(true)
})

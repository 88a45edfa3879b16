/** Malformed, oversized and slow bytes on every protocol somebody in a room has registered. A new one fails here until it is listed. */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createCity, type City } from '../../protocol/city/city.ts'
import { relayedAddresses } from '../../protocol/city/reservation.ts'
import { parseHomeId } from '../../protocol/identity/genesis.ts'
import { FRAME_READ_TIMEOUT_MS } from '../../protocol/limits.ts'
import { approachRoom } from '../../protocol/room/doorway.ts'
import type { Room } from '../../protocol/room/room.ts'
import { roomTag } from '../../protocol/room/tag.ts'
import { ATTACKS, drip, isEnded, sendAll } from '../support/attacks.ts'
import { bareAddress, becomeKnown, becomeMember, newBarePeer } from '../support/bare-peer.ts'
import { idlePeerConnection } from '../support/idle-peer-connection.ts'
import { computersNetwork } from '../support/namespace.ts'
import { newCitizen, newGuest } from '../support/small-city.ts'
import { startSuperPeer } from '../support/super-peer.ts'

/** What becomes of a stream of the protocol that is never complete: it ends, or why it need not. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  '/ipfs/id/1.0.0': 'ends',
  '/ipfs/id/push/1.0.0': 'ends',
  '/ipfs/ping/1.0.0': 'ends',
  '/libp2p/circuit/relay/0.2.0/stop': 'ends',
  '/meshsub/1.0.0': 'one stream for each peer, at most one frame of GOSSIP_RPC_BYTES_MAX in memory',
  '/meshsub/1.1.0': 'one stream for each peer, at most one frame of GOSSIP_RPC_BYTES_MAX in memory',
  '/meshsub/1.2.0': 'one stream for each peer, at most one frame of GOSSIP_RPC_BYTES_MAX in memory',
  '/videocity/history/1': 'ends',
  '/videocity/signal/1': 'ends',
  '/webrtc-signaling/0.0.1': 'ends'
}
/** Of these a stream begins with the room's tag; behind it other code reads. */
const OF_ROOMS = ['/videocity/history/1', '/videocity/signal/1']

/** A member may say nothing for as long as he likes, on SIGNAL_STREAMS_MAX streams: no frame has begun. */
const IDLE = 'nothing at all on /videocity/signal/1 of this room, by a member'
/** A stream that is ended in time, with three times the slack. */
const ENDED_WITHIN_MS = 3 * FRAME_READ_TIMEOUT_MS
const wait = { timeout: 15_000, interval: 50 }

let address: Multiaddr
let tag: Uint8Array
let ada: City
let inside: readonly [Room, Room]

interface Attacker {
  readonly who: 'a stranger' | 'a member'
  readonly libp2p: Libp2p
  /** The circuit to Ada: another one when the relay has cut the last. */
  connect(): Promise<Connection>
}

/** Known at the super-peer, as everybody must be for a circuit; in the room it is nobody. */
async function newStranger(): Promise<Attacker & { readonly known: Awaited<ReturnType<typeof becomeKnown>> }> {
  const libp2p = await newBarePeer()
  const known = await becomeKnown(libp2p, await libp2p.dial(address))
  const way = multiaddr(`${address.toString()}/p2p-circuit/p2p/${ada.peerId}`)
  let circuit: Connection | undefined
  // a page takes few new connections a second through one super-peer
  const dial = async (): Promise<Connection> =>
    (circuit = await libp2p.dial(way, { signal: AbortSignal.timeout(2_000) }))
  return { who: 'a stranger', libp2p, known, connect: async () => (circuit?.status === 'open' ? circuit : dial()) }
}

async function newMember(name: string): Promise<Attacker> {
  const stranger = await newStranger()
  await becomeMember(stranger.libp2p, stranger.known, { tag, name })
  await vi.waitFor(() => expect(inside[0].members().map(member => member.name)).toContain(name), wait)
  return { ...stranger, who: 'a member' }
}

/** Every way into every protocol: with the room's tag first where there is one, and without. */
const WAYS = Object.keys(PROTOCOLS).flatMap(protocol => [
  { protocol, isTagged: false },
  ...(OF_ROOMS.includes(protocol) ? [{ protocol, isTagged: true }] : [])
])

interface Attack {
  readonly name: string
  run(stream: Stream): Promise<unknown>
}

/** Attacks by every way, on streams that the attacker never closes. */
async function attackAll(attacker: Attacker, attack: Attack): Promise<{ name: string; stream: Stream }[]> {
  const streams: { name: string; stream: Stream }[] = []
  for (const { protocol, isTagged } of WAYS) {
    // the relay may have cut the circuit on the way
    const open = async (): Promise<Stream> =>
      (await attacker.connect()).newStream(protocol, { runOnLimitedConnection: true, negotiateFully: true })
    const stream = await vi.waitFor(open, wait)
    if (isTagged && stream.status === 'open') stream.send(Uint8Array.from([tag.length, ...tag]))
    await attack.run(stream)
    const way = `${attack.name} on ${protocol}${isTagged ? ' of this room' : ''}`
    if (PROTOCOLS[protocol] === 'ends') streams.push({ name: `${way}, by ${attacker.who}`, stream })
  }
  return streams
}

async function stillTalk(text: string): Promise<void> {
  const texts = (room: Room): string[] => room.chat.lines().map(line => line.text)
  await inside[1].chat.say(`${text}, says Ben`)
  await inside[0].chat.say(`${text}, says Ada`)
  for (const room of inside) {
    await vi.waitFor(() => {
      expect(texts(room)).toContain(`${text}, says Ben`)
      expect(texts(room)).toContain(`${text}, says Ada`)
    }, wait)
  }
}

describe('somebody in a room', () => {
  beforeAll(async () => {
    const superPeer = await startSuperPeer({ namespace: computersNetwork('attackers in this process') })
    address = await bareAddress(superPeer.url)
    const home = parseHomeId((await newCitizen()).identity.home)
    const room = { id: new Uint8Array(16).fill(7), epoch: 0, door: 'open' as const }
    tag = roomTag(home, room)
    const enter = async (name: string): Promise<{ city: City; room: Room }> => {
      const city = await createCity({ identity: await newGuest(), origins: [superPeer.url] })
      await vi.waitUntil(() => city.state === 'online', wait)
      const doorway = await approachRoom({ city, home: { home }, room, createPeerConnection: idlePeerConnection })
      return { city, room: await doorway.enter({ name, presence: { camera: false, microphone: false } }) }
    }
    const [first, second] = [await enter('Ada'), await enter('Ben')]
    ada = first.city
    inside = [first.room, second.room]
    await vi.waitFor(() => expect(inside.map(each => each.members().length)).toEqual([2, 2]), wait)
    return async () => {
      for (const each of [first, second]) {
        await each.room.leave()
        await each.city.close()
      }
      await superPeer.stop()
    }
  })

  test('has no protocol that is not in the list of this test', () => {
    expect(ada.libp2p.getProtocols().sort()).toEqual(Object.keys(PROTOCOLS).sort())
  })

  test('ends every hostile stream of strangers and of members, and the room goes on', { timeout: 90_000 }, async () => {
    await stillTalk('before')
    const relays = relayedAddresses(ada.libp2p)
    const attacks: readonly Attack[] = [
      ...Object.entries(ATTACKS).map(([name, pieces]) => ({ name, run: (stream: Stream) => sendAll(stream, pieces) })),
      // begun on all, awaited on none
      { name: 'a drip', run: async stream => void drip(stream, ENDED_WITHIN_MS) }
    ]
    const attackers = await Promise.all(
      attacks.flatMap(attack =>
        [newStranger(), newMember(`Eve with ${attack.name}`)].map(async attacker => ({
          attacker: await attacker,
          attack
        }))
      )
    )
    const streams = (await Promise.all(attackers.map(({ attacker, attack }) => attackAll(attacker, attack)))).flat()
    await stillTalk('during')
    const left = (): string[] => streams.flatMap(({ name, stream }) => (isEnded(stream) || name === IDLE ? [] : [name]))
    await vi.waitFor(() => expect(left()).toEqual([]), { timeout: ENDED_WITHIN_MS, interval: 200 })
    await stillTalk('after')
    // nobody has made Ada ask for a place at a relay of his choice
    expect(relayedAddresses(ada.libp2p)).toEqual(relays)
  })
})

import { expect, test, vi } from 'vitest'
import { createStreetWatch, type Occupancy } from '../../../browser/models/street-watch.ts'
import type { RendezvousView } from '../../../protocol/city/rendezvous.ts'
import { issueSessionCert } from '../../../protocol/identity/device.ts'
import type { Identity } from '../../../protocol/identity/identity.ts'
import { signJoinStatement } from '../../../protocol/room/membership.ts'
import { peerOfKey } from '../../../protocol/room/peer-key.ts'
import { roomTag } from '../../../protocol/room/tag.ts'
import { FakeClock, keys, NOW_MS, roomNamed } from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

const room = roomNamed('Square', 'square')

async function guest(): Promise<Identity> {
  return { kind: 'guest', signer: await keys.signer(await keys.make()) }
}

async function entryOf(identity: Identity, home: Parameters<typeof roomTag>[0], name: string) {
  const peerKey = (await keys.signer(await keys.make())).publicKey
  const sessionCert = await issueSessionCert(identity, { peerKey, sealKey: new Uint8Array(32).fill(1), nowMs: NOW_MS })
  const statement = await signJoinStatement(
    { tag: roomTag(home, room), epoch: 0, peerKey, sessionCert, name, nowMs: NOW_MS },
    identity
  )
  return { peer: peerOfKey(peerKey), addresses: [], statement }
}

test('counts those whose statement holds, each person once', async () => {
  const { stored } = await foundFixture()
  let show: (view: RendezvousView) => void = () => undefined
  const close = vi.fn()
  const watch = (_tag: Uint8Array, onChange: (view: RendezvousView) => void) => {
    show = onChange
    return { close }
  }
  const street = createStreetWatch({ rendezvous: { watch } as never }, new FakeClock())
  const seen: Occupancy[] = []
  const undo = street.watch({ home: stored.home, room }, occupancy => seen.push(occupancy))
  show({ entries: [], isComplete: false, isBlind: false })
  await vi.waitFor(() => expect(seen.at(-1)).toEqual({ peopleIn: undefined, names: [] }))
  show({ entries: [], isComplete: true, isBlind: false })
  await vi.waitFor(() => expect(seen.at(-1)).toEqual({ peopleIn: 0, names: [] }))
  const [ben, eve] = [await guest(), await guest()]
  const entries = [
    await entryOf(ben, stored.home, 'Ben'),
    await entryOf(ben, stored.home, 'Ben'), // the same guest after a reload
    await entryOf(eve, stored.home, 'Eve'),
    { peer: 'nonsense', addresses: [], statement: new Uint8Array([1, 2]) }
  ]
  show({ entries, isComplete: true, isBlind: false })
  await vi.waitFor(() => expect(seen.at(-1)).toEqual({ peopleIn: 2, names: ['Ben (guest)', 'Eve (guest)'] }))
  undo()
  expect(close).toHaveBeenCalledOnce()
})

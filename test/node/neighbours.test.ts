import { MemoryDatastore } from 'datastore-core'
import { Key } from 'interface-datastore/key'
import { createLibp2p } from 'libp2p'
import { expect, onTestFinished, test, vi } from 'vitest'
import { keepNeighbours } from '../../node/neighbours.ts'

const PEER = '12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA'
const ADDRESS = '/ip4/192.0.2.7/tcp/5080/ws'
const good = { peer: PEER, addresses: [ADDRESS] }

/** What is dialled by a start that finds this in the store. */
async function dialledAfter(remembered: string): Promise<string[]> {
  const libp2p = await createLibp2p({ start: false })
  const dial = vi.spyOn(libp2p, 'dial').mockRejectedValue(new Error('nobody there'))
  const store = new MemoryDatastore()
  await store.put(new Key('/videocity/neighbours'), new TextEncoder().encode(remembered))
  const neighbours = await keepNeighbours({ libp2p, store, bootstrap: [] })
  onTestFinished(() => neighbours.close())
  expect(neighbours.told()).toEqual([])
  return dial.mock.calls.map(([addresses]) => String(addresses))
}

test('neighbours of earlier days are dialled', async () => {
  expect(await dialledAfter(JSON.stringify([good]))).toEqual([`${ADDRESS}/p2p/${PEER}`])
})

test.each(['', '[{"peer":', 'null', '{}', '7'])('a start that remembers %j remembers nobody', async remembered => {
  expect(await dialledAfter(remembered)).toEqual([])
})

test.each([null, 7, {}, { peer: PEER }, { peer: 7, addresses: [] }, { peer: PEER, addresses: [null] }])(
  'a neighbour remembered as %j is left out, the others are not',
  async damaged => {
    expect(await dialledAfter(JSON.stringify([damaged, good]))).toEqual([`${ADDRESS}/p2p/${PEER}`])
  }
)

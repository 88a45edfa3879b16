import { expect, test, vi } from 'vitest'
import { createCityModel } from '../../../browser/models/city-model.ts'
import type { Occupancy } from '../../../browser/models/street-watch.ts'
import { FakeCity, keys, unreachable } from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

async function setUp(options: { square?: boolean; failure?: Error } = {}) {
  const { stored } = await foundFixture()
  const city = new FakeCity({ kind: 'guest', signer: await keys.signer(await keys.make()) })
  city.homes.records.set(stored.home, stored.record)
  city.homes.failure = options.failure
  let tell: (occupancy: Occupancy) => void = () => undefined
  const end = vi.fn()
  const model = createCityModel({
    city: Promise.resolve(city.asCity()),
    origin: Promise.resolve(
      options.square === false ? undefined : ({ square: { home: stored.home, room: 'living-room' } } as never)
    ),
    street: Promise.resolve({
      watch(_door, onChange) {
        tell = onChange
        return end
      }
    }),
    follow: async link => link === 'good'
  })
  return { city, end, home: stored.home, model, tell: (occupancy: Occupancy) => tell(occupancy) }
}

test('the square’s door is there at once, and who is in when it is known', async () => {
  const { home, model, tell } = await setUp()
  await vi.waitFor(() => expect(model.square.value).toMatchObject({ title: 'Living room' }))
  expect(model.square.value).toMatchObject({ kind: 'found', href: `#/${home}/living-room`, peopleIn: 0 })
  await vi.waitFor(() => {
    tell({ peopleIn: 3, names: [] })
    expect(model.square.value).toMatchObject({ peopleIn: 3 })
  })
})

test('without a square, or without a city, the page says so and the door stays', async () => {
  const none = await setUp({ square: false })
  await vi.waitFor(() => expect(none.model.square.value).toMatchObject({ kind: 'none', problem: { code: 'HOME-10' } }))
  const lost = await setUp({ failure: unreachable })
  await vi.waitFor(() => expect(lost.model.square.value.kind).toBe('found'))
})

test('counts the super-peers it knows', async () => {
  const { city, model } = await setUp()
  await vi.waitFor(() => expect(model.superPeers.value).toBe(1))
  city.superPeersKnown = 3
  city.tell('super-peers-changed')
  expect(model.superPeers.value).toBe(3)
})

test('an address that is none is said, until it is typed anew', async () => {
  const { model } = await setUp()
  model.type('bad')
  model.go()
  await vi.waitFor(() => expect(model.problem.value?.code).toBe('HOME-4'))
  model.type('good')
  model.go()
  await new Promise(resolve => setTimeout(resolve, 0))
  expect(model.problem.value).toBeUndefined()
})

test('leaves no listener', async () => {
  const { city, end, model } = await setUp()
  await vi.waitFor(() => expect(city.listeners).toBe(1))
  await vi.waitFor(() => expect(model.square.value).toMatchObject({ title: 'Living room' }))
  await new Promise(resolve => setTimeout(resolve, 0))
  model[Symbol.dispose]()
  expect(city.listeners).toBe(0)
  expect(end).toHaveBeenCalledOnce()
})

import { expect, onTestFinished, test, vi } from 'vitest'
import { createCity } from '../../protocol/city/city.ts'
import { enterCity, newCitizen, newGuest, startSuperPeer } from '../support/small-city.ts'

test('a home published by one is found by another, in a city of one super-peer', async () => {
  const superPeer = await startSuperPeer()
  const [owner, visitor] = [await enterCity(superPeer.url), await enterCity(superPeer.url)]
  const asha = await newCitizen()
  expect(await owner.homes.publish(asha.identity.home, await asha.record())).toEqual({ acknowledgements: 1 })
  const { first, newest } = visitor.homes.lookup(asha.identity.home)
  expect((await first)?.record.name).toBe('Asha Rao')
  expect((await newest)?.record.name).toBe('Asha Rao')
})

test('a home nobody holds is undefined, not an error', async () => {
  const visitor = await enterCity((await startSuperPeer()).url)
  const { first, newest } = visitor.homes.lookup((await newCitizen()).identity.home)
  expect(await first).toBeUndefined()
  expect(await newest).toBeUndefined()
})

test('an edit survives, and an older record is refused by the super-peer and by who has seen the newer one', async () => {
  const superPeer = await startSuperPeer()
  const [owner, visitor] = [await enterCity(superPeer.url), await enterCity(superPeer.url)]
  const asha = await newCitizen()
  const { home } = asha.identity
  const old = await asha.record()
  await owner.homes.publish(home, old)
  await owner.homes.edit(asha.identity, fields => ({ ...fields, name: 'Asha R.' }))
  await expect(owner.homes.publish(home, old)).rejects.toMatchObject({ code: 'no-acknowledgement' })
  expect((await visitor.homes.lookup(home).newest)?.record.name).toBe('Asha R.')
  // publishing the same bytes again is no replay
  const again = await visitor.homes.lookup(home).newest
  expect(await owner.homes.publish(home, again?.bytes ?? old)).toEqual({ acknowledgements: 1 })
})

test('two devices that edit at once both end up in the record', async () => {
  const superPeer = await startSuperPeer()
  const [here, there] = [await enterCity(superPeer.url), await enterCity(superPeer.url)]
  const asha = await newCitizen()
  await here.homes.publish(asha.identity.home, await asha.record())
  await Promise.all([
    here.homes.edit(asha.identity, fields => ({ ...fields, name: 'Asha R.' })),
    there.homes.edit(asha.identity, fields => ({ ...fields, about: 'Tea and tabla' }))
  ])
  const newest = await here.homes.lookup(asha.identity.home).newest
  expect(newest?.record).toMatchObject({ name: 'Asha R.', about: 'Tea and tabla' })
})

test('a picture is found under its hash, and one that is too large is refused before it is sent', async () => {
  const superPeer = await startSuperPeer()
  const [owner, visitor] = [await enterCity(superPeer.url), await enterCity(superPeer.url)]
  const picture = crypto.getRandomValues(new Uint8Array(12_000))
  const { cid } = await owner.homes.putPicture(picture)
  expect(Uint8Array.from((await visitor.homes.picture(cid)) ?? [])).toEqual(picture)
  await expect(owner.homes.putPicture(new Uint8Array(20_000))).rejects.toMatchObject({ code: 'too-large' })
  expect(await visitor.homes.picture(cid.map(byte => byte ^ 1))).toBeUndefined()
})

test('with no super-peer a look-up and a publication say so', async () => {
  const city = await createCity({ identity: await newGuest(), origins: ['http://127.0.0.1:9'] })
  onTestFinished(() => city.close())
  await vi.waitUntil(() => city.state === 'offline')
  const asha = await newCitizen()
  const signal = AbortSignal.timeout(300)
  await expect(city.homes.lookup(asha.identity.home, { signal }).newest).rejects.toMatchObject({
    code: 'no-super-peer'
  })
  await expect(city.homes.publish(asha.identity.home, await asha.record(), { signal })).rejects.toMatchObject({
    code: 'no-super-peer'
  })
})

/** A city grows from one super-peer to three, and loses some; homes made at each size are found at each later one. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCity, type City } from '../../protocol/city/city.ts'
import { putRecord } from '../../protocol/city/record-query.ts'
import { askWellKnown } from '../../protocol/city/well-known.ts'
import { signerFromSeed } from '../../protocol/codec/signer.ts'
import { admitDevice, newSeed, revokeDevice } from '../../protocol/identity/citizen.ts'
import { homeRecordKey, type HomeId } from '../../protocol/identity/genesis.ts'
import { openHomeRecord, signHomeRecord } from '../../protocol/city/home-record.ts'
import { askOne } from '../support/ask-one.ts'
import { computersNetwork } from '../support/namespace.ts'
import { newCitizen, newGuest } from '../support/small-city.ts'
import { startSuperPeer, type SuperPeerOptions, type SuperPeerProcess } from '../support/super-peer.ts'
import { scratchFolder, type ScratchFolder } from '../support/scratch-folder.ts'

const namespace = computersNetwork('super-peers on random ports of the loopback interface')
let superPeers: SuperPeerProcess[]
let cities: City[]
let folders: ScratchFolder[]

beforeEach(() => {
  superPeers = []
  cities = []
  folders = []
})

afterEach(async () => {
  await Promise.all(cities.map(city => city.close()))
  await Promise.all(superPeers.map(superPeer => superPeer.kill()))
  await Promise.all(folders.map(folder => folder.remove()))
})

async function start(options: Partial<SuperPeerOptions> = {}): Promise<SuperPeerProcess> {
  const superPeer = await startSuperPeer({ namespace, ...options })
  superPeers.push(superPeer)
  return superPeer
}

async function enter(by: SuperPeerProcess): Promise<City> {
  const city = await createCity({ identity: await newGuest(), origins: [by.url] })
  cities.push(city)
  await vi.waitUntil(() => city.state === 'online', { timeout: 15_000 })
  return city
}

const knows = async (by: SuperPeerProcess): Promise<number> => (await askWellKnown(by.url)).answer.superPeers.length

/** Whether one super-peer has a home in its own store. */
async function holds(city: City, { url }: SuperPeerProcess, home: HomeId): Promise<boolean> {
  const { answer } = await askWellKnown(url)
  return (await askOne(city.libp2p.services.dht, answer.peer, homeRecordKey(home))) !== undefined
}

async function nameAt(city: City, home: HomeId): Promise<string | undefined> {
  return (await city.homes.lookup(home).newest)?.record.name
}

test('homes made in a city of one, two and three are found at each later size, by every super-peer', async () => {
  const homes: { home: HomeId; name: string }[] = []
  for (let size = 1; size <= 3; size++) {
    const first = superPeers[0]
    const newest = await start(first === undefined ? {} : { bootstrap: [first.url] })
    for (const superPeer of superPeers) {
      await vi.waitUntil(async () => (await knows(superPeer)) === size - 1, { timeout: 20_000 })
    }
    const owner = await enter(newest)
    const citizen = await newCitizen(`Made at ${size}`)
    const { acknowledgements } = await owner.homes.publish(citizen.identity.home, await citizen.record())
    expect(acknowledgements).toBeGreaterThanOrEqual(1)
    homes.push({ home: citizen.identity.home, name: `Made at ${size}` })
    for (const superPeer of superPeers) {
      const visitor = await enter(superPeer)
      for (const { home, name } of homes) expect(await nameAt(visitor, home)).toBe(name)
      await visitor.close()
    }
    await owner.close()
  }
})

test('when a city grows, the newcomer soon holds what was there before, and the owner and the first may be gone', async () => {
  const first = await start()
  const owner = await enter(first)
  const citizen = await newCitizen('Asha Rao')
  await owner.homes.publish(citizen.identity.home, await citizen.record())
  await owner.close()
  const second = await start({ bootstrap: [first.url] })
  const visitor = await enter(second)
  await vi.waitUntil(() => holds(visitor, second, citizen.identity.home), { timeout: 60_000, interval: 500 })
  await first.kill()
  expect(await nameAt(visitor, citizen.identity.home)).toBe('Asha Rao')
})

test('an old record is refused by every super-peer, also by one that was started again with its old store', async () => {
  const folder = await scratchFolder('data')
  folders.push(folder)
  const first = await start({ folder: folder.path })
  const second = await start({ bootstrap: [first.url] })
  await vi.waitUntil(async () => (await knows(first)) === 1, { timeout: 20_000 })
  const owner = await enter(first)
  const asha = await newCitizen()
  const { home } = asha.identity
  const old = await asha.record({}, 1_000)
  await owner.homes.publish(home, old)
  await owner.homes.publish(home, await asha.record({ name: 'Asha R.' }, 1_001))
  await first.stop()
  const port = Number(new URL(first.url).port)
  const again = await start({ folder: folder.path, port, bootstrap: [second.url] })
  for (const superPeer of [second, again]) {
    const attacker = await enter(superPeer)
    await expect(attacker.homes.publish(home, old)).rejects.toMatchObject({ code: 'no-acknowledgement' })
    const reader = await enter(superPeer)
    expect(await nameAt(reader, home)).toBe('Asha R.')
  }
})

test('two devices that edit at once through two super-peers both end up in the record', async () => {
  const first = await start()
  const second = await start({ bootstrap: [first.url] })
  await vi.waitUntil(async () => (await knows(first)) === 1, { timeout: 20_000 })
  const [here, there] = [await enter(first), await enter(second)]
  const asha = await newCitizen()
  const { home } = asha.identity
  await here.homes.publish(home, await asha.record())
  const laptop = await signerFromSeed(newSeed())
  const { genesis, chain } = asha.identity.credential
  const admission = {
    seed: asha.seed,
    genesis,
    chain,
    deviceKey: laptop.publicKey,
    deviceName: 'laptop',
    nowMs: Date.now()
  }
  const other = { ...asha.identity, signer: laptop, credential: await admitDevice(admission) }
  await Promise.all([
    here.homes.edit(asha.identity, fields => ({ ...fields, name: 'Asha R.' })),
    there.homes.edit(other, fields => ({ ...fields, about: 'Tea and tabla' }))
  ])
  for (const city of [here, there]) {
    const newest = await city.homes.lookup(home).newest
    expect(newest?.record).toMatchObject({ name: 'Asha R.', about: 'Tea and tabla' })
  }
})

test('records of a revoked device, and forged ones, are refused by every super-peer whatever their number', async () => {
  const first = await start()
  const second = await start({ bootstrap: [first.url] })
  await vi.waitUntil(async () => (await knows(first)) === 1, { timeout: 20_000 })
  const owner = await enter(first)
  const asha = await newCitizen()
  const { home, credential } = asha.identity
  await owner.homes.publish(home, await asha.record())

  // the owner takes the stolen device's right away, from another device
  const laptop = await signerFromSeed(newSeed())
  const nowMs = Date.now()
  const admission = { seed: asha.seed, ...credential, deviceKey: laptop.publicKey, deviceName: 'laptop', nowMs }
  const here = { ...asha.identity, signer: laptop, credential: await admitDevice(admission) }
  const stolen = await openHomeRecord(home, await asha.record(), { nowMs })
  const revoked = await revokeDevice({ seed: asha.seed, ...credential, serials: [stolen.cert.serial] })
  const fields = { name: 'Asha Rao', about: 'at home again', rooms: [], listed: false }
  const seq = stolen.record.seq + 1
  await owner.homes.publish(
    home,
    await signHomeRecord(fields, { identity: here, mail: asha.mail, revoked, seq, nowMs })
  )

  const thief = await asha.record({ about: 'stolen' }, nowMs - 1)
  const forged = Uint8Array.from(await asha.record({}, nowMs - 1))
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
  for (const superPeer of [first, second]) {
    const city = await enter(superPeer)
    const { dht } = city.libp2p.services
    for (const bytes of [thief, forged]) {
      const { acknowledgedBy } = await putRecord(dht, homeRecordKey(home), bytes, {
        signal: AbortSignal.timeout(10_000),
        enough: 2
      })
      expect(acknowledgedBy).toEqual([])
    }
    const reader = await enter(superPeer)
    expect((await reader.homes.lookup(home).newest)?.record.about).toBe('at home again')
  }
})

import { expect, test, vi } from 'vitest'
import { createMemoryBox, STORES, type RecordBox } from '../../../browser/ports/record-box.ts'
import { createStorage } from '../../../browser/ports/storage.ts'
import { StorageError } from '../../../protocol/errors.ts'
import { keys, storageOfTwoTabs } from '../models/fakes.ts'
import { foundFixture } from '../models/home-fixture.ts'
import { recordBoxContract } from './record-box-contract.ts'

recordBoxContract('in memory', async () => createMemoryBox())

const denied = new StorageError('storage-denied', 'private window')

test('two tabs of one browser are one guest', async () => {
  const box = createMemoryBox()
  const [first, second] = [createStorage({ open: async () => box }), createStorage({ open: async () => box })]
  const [a, b] = await Promise.all([first.guest(() => keys.make()), second.guest(() => keys.make())])
  expect(a.key).toBe(b.key)
  expect((await first.guest(() => Promise.reject(new Error('no second key')))).key).toBe(a.key)
})

test('a tab that logs out does not log out whoever logged in elsewhere', async () => {
  const storage = createStorage({ open: async () => createMemoryBox() })
  const [asha, ben] = [await foundFixture({ seedByte: 1 }), await foundFixture({ seedByte: 2 })]
  await storage.saveCitizen(ben.stored)
  await storage.forgetCitizen(asha.stored.home)
  await storage.changeCitizen(asha.stored.home, { name: 'Asha' })
  expect(await storage.citizen()).toEqual(ben.stored)
  await storage.forgetCitizen(ben.stored.home)
  expect(await storage.citizen()).toBeUndefined()
})

test('a tab hears of logging in and out in another, and not of its own', async () => {
  const [here, there] = storageOfTwoTabs()
  const [asha] = [await foundFixture()]
  const [heardHere, heardThere] = [vi.fn(), vi.fn()]
  here.onCitizenElsewhere(heardHere)
  const undo = there.onCitizenElsewhere(heardThere)
  await here.saveCitizen(asha.stored)
  expect(heardThere).toHaveBeenCalledTimes(1)
  expect(await there.citizen()).toEqual(asha.stored)
  await here.changeCitizen(asha.stored.home, { isPublished: true })
  expect(heardThere).toHaveBeenCalledTimes(1)
  // a card that is saved need not be asked for in the other tab
  await here.changeCitizen(asha.stored.home, { isCardSaved: true })
  expect(heardThere).toHaveBeenCalledTimes(2)
  undo()
  await here.forgetCitizen(asha.stored.home)
  expect(heardThere).toHaveBeenCalledTimes(2)
  expect(heardHere).not.toHaveBeenCalled()
})

test('where the browser refuses everything, it works in memory and is said once', async () => {
  const storage = createStorage({ open: () => Promise.reject(denied), persist: async () => true })
  const told = vi.fn()
  storage.onDenied(told)
  await storage.saveSetting('guestName', 'Ben')
  expect(await storage.setting('guestName')).toBe('Ben')
  expect(told).toHaveBeenCalledExactlyOnceWith(denied)
  expect(storage.isKept()).toBe(false)
  expect(await storage.persist()).toBe(false)
  const later = vi.fn()
  storage.onDenied(later)
  expect(later).toHaveBeenCalledOnce()
})

test('a browser that fails at being asked for its database keeps nothing either', async () => {
  const storage = createStorage({
    open() {
      throw new DOMException('sandboxed', 'SecurityError')
    }
  })
  await storage.saveSetting('guestName', 'Ben')
  expect(await storage.setting('guestName')).toBe('Ben')
  expect(storage.isKept()).toBe(false)
})

test('a disk that becomes full keeps what it has, and what is new stays in memory', async () => {
  const disk = createMemoryBox()
  let isFull = false
  const full: RecordBox = {
    ...disk,
    put: async (...given) => {
      if (isFull) throw new StorageError('storage-full', 'no more room')
      await disk.put(...given)
    }
  }
  const storage = createStorage({ open: async () => full })
  await storage.saveSetting('guestName', 'Ben')
  isFull = true
  await storage.saveSetting('guestName', 'Benjamin')
  expect(await storage.setting('guestName')).toBe('Benjamin')
  expect(await disk.get('settings', 'guestName')).toBe('Ben')
  expect(storage.isKept()).toBe(false)
})

test('a mistake of our own is not taken for a refusal', async () => {
  const broken: RecordBox = { ...createMemoryBox(), put: () => Promise.reject(new TypeError('a bug')) }
  const storage = createStorage({ open: async () => broken })
  await expect(storage.saveSetting('guestName', 'Ben')).rejects.toThrow('a bug')
})

test('remembers the newest homes up to a cap', async () => {
  const storage = createStorage({ open: async () => createMemoryBox() })
  for (let i = 0; i <= STORES.homes; i++) await storage.saveHome(`home-${i}`, new Uint8Array([i & 255]), i)
  expect(await storage.home('home-0')).toBeUndefined()
  expect(await storage.home('home-1')).toEqual(new Uint8Array([1]))
  expect(await storage.home(`home-${STORES.homes}`)).toBeDefined()
})

test('super-peers of several tabs are merged, the ones that answered last at the end', async () => {
  const storage = createStorage({ open: async () => createMemoryBox() })
  await storage.saveSuperPeers([
    { peer: 'a', addresses: ['/1'] },
    { peer: 'b', addresses: [] }
  ])
  await storage.saveSuperPeers([
    { peer: 'c', addresses: [] },
    { peer: 'a', addresses: ['/2'] }
  ])
  expect(await storage.superPeers()).toEqual([
    { peer: 'b', addresses: [] },
    { peer: 'c', addresses: [] },
    { peer: 'a', addresses: ['/2'] }
  ])
  await storage.saveSuperPeers(Array.from({ length: 80 }, (_, i) => ({ peer: `p${i}`, addresses: [] })))
  expect(await storage.superPeers()).toHaveLength(64)
})

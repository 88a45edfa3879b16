import { expect, test } from 'vitest'
import { createKeys } from '../../../browser/ports/keys.ts'
import { openIndexedBox } from '../../../browser/ports/record-box.ts'
import { createStorage } from '../../../browser/ports/storage.ts'
import { recordBoxContract } from './record-box-contract.ts'

let names = 0
const freshName = (): string => `test-${Date.now()}-${names++}`

recordBoxContract('on disk', () => openIndexedBox(indexedDB, freshName()))

test('what was put is there when the page is opened again, keys that cannot be read out included', async () => {
  const name = freshName()
  const keys = createKeys()
  const first = createStorage({ open: () => openIndexedBox(indexedDB, name) })
  const { key } = await first.guest(() => keys.make())
  await first.saveSetting('guestName', 'Ben')
  first.close()
  const second = createStorage({ open: () => openIndexedBox(indexedDB, name) })
  const again = await second.guest(() => Promise.reject(new Error('no second key')))
  expect(await second.setting('guestName')).toBe('Ben')
  expect((await keys.signer(again.key)).publicKey).toEqual((await keys.signer(key)).publicKey)
  expect(again.key.kind === 'webcrypto' && again.key.pair.privateKey.extractable).toBe(false)
})

test('two tabs change one value without losing either change', async () => {
  const name = freshName()
  const [first, second] = [await openIndexedBox(indexedDB, name), await openIndexedBox(indexedDB, name)]
  const add = (box: typeof first) => box.change('settings', 'n', n => ((n as number | undefined) ?? 0) + 1)
  await Promise.all(Array.from({ length: 20 }, (_, i) => add(i % 2 === 0 ? first : second)))
  expect(await first.get('settings', 'n')).toBe(20)
})

test('a newer layout in another tab is let through, and this tab goes on in memory', async () => {
  const name = freshName()
  const storage = createStorage({ open: () => openIndexedBox(indexedDB, name) })
  await storage.saveSetting('guestName', 'Ben')
  await new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 99)
    request.onsuccess = () => resolve(request.result.close())
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(new Error('blocked'))
  })
  await storage.saveSetting('guestName', 'Benjamin')
  expect(await storage.setting('guestName')).toBe('Benjamin')
  expect(storage.isKept()).toBe(false)
})

test('a browser without a database, or with a newer one, says that it keeps nothing', async () => {
  await expect(openIndexedBox(undefined)).rejects.toMatchObject({ code: 'storage-denied' })
  const name = freshName()
  await new Promise(resolve => {
    const request = indexedDB.open(name, 99)
    request.onsuccess = () => resolve(request.result.close())
  })
  await expect(openIndexedBox(indexedDB, name)).rejects.toMatchObject({ code: 'storage-denied' })
})

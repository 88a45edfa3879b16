import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Key } from 'interface-datastore'
import { expect, onTestFinished, test } from 'vitest'
import { openStore, type Store } from '../../node/store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const key = new Key('/n')

async function open(folder: string): Promise<Store> {
  const store = await openStore(folder)
  onTestFinished(() => store.close())
  return store
}

test('what was put is there after closing and opening again', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  await first.datastore.put(key, new Uint8Array([1, 2]))
  await first.close()
  await first.close()
  const second = await open(folder)
  expect([...(await second.datastore.get(key))]).toEqual([1, 2])
})

test('a second opening in one process is refused', async () => {
  const folder = await temporaryFolder()
  await open(folder)
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'data-locked' })
})

test('a folder that another process has open is refused, and free again once it is killed', async () => {
  const folder = await temporaryFolder()
  const other = startWriter(folder)
  await other.nextNumber()
  await expect(openStore(folder)).rejects.toMatchObject({
    name: 'StorageError',
    code: 'data-locked',
    message: expect.stringMatching(/in use by another Video City.*--data/)
  })
  await other.kill()
  await open(folder)
})

test('every write that was acknowledged survives SIGKILL in the middle of writing', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder()
  for (let round = 0; round < 8; round++) {
    const writer = startWriter(folder)
    let acknowledged = 0
    for (let lines = 0; lines < 20 + round; lines++) acknowledged = await writer.nextNumber()
    acknowledged = Math.max(acknowledged, await writer.kill())
    const store = await openStore(folder)
    const kept = Number(new TextDecoder().decode(await store.datastore.get(key)))
    await store.close()
    expect(kept).toBeGreaterThanOrEqual(acknowledged)
  }
})

test('a damaged store says so', async () => {
  const folder = await temporaryFolder()
  const store = await openStore(folder)
  await store.close()
  await writeFile(join(folder, 'store', 'CURRENT'), 'nonsense')
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'data-damaged' })
})

test('a store that cannot be made says so', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'store'), 'a file in its place')
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'data-not-writable' })
})

/** Another process that counts up in the store and tells each number once it is written. */
function startWriter(folder: string) {
  const program = `
    import { LevelDatastore } from 'datastore-level'
    import { Key } from 'interface-datastore'
    const store = new LevelDatastore(process.argv[1] + '/store')
    await store.open()
    const key = new Key('/n')
    let n = await store.has(key) ? Number(new TextDecoder().decode(await store.get(key))) : 0
    for (;;) {
      await store.put(key, new TextEncoder().encode(String(++n)))
      process.stdout.write(n + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit']
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextNumber = async (): Promise<number> => Number((await lines.next()).value)
  return {
    nextNumber,
    /** Kills it and resolves to the last number it told. */
    async kill(): Promise<number> {
      child.kill('SIGKILL')
      await once(child, 'exit')
      let last = 0
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) last = Number(next.value)
      return last
    }
  }
}

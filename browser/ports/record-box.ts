/** A place for named values in named stores: in IndexedDB, or in memory where the browser keeps nothing. */
import { StorageError } from '../../protocol/errors.ts'

/** Stores of the page, with the most entries each may have. Entries of a capped store carry `atMs`; the oldest go first. */
export const STORES = {
  identity: undefined,
  settings: undefined,
  homes: 500
} as const

/** Name of a store. */
export type StoreName = keyof typeof STORES

/** Named values in named stores. */
export interface RecordBox {
  get(store: StoreName, key: string): Promise<unknown>
  put(store: StoreName, key: string, value: unknown): Promise<void>
  remove(store: StoreName, key: string): Promise<void>
  /** Reads and writes in one step that no other tab comes between; `undefined` removes. */
  change(store: StoreName, key: string, change: (value: unknown) => unknown): Promise<void>
  close(): void
}

/** Version of the layout below; a new one adds a step to `upgrade`. */
const VERSION = 1
/** A second tab that keeps an old layout open must not hold this one up. */
const OPEN_TIMEOUT_MS = 4_000

/**
 * Opens the page's database.
 *
 * @throws {@link StorageError} `storage-denied` when the browser keeps nothing for this page
 */
export async function openIndexedBox(factory: IDBFactory | undefined, name = 'videocity'): Promise<RecordBox> {
  if (factory === undefined) throw new StorageError('storage-denied', 'this browser has no IndexedDB')
  const database = await open(factory, name)
  // another tab wants a newer layout: step aside; what is asked later fails and is then kept in memory
  database.onversionchange = () => database.close()

  const run = async <T>(
    store: StoreName,
    mode: IDBTransactionMode,
    act: (objects: IDBObjectStore) => Promise<T>
  ): Promise<T> => {
    try {
      const transaction = database.transaction(store, mode)
      const isDone = finished(transaction)
      // a request that fails fails the transaction too, which tells more
      const [result] = await Promise.all([act(transaction.objectStore(store)), isDone])
      return result
    } catch (cause) {
      throw storageError(cause)
    }
  }

  return {
    get: (store, key) => run(store, 'readonly', objects => answer<unknown>(objects.get(key))),
    put: (store, key, value) =>
      run(store, 'readwrite', async objects => {
        await answer(objects.put(value, key))
        await trim(objects, STORES[store])
      }),
    remove: (store, key) => run(store, 'readwrite', objects => answer(objects.delete(key))),
    change: (store, key, change) =>
      run(store, 'readwrite', async objects => {
        const next = change(await answer<unknown>(objects.get(key)))
        if (next === undefined) await answer(objects.delete(key))
        else await answer(objects.put(next, key))
        await trim(objects, STORES[store])
      }),
    close: () => database.close()
  }
}

/** A box that is empty when the tab closes. */
export function createMemoryBox(): RecordBox {
  const stores = new Map<StoreName, Map<string, unknown>>()
  const entriesOf = (store: StoreName): Map<string, unknown> => {
    const found = stores.get(store) ?? new Map<string, unknown>()
    stores.set(store, found)
    return found
  }
  const put = (store: StoreName, key: string, value: unknown): void => {
    const kept = entriesOf(store)
    kept.set(key, value)
    const excess = kept.size - (STORES[store] ?? kept.size)
    if (excess <= 0) return
    const byAge = [...kept].toSorted(([, a], [, b]) => atMsOf(a) - atMsOf(b))
    for (const [oldest] of byAge.slice(0, excess)) kept.delete(oldest)
  }
  return {
    get: async (store, key) => entriesOf(store).get(key),
    put: async (store, key, value) => put(store, key, value),
    remove: async (store, key) => void entriesOf(store).delete(key),
    change: async (store, key, change) => {
      const next = change(entriesOf(store).get(key))
      if (next === undefined) entriesOf(store).delete(key)
      else put(store, key, next)
    },
    close: () => undefined
  }
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new StorageError('storage-denied', 'another tab keeps an older layout of the database open')),
      OPEN_TIMEOUT_MS
    )
    let request: IDBOpenDBRequest
    try {
      request = factory.open(name, VERSION)
    } catch (cause) {
      clearTimeout(timer)
      reject(storageError(cause))
      return
    }
    request.onupgradeneeded = event => upgrade(request.result, event.oldVersion)
    request.onerror = () => {
      clearTimeout(timer)
      reject(storageError(request.error))
    }
    request.onsuccess = () => {
      clearTimeout(timer)
      resolve(request.result)
    }
  })
}

function upgrade(database: IDBDatabase, oldVersion: number): void {
  if (oldVersion >= 1) return
  for (const [store, max] of Object.entries(STORES)) {
    const objects = database.createObjectStore(store)
    if (max !== undefined) objects.createIndex('atMs', 'atMs')
  }
}

/** Removes the oldest entries over the store's cap. */
async function trim(objects: IDBObjectStore, max: number | undefined): Promise<void> {
  if (max === undefined) return
  let excess = (await answer(objects.count())) - max
  if (excess <= 0) return
  const cursors = objects.index('atMs').openCursor()
  await new Promise<void>((resolve, reject) => {
    cursors.onerror = () => reject(storageError(cursors.error))
    cursors.onsuccess = () => {
      const cursor = cursors.result
      if (cursor === null || excess-- <= 0) return resolve()
      cursor.delete()
      cursor.continue()
    }
  })
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(storageError(request.error))
  })
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(storageError(transaction.error))
    transaction.onerror = () => reject(storageError(transaction.error))
  })
}

function storageError(cause: unknown): unknown {
  if (cause instanceof StorageError) return cause
  const name = cause instanceof Error ? cause.name : ''
  // a value that cannot be cloned or a broken call is our own mistake, and stays what it is
  if (name === 'DataCloneError' || name === 'DataError' || name === 'TypeError') return cause
  return name === 'QuotaExceededError'
    ? new StorageError('storage-full', 'the browser gives this page no more room', { cause })
    : new StorageError('storage-denied', 'the browser keeps nothing for this page', { cause })
}

function atMsOf(value: unknown): number {
  return typeof value === 'object' && value !== null && 'atMs' in value && typeof value.atMs === 'number'
    ? value.atMs
    : 0
}

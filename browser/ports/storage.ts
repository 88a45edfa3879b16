/** What the page remembers: who one is, settings, homes and super-peers seen. In memory, and said so, where the browser refuses. */
import type { HomeId } from '../../protocol/identity/genesis.ts'
import type { SuperPeerAddress } from '../../protocol/city/well-known.ts'
import type { Credential } from '../../protocol/identity/identity.ts'
import { StateError, StorageError } from '../../protocol/errors.ts'
import type { StoredKey } from './keys.ts'
import { createMemoryBox, type RecordBox, type StoreName } from './record-box.ts'

/** A guest's key. */
export interface StoredGuest {
  readonly key: StoredKey
}

/** All that makes this browser a device of a citizen; nothing of it opens the home without the passphrase. */
export interface StoredCitizen {
  readonly home: HomeId
  readonly name: string
  readonly key: StoredKey
  readonly credential: Credential
  /** The home record as last signed here or seen newest, put again hourly without a change. */
  readonly record: Uint8Array
  /** The small picture the record names. */
  readonly picture: Uint8Array | undefined
  /** The encrypted login card, for drawing and saving it again. */
  readonly loginCard: Uint8Array
  readonly loginCardPng: Blob
  readonly visitingCardPng: Blob
  /** Whether a super-peer has ever said that it holds the record. */
  readonly isPublished: boolean
  /** Whether its owner has the login card outside this browser. */
  readonly isCardSaved: boolean
}

/** A choice that is kept between visits. */
export interface Settings {
  readonly guestName: string
  readonly cameraId: string
  readonly microphoneId: string
  readonly speakerId: string
}

/** What the page remembers. */
export interface Storage {
  /** Whether things are kept when the tab closes. */
  isKept(): boolean
  /** Tells once when the browser turns out to keep nothing. Returns its undo. */
  onDenied(listener: (error: StorageError) => void): () => void
  guest(makeKey: () => Promise<StoredKey>): Promise<StoredGuest>
  citizen(): Promise<StoredCitizen | undefined>
  /**
   * Keeps a citizen.
   *
   * @param over - another home whose place it may take, once its login card is saved
   * @throws {@link StateError} `superseded` when another one is here
   */
  saveCitizen(citizen: StoredCitizen, over?: HomeId): Promise<void>
  /** Changes the stored citizen, unless another tab has logged in as somebody else meanwhile. */
  changeCitizen(home: HomeId, change: Partial<StoredCitizen>): Promise<void>
  forgetCitizen(home: HomeId): Promise<void>
  /** Another tab has logged in or out, or saved the login card. Returns its undo. */
  onCitizenElsewhere(listener: () => void): () => void
  setting<K extends keyof Settings>(name: K): Promise<Settings[K]>
  saveSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void>
  home(home: string): Promise<Uint8Array | undefined>
  saveHome(home: string, record: Uint8Array, atMs: number): Promise<void>
  /** Super-peers of earlier visits, the best last. */
  superPeers(): Promise<readonly SuperPeerAddress[]>
  saveSuperPeers(superPeers: readonly SuperPeerAddress[]): Promise<void>
  /** Asks the browser not to clear this page's storage by itself. */
  persist(): Promise<boolean>
  close(): void
}

/** What tabs say to each other. */
const CITIZEN = 'citizen'
/** Super-peers kept between visits. */
const SUPER_PEERS_KEPT_MAX = 64

/** What storage is made of. */
export interface StorageOptions {
  open(): Promise<RecordBox>
  /** `navigator.storage.persist`, where there is one. */
  persist?: (() => Promise<boolean>) | undefined
  /** To the other tabs of this browser, where there is one: says that the citizen is another, and not who. */
  tabs?: Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'removeEventListener' | 'close'> | undefined
}

/** Opens what the page remembers, in the background. Never fails: what the browser refuses is kept in memory. */
export function createStorage(options: StorageOptions): Storage {
  const listeners = new Set<(error: StorageError) => void>()
  let denied: StorageError | undefined
  const deny = (error: StorageError): void => {
    if (denied !== undefined) return
    denied = error
    for (const listener of listeners) listener(error)
  }
  const opening = createLenientBox(options.open, deny)
  const { tabs } = options

  return {
    isKept: () => denied === undefined,
    onDenied(listener) {
      listeners.add(listener)
      if (denied !== undefined) listener(denied)
      return () => listeners.delete(listener)
    },
    async guest(makeKey) {
      const box = await opening
      const found = (await box.get('identity', 'guest')) as StoredGuest | undefined
      if (found !== undefined) return found
      const made: StoredGuest = { key: await makeKey() }
      let kept = made
      // the first tab's key stays; the other one's is dropped
      await box.change('identity', 'guest', other => (kept = (other as StoredGuest | undefined) ?? made))
      return kept
    },
    citizen: async () => (await (await opening).get('identity', 'citizen')) as StoredCitizen | undefined,
    async saveCitizen(citizen, over) {
      let isTaken = false
      await (
        await opening
      ).change('identity', 'citizen', found => {
        const other = found as StoredCitizen | undefined
        isTaken = other !== undefined && other.home !== citizen.home && !(other.home === over && other.isCardSaved)
        return isTaken ? other : citizen
      })
      if (isTaken) throw new StateError('superseded', 'another home is kept in this browser')
      tabs?.postMessage(CITIZEN)
    },
    async changeCitizen(home, change) {
      const box = await opening
      await box.change('identity', 'citizen', found => {
        const citizen = found as StoredCitizen | undefined
        return citizen?.home === home ? { ...citizen, ...change } : citizen
      })
      // what one tab has saved, another need not ask for
      if (change.isCardSaved === true) tabs?.postMessage(CITIZEN)
    },
    async forgetCitizen(home) {
      const box = await opening
      await box.change('identity', 'citizen', found =>
        (found as StoredCitizen | undefined)?.home === home ? undefined : found
      )
      tabs?.postMessage(CITIZEN)
    },
    onCitizenElsewhere(listener) {
      const onMessage = ({ data }: MessageEvent): void => {
        if (data === CITIZEN) listener()
      }
      tabs?.addEventListener('message', onMessage)
      return () => tabs?.removeEventListener('message', onMessage)
    },
    setting: async name => ((await (await opening).get('settings', name)) as Settings[typeof name] | undefined) ?? '',
    saveSetting: async (name, value) => (await opening).put('settings', name, value),
    home: async home => ((await (await opening).get('homes', home)) as { bytes: Uint8Array } | undefined)?.bytes,
    saveHome: async (home, bytes, atMs) => (await opening).put('homes', home, { bytes, atMs }),
    superPeers: async () =>
      ((await (await opening).get('settings', 'superPeers')) as SuperPeerAddress[] | undefined) ?? [],
    saveSuperPeers: async superPeers =>
      (await opening).change('settings', 'superPeers', found => {
        // another tab may know others: they stay, before the ones that answered here
        const isHere = new Set(superPeers.map(({ peer }) => peer))
        const others = ((found as SuperPeerAddress[] | undefined) ?? []).filter(({ peer }) => !isHere.has(peer))
        return [...others, ...superPeers].slice(-SUPER_PEERS_KEPT_MAX)
      }),
    async persist() {
      await opening
      return (denied === undefined && (await options.persist?.())) ?? false
    },
    close() {
      tabs?.close()
      void opening.then(box => box.close())
    }
  }
}

/** A box that goes on in memory when the real one refuses; what is in memory is newer and comes first. */
async function createLenientBox(
  open: () => Promise<RecordBox>,
  deny: (error: StorageError) => void
): Promise<RecordBox> {
  const memory = createMemoryBox()
  const inMemory = new Set<string>()
  const kept = await openOrDeny(open, deny)
  if (kept === undefined) return memory

  const isInMemory = (store: StoreName, key: string): boolean => inMemory.has(`${store}/${key}`)
  const attempt = async <T>(real: () => Promise<T>, fallback: () => Promise<T>): Promise<T> => {
    try {
      return await real()
    } catch (error) {
      deny(asStorageError(error))
      return fallback()
    }
  }
  const write = async (store: StoreName, key: string, act: (box: RecordBox) => Promise<void>): Promise<void> => {
    if (isInMemory(store, key)) return act(memory)
    await attempt(
      () => act(kept),
      async () => {
        inMemory.add(`${store}/${key}`)
        await act(memory)
      }
    )
  }
  return {
    get: (store, key) =>
      isInMemory(store, key)
        ? memory.get(store, key)
        : attempt(
            () => kept.get(store, key),
            async () => undefined
          ),
    put: (store, key, value) => write(store, key, box => box.put(store, key, value)),
    remove: (store, key) => write(store, key, box => box.remove(store, key)),
    change: (store, key, change) => write(store, key, box => box.change(store, key, change)),
    close: () => kept.close()
  }
}

/** Whatever keeps the box shut, a browser's own error in asking for it included: nothing can be kept. */
async function openOrDeny(
  open: () => Promise<RecordBox>,
  deny: (error: StorageError) => void
): Promise<RecordBox | undefined> {
  try {
    return await open()
  } catch (cause) {
    deny(cause instanceof StorageError ? cause : new StorageError('storage-denied', 'no database', { cause }))
    return undefined
  }
}

/** Refusals as they are; everything else is a mistake of ours and goes on to whoever asked. */
function asStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error
  throw error
}

/** What a super-peer remembers: one LevelDB in its data folder, which also keeps a second process out. */
import { join } from 'node:path'
import { LevelDatastore } from 'datastore-level'
import type { Datastore } from 'interface-datastore'
import { StorageError } from '../protocol/errors.ts'
import { folderError } from './data-folder.ts'

/** A datastore that is open. */
export interface Store {
  readonly datastore: Datastore
  /** Writes out what is pending. Idempotent. */
  close(): Promise<void>
}

/**
 * Opens the store in a data folder. What was written is there again after a crash of the program: LevelDB hands each write
 * to the system before it answers, and its log is read at the next start.
 *
 * @throws {@link StorageError} `data-locked`, `data-damaged`, `data-not-writable`
 */
export async function openStore(folder: string): Promise<Store> {
  const datastore = new LevelDatastore(join(folder, 'store'))
  try {
    // not through the datastore, which keeps only the text of an error
    await datastore.db.open({ createIfMissing: true, compression: false })
  } catch (error) {
    throw storeError(folder, error)
  }
  let closing: Promise<void> | undefined
  return {
    datastore,
    close() {
      closing ??= datastore.close()
      return closing
    }
  }
}

function storeError(folder: string, error: unknown): StorageError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'LEVEL_LOCKED') {
    return new StorageError(
      'data-locked',
      `The data folder ${folder} is in use by another Video City. End that one, or name another folder with --data.`,
      { cause }
    )
  }
  if (code === 'LEVEL_CORRUPTION') {
    return new StorageError(
      'data-damaged',
      `The store in ${folder} is damaged (${(cause as Error).message}). Move the folder away and start again: ` +
        'other super-peers hand the records back, keys in it are lost.',
      { cause }
    )
  }
  return folderError(folder, cause)
}

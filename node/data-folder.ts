/** The folder in which a super-peer keeps keys and records: made for its owner's eyes only, and of a version this program knows. */
import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CityError, StorageError } from '../protocol/errors.ts'
import { writeSafely } from './safe-file.ts'

/** What this program writes and understands. */
export const DATA_VERSION = 1
const VERSION_FILE = 'version'
/** What a fresh disk has by itself. */
const NOT_ANYONES = new Set(['lost+found', '.DS_Store'])

/**
 * Makes the folder ready: creates it with mode 0700, checks its version and that it can be written to.
 *
 * @throws {@link StorageError} `data-not-writable`, `data-version`
 */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
    const version = await readVersion(folder)
    if (version === undefined) await settleIn(folder)
    else requireVersion(folder, version)
    // also when the version is there: the disk may have filled up or become read-only since
    await writeSafely(join(folder, VERSION_FILE), `${DATA_VERSION}\n`)
  } catch (error) {
    throw error instanceof CityError ? error : folderError(folder, error)
  }
}

/** Not `mkdir` with `recursive`, which never ends where a file system refuses with ENOENT, as /proc does. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolder(dirname(folder))
    await makeOne(folder)
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error
  }
}

async function readVersion(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, VERSION_FILE), 'utf8')).trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Takes a folder that is new or empty; one with other things in it is somebody else's. */
async function settleIn(folder: string): Promise<void> {
  const others = (await readdir(folder)).filter(name => !NOT_ANYONES.has(name) && !name.endsWith('.tmp'))
  if (others.length > 0) {
    throw new StorageError(
      'data-version',
      `${folder} is not a folder of Video City: it holds ${others[0]} and has no file "${VERSION_FILE}". ` +
        'Name an empty or a new folder with --data.'
    )
  }
  await chmod(folder, 0o700)
}

function requireVersion(folder: string, version: string): void {
  if (version === String(DATA_VERSION)) return
  throw new StorageError(
    'data-version',
    `${folder} was written by another version of Video City (data version ${JSON.stringify(version.slice(0, 20))}; ` +
      `this one knows ${DATA_VERSION}). Use that version, or name another folder with --data.`
  )
}

/** What the system says about a folder, as what the operator can do. */
export function folderError(folder: string, error: unknown): StorageError {
  const reason = reasons.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error))
  return new StorageError('data-not-writable', `The data folder ${folder} cannot be used: ${reason}.`, { cause: error })
}

const reasons = new Map<unknown, string>([
  ['ENOSPC', 'the disk is full. Make room, or name a folder on another disk with --data'],
  ['EDQUOT', 'your share of the disk is used up. Make room, or name a folder on another disk with --data'],
  ['EACCES', 'this user may not write there. Change its permissions, or name another folder with --data'],
  ['EPERM', 'this user may not write there. Change its permissions, or name another folder with --data'],
  ['EROFS', 'the disk is read-only. Name a folder on another disk with --data'],
  ['ENOTDIR', 'a file is in its place. Name another folder with --data'],
  ['EEXIST', 'a file is in its place. Name another folder with --data'],
  ['ENOENT', 'it cannot be made there. Name another folder with --data'],
  ['ENAMETOOLONG', 'its name is too long. Name another folder with --data']
])

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** The secret seeds of a super-peer, made once and kept in its data folder: its libp2p peer, and its operator's home and device. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newSeed } from '../protocol/identity/citizen.ts'
import { StorageError } from '../protocol/errors.ts'
import { writeSafely } from './safe-file.ts'

/** 32 bytes each. */
export interface SuperPeerKeys {
  readonly peer: Uint8Array
  readonly home: Uint8Array
  readonly device: Uint8Array
}

const FILE = 'keys.json'
const NAMES = ['peer', 'home', 'device'] as const

/**
 * Reads the keys of a data folder, or makes them.
 *
 * @throws {@link StorageError} `data-not-writable` if there are none and none can be written, or the file is damaged
 */
export async function loadKeys(dataDir: string): Promise<SuperPeerKeys> {
  const path = join(dataDir, FILE)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new StorageError('data-not-writable', `${path} cannot be read.`, { cause })
  })
  return text === undefined ? makeKeys(path) : parseKeys(path, text)
}

async function makeKeys(path: string): Promise<SuperPeerKeys> {
  const keys: SuperPeerKeys = { peer: newSeed(), home: newSeed(), device: newSeed() }
  const text = JSON.stringify(Object.fromEntries(NAMES.map(name => [name, Buffer.from(keys[name]).toString('base64')])))
  // whole or not at all: half a file of keys would be a lost home
  try {
    await writeSafely(path, `${text}\n`)
  } catch (cause) {
    throw new StorageError('data-not-writable', `${path} cannot be written.`, { cause })
  }
  return keys
}

function parseKeys(path: string, text: string): SuperPeerKeys {
  try {
    const json = JSON.parse(text) as Record<string, unknown>
    const [peer, home, device] = NAMES.map(name => Uint8Array.from(Buffer.from(String(json[name]), 'base64')))
    if (peer?.length !== 32 || home?.length !== 32 || device?.length !== 32) throw new Error('not 32 bytes each')
    return { peer, home, device }
  } catch (cause) {
    const advice = 'Bring it back from a backup, or move it away to begin as a new super-peer.'
    throw new StorageError('data-not-writable', `${path} is damaged. ${advice}`, { cause })
  }
}

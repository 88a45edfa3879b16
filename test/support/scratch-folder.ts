/** A folder for a program's run, gone with its content when it is removed; it may outlive one test. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that exists until it is removed. */
export interface ScratchFolder {
  readonly path: string
  remove(): Promise<void>
}

/** @param purpose - a word for the folder's name, so that one left behind tells where it came from */
export async function scratchFolder(purpose: string): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), `videocity-${purpose}-`))
  return {
    path,
    // a program that is just ending may still write into it: try again for a while
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

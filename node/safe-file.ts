/** Writes a file so that after a crash it is either the old one or the new one, never half of it. */
import { open, rename, rm } from 'node:fs/promises'

/** Replaces a file; `mode` is for its permissions. */
export async function writeSafely(path: string, content: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = await open(temporary, 'w', mode)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

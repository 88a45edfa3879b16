/** The last step of the page's build: compressed copies of what compresses, and a list of all files with their hashes. */
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** The list, served beside the page so that anyone can compare what a super-peer serves with a release. */
const LIST_NAME = 'release.json'
const COMPRESSIBLE = /\.(css|html|js|json|svg|txt|wasm|webmanifest)$/
/** Below this, headers weigh more than what compression saves. */
const COMPRESSED_BYTES_MIN = 512

/** A Vite plugin that writes `x.br` and `x.gz` beside each file worth it, and `release.json`. */
export function finishPage(): Plugin {
  return {
    name: 'videocity:finish-page',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        if (dir === undefined) throw new Error('the page is built into a folder')
        await writeList(dir)
        await Promise.all((await filesIn(dir)).map(path => compress(join(dir, path))))
      }
    }
  }
}

async function writeList(folder: string): Promise<void> {
  const hashes: Record<string, string> = {}
  for (const path of await filesIn(folder)) {
    hashes[path] = `sha256-${createHash('sha256')
      .update(await readFile(join(folder, path)))
      .digest('base64')}`
  }
  await writeFile(join(folder, LIST_NAME), `${JSON.stringify({ v: 1, files: hashes }, undefined, 1)}\n`)
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/')
    )
    .sort()
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path)
  if (!COMPRESSIBLE.test(path) || bytes.length < COMPRESSED_BYTES_MIN) return
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length
  }
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes, { level: 9 })
  ])
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}

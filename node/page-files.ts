/** The built page, read into memory once: what runs stays what it was, whatever happens to the folder meanwhile. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { extname, join, sep } from 'node:path'
import { StorageError } from '../protocol/errors.ts'

/** An answer that is ready to be sent. */
export interface PageAnswer {
  readonly status: 200 | 304
  readonly headers: OutgoingHttpHeaders
  readonly body: Uint8Array
}

/** All files of the page. */
export interface PageFiles {
  /** The answer for a path, or `undefined` when there is no such file. */
  answer(path: string, headers: IncomingHttpHeaders): PageAnswer | undefined
}

/** What the build may put into a page; anything else is served as bytes. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2'
}
/** Compressed copies beside a file, the best first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' }
] as const
/** Files under here have a hash in their name and never change. */
const HASHED = '/assets/'

interface Variant {
  readonly encoding: string | undefined
  readonly etag: string
  readonly body: Uint8Array
}

/**
 * Reads a built page.
 *
 * @throws {@link StorageError} `no-page` when there is none
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const contents = await readAll(folder)
  if (!contents.has('/index.html')) {
    throw new StorageError('no-page', `There is no built page in ${folder}. Build it with "npm run build".`)
  }
  const files = new Map([...contents.keys()].filter(isOriginal).map(path => [path, variantsOf(path, contents)]))
  return {
    answer(path, headers) {
      const name = path === '/' ? '/index.html' : path
      const variants = files.get(name)
      return variants === undefined ? undefined : answerOf(name, variants, headers)
    }
  }
}

async function readAll(folder: string): Promise<Map<string, Uint8Array>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
    const contents = await Promise.all(paths.map(path => readFile(path)))
    return new Map(paths.map((path, i) => [pathInPage(folder, path), contents[i] ?? new Uint8Array()]))
  } catch (cause) {
    throw new StorageError('no-page', `The page in ${folder} cannot be read. Build it with "npm run build".`, { cause })
  }
}

function pathInPage(folder: string, path: string): string {
  return path
    .slice(folder.replace(/[/\\]$/, '').length)
    .split(sep)
    .join('/')
}

function isOriginal(path: string): boolean {
  return !ENCODINGS.some(({ suffix }) => path.endsWith(suffix))
}

function variantsOf(path: string, contents: ReadonlyMap<string, Uint8Array>): readonly Variant[] {
  const hash = createHash('sha256')
    .update(contents.get(path) ?? '')
    .digest('base64url')
    .slice(0, 22)
  return [...ENCODINGS, { name: undefined, suffix: '' }].flatMap(({ name, suffix }) => {
    const body = contents.get(path + suffix)
    return body === undefined ? [] : [{ encoding: name, etag: `"${hash}${suffix}"`, body }]
  })
}

function answerOf(path: string, variants: readonly Variant[], asked: IncomingHttpHeaders): PageAnswer | undefined {
  const accepted = acceptedEncodings(asked['accept-encoding'])
  const variant = variants.find(({ encoding }) => encoding === undefined || accepted.has(encoding))
  if (variant === undefined) return undefined
  const headers: OutgoingHttpHeaders = {
    'cache-control': path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: variant.etag,
    vary: 'accept-encoding'
  }
  if (asked['if-none-match']?.split(',').some(tag => tag.trim() === variant.etag) === true) {
    return { status: 304, headers, body: new Uint8Array() }
  }
  if (variant.encoding !== undefined) headers['content-encoding'] = variant.encoding
  headers['content-type'] = TYPES[extname(path)] ?? 'application/octet-stream'
  headers['content-length'] = variant.body.length
  return { status: 200, headers, body: variant.body }
}

function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const items = String(header ?? '')
    .split(',')
    .map(item =>
      item
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/)
    )
  return new Set(items.filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? '')).map(([name]) => name ?? ''))
}

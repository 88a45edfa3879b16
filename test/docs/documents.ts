/** The documents of the project: their text, their headings as anchors, their links. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A file of the project, by its path from the top. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Whether there is such a file or folder. */
export function isThere(path: string): boolean {
  return existsSync(join(root, path))
}

/** Files under a folder, by their paths from the top. */
export function filesUnder(folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && name.test(entry.name))
    .map(entry => posix.join(...entry.parentPath.slice(root.length).split(/[/\\]/), entry.name))
    .filter(path => !path.includes('node_modules/'))
    .sort()
}

/** Every document people read. */
export const documents: readonly string[] = ['README.md', 'CHANGELOG.md', ...filesUnder('docs', /\.md$/)]

/** A document without its blocks of code. */
export function proseOf(path: string): string {
  return read(path).replaceAll(/^```.*?^```$/gms, '')
}

/** Anchors of a document: its headings as the usual viewers name them. */
export function anchorsOf(path: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of proseOf(path).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let number = 1; anchors.has(anchor); number++) anchor = `${slug}-${number}`
    anchors.add(anchor)
  }
  return anchors
}

/** A link in a document to somewhere else in the project. */
export interface Link {
  readonly from: string
  /** As it is written. */
  readonly target: string
  /** Path from the top. */
  readonly path: string
  readonly anchor: string | undefined
}

/** Links of a document that stay in the project, pictures included. */
export function linksOf(from: string): Link[] {
  const prose = proseOf(from).replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/i.test(target))
    .map(target => {
      const [file = '', anchor] = target.split('#', 2)
      const path = file === '' ? from : posix.normalize(posix.join(posix.dirname(from), file))
      return { from, target, path, anchor }
    })
}

/** What is wrong with the end of a link; `undefined` if it leads somewhere. */
export function faultOf(path: string, anchor: string | undefined): string | undefined {
  if (!isThere(path)) return `there is no ${path}`
  if (anchor === undefined || anchor === '') return undefined
  return anchorsOf(path).has(anchor) ? undefined : `${path} has no #${anchor}`
}

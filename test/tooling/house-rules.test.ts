import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// What no linter of ours looks at: names and places of files, and how they begin.

const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = ['protocol', 'node', 'browser', 'cli'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => /\.([cm]?tsx?|[cm]js)$/.test(path))
    .map(path => join(folder, path))
)
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test('the top level holds the rooms of the house, dot-files, Markdown, the licence and the manifest', () => {
  const rooms = [
    'protocol',
    'node',
    'browser',
    'cli',
    'test',
    'docs',
    'package.json',
    'package-lock.json',
    'tsconfig.json'
  ]
  const made = ['node_modules', 'dist']
  const others = readdirSync(root).filter(name => !name.startsWith('.') && !name.endsWith('.md') && name !== 'LICENSE')
  expect(others.filter(name => !rooms.includes(name) && !made.includes(name))).toEqual([])
})

test('files are named in kebab-case after what they hold, never after nothing in particular', () => {
  const names = sources.map(path => [path, basename(path).replace(/(\.config|\.d)?\.[a-z]+$/, '')] as const)
  const vague = /^(utils?|helpers?|lib|common|misc|types|manager|shared)$/
  expect(
    names.filter(([, name]) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || vague.test(name)).map(([path]) => path)
  ).toEqual([])
  expect(sources.filter(path => /\/(utils?|helpers?|lib|common|misc)\//.test(path))).toEqual([])
})

test('there are two index files, and nothing is exported wholesale', () => {
  const indexes = sources.filter(path => /(^|\/)index\./.test(path) && !path.startsWith('node/stubs/'))
  const permitted = ['protocol/index.ts', 'node/index.ts']
  expect(indexes.filter(path => !permitted.includes(path))).toEqual([])
  expect(sources.filter(path => /^export \*/m.test(read(path)))).toEqual([])
})

test('every file begins by saying what it is for', () => {
  const own = sources.filter(path => !path.startsWith('node/stubs/'))
  expect(own.filter(path => !/^(#!.*\n)?\/\*\*\s/.test(read(path)))).toEqual([])
})

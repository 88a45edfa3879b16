import { expect, test } from 'vitest'
import { read } from './documents.ts'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const page = read('docs/dependencies.md')
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Manifest

test.each(Object.entries({ ...dependencies, ...devDependencies }))('%s has a line', (name, wanted) => {
  const rows = page.split('\n').filter(line => line.startsWith('|') || line.startsWith('- **'))
  const row = rows.find(line => line.includes(`\`${name}\``))
  expect(row, `docs/dependencies.md has no line for ${name}`).toBeDefined()
  // what lies in this repository has no version to tell
  if (wanted.startsWith('file:')) return
  expect(row).toContain(/[\d.]+$/.exec(wanted)?.[0])
})

test('what the page calls a dependency is one', () => {
  const named = [...page.matchAll(/^\| ((?:`[^`|]+`[^`|]*)+)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
  )
  const known = { ...dependencies, ...devDependencies }
  // the alias stands beside what it is an alias of
  expect(named.filter(name => !(name in known) && name !== '@libp2p/noise')).toEqual([])
})

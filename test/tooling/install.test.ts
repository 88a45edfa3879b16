import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { ensureInstalled, holds, nodeTooOld } from '../../cli/install.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

const wanted = {
  '': { name: 'videocity', version: '0.1.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
  'node_modules/for-windows': { version: '1.0.0', integrity: 'sha512-w', optional: true },
  'node_modules/stub': { resolved: 'node/stubs/stub', link: true },
  'node/stubs/stub': { version: '0.0.0' }
}
const { '': _root, 'node_modules/for-windows': _absent, ...present } = wanted

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test.each([
  ['18.20.1', true],
  ['20.18.3', true],
  ['20.19.0', false],
  ['22.0.0', false],
  ['24.21.0', false]
])('Node %s is too old: %s', (version, isTooOld) => {
  const sentence = nodeTooOld(version)
  if (isTooOld) expect(sentence).toMatch(`needs Node 20.19 or newer, and this is Node ${version}`)
  else expect(sentence).toBeUndefined()
})

test('what is installed holds when only what other platforms need is missing', () => {
  expect(holds(present, wanted)).toBe(true)
  const { 'node_modules/a': _a, ...without } = present
  expect(holds(without, wanted)).toBe(false)
  expect(holds({ ...present, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }, wanted)).toBe(false)
  expect(holds({ ...present, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-other' } }, wanted)).toBe(false)
})

test('npm ci runs when nothing is installed, and when the lock file asks for something else', async () => {
  const project = await projectWithNpm(present)
  await ensureInstalled(project.folder)
  expect(await project.calls()).toEqual(['ci --no-audit --no-fund --loglevel=error'])
  await ensureInstalled(project.folder)
  expect(await project.calls()).toHaveLength(1)
  await project.lock({ ...wanted, 'node_modules/c': { version: '1.0.0', integrity: 'sha512-c' } })
  await ensureInstalled(project.folder)
  expect(await project.calls()).toHaveLength(2)
})

test('npm ci that fails is an error with its exit code', async () => {
  const project = await projectWithNpm(present, 'process.exit(7)')
  await expect(ensureInstalled(project.folder)).rejects.toThrow('npm ci failed (exit code 7)')
})

/** A project whose npm only writes down how it was called, and then has installed `installs`. */
async function projectWithNpm(installs: object, instead?: string) {
  const folder = await temporaryFolder()
  const npm = join(folder, 'npm-cli.js')
  const work = `
    const fs = require('fs')
    fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
    fs.mkdirSync('node_modules', { recursive: true })
    fs.writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify({ packages: installs }))})`
  await writeFile(npm, instead ?? work)
  const lock = (packages: object) => writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
  await lock(wanted)
  await mkdir(join(folder, 'node'))
  vi.stubEnv('npm_execpath', npm)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const calls = async (): Promise<string[]> => (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n')
  return { folder, lock, calls }
}

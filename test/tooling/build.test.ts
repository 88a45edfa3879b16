import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ensureBuilt, stampOf } from '../../cli/build.mjs'
import { temporaryFolder } from '../support/temporary-folder.ts'

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('it builds once, and again only when a source differs', async () => {
  const project = await projectWithTools()
  await ensureBuilt(project.folder)
  expect(await project.built()).toBe('first')
  await ensureBuilt(project.folder)
  expect(await project.runs()).toBe(1)
  await project.write('protocol/a.ts', 'second')
  await ensureBuilt(project.folder)
  expect(await project.built()).toBe('second')
  expect(await project.runs()).toBe(2)
})

test('a source that is renamed, added or removed counts as well', async () => {
  const project = await projectWithTools()
  const stamps = new Set([await stampOf(project.folder)])
  await project.write('browser/deep/down/new.css', '')
  stamps.add(await stampOf(project.folder))
  await project.write('package.json', '{"version":"2"}')
  stamps.add(await stampOf(project.folder))
  expect(stamps.size).toBe(3)
  await project.write('test/x.ts', 'tests are not built')
  stamps.add(await stampOf(project.folder))
  expect(stamps.size).toBe(3)
})

test('several builds at once leave one whole build, and nothing beside it', async () => {
  const project = await projectWithTools()
  await Promise.all(Array.from({ length: 4 }, () => project.buildInAnotherProcess()))
  expect(await project.built()).toBe('first')
  expect((await readdir(project.folder)).filter(name => name.startsWith('.dist'))).toEqual([])
  const runs = await project.runs()
  await ensureBuilt(project.folder)
  expect(await project.runs()).toBe(runs)
})

test('a build that fails leaves the one before, and is tried again', async () => {
  const project = await projectWithTools()
  await ensureBuilt(project.folder)
  await project.write('protocol/a.ts', 'broken')
  await expect(ensureBuilt(project.folder)).rejects.toThrow(/vite\.js failed \(exit code 1\)/)
  expect(await project.built()).toBe('first')
  expect((await readdir(project.folder)).filter(name => name.startsWith('.dist'))).toEqual([])
  await project.write('protocol/a.ts', 'mended')
  await ensureBuilt(project.folder)
  expect(await project.built()).toBe('mended')
})

test('what a killed build has left is removed, what a running one is making is not', async () => {
  const project = await projectWithTools()
  // no process has a number beyond the kernel's limit of 2^22
  await project.write('.dist-9999999-new/x', '')
  await project.write(`.dist-${process.ppid}-new/x`, '')
  await ensureBuilt(project.folder)
  expect((await readdir(project.folder)).filter(name => name.startsWith('.dist'))).toEqual([
    `.dist-${process.ppid}-new`
  ])
})

/** A project with one source, whose tsc copies it and whose vite makes a page unless the source says `broken`. */
async function projectWithTools() {
  const folder = await temporaryFolder()
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const outDir = "process.argv[process.argv.indexOf('--outDir') + 1]"
  await write('protocol/a.ts', 'first')
  await write(
    'node_modules/typescript/bin/tsc',
    `const fs = require('fs'); fs.appendFileSync('runs', 'x')
     setTimeout(() => { fs.mkdirSync(${outDir}, { recursive: true }); fs.copyFileSync('protocol/a.ts', ${outDir} + '/a.js') }, 100)`
  )
  await write(
    'node_modules/vite/bin/vite.js',
    `const fs = require('fs'); if (fs.readFileSync('protocol/a.ts', 'utf8') === 'broken') process.exit(1)
     fs.mkdirSync(${outDir}, { recursive: true }); fs.writeFileSync(${outDir} + '/index.html', 'page')`
  )
  return {
    folder,
    write,
    built: async (): Promise<string> => {
      await readFile(join(folder, 'dist/page/index.html'))
      return readFile(join(folder, 'dist/a.js'), 'utf8')
    },
    runs: async (): Promise<number> => (await readFile(join(folder, 'runs'), 'utf8')).length,
    buildInAnotherProcess: () => buildElsewhere(folder)
  }
}

async function buildElsewhere(folder: string): Promise<void> {
  const module = new URL('../../cli/build.mjs', import.meta.url).href
  const program = `import { ensureBuilt } from ${JSON.stringify(module)}; await ensureBuilt(${JSON.stringify(folder)})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number]
  expect(code, said).toBe(0)
}

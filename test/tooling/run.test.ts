import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const TOOLS = {
  tsc: 'typescript/bin/tsc',
  vite: 'vite/bin/vite.js',
  oxfmt: 'oxfmt/bin/oxfmt',
  oxlint: 'oxlint/bin/oxlint',
  depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
  knip: 'knip/bin/knip.js'
}
/** A vitest that says which projects it was asked for, with one test for each. */
const VITEST = `
  import { writeFileSync } from 'node:fs'
  const words = process.argv.slice(2)
  const projects = words.filter((_, i) => words[i - 1] === '--project')
  const paths = words.slice(words.lastIndexOf('--project') + 2)
  console.log('vitest ran ' + projects.join(' and ') + (paths.length > 0 ? ' for ' + paths.join(' ') : ''))
  const counts = { passed: projects.length, failed: 0, skipped: 0, reasons: [], ...JSON.parse(process.env.RESULT ?? '{}') }
  if (process.env.CRASH === undefined) writeFileSync(process.env.VITEST_COUNTS, JSON.stringify(counts))
  process.exit(counts.failed > 0 || process.env.CRASH !== undefined ? 1 : 0)`

test('all is well: each step is named and the last line counts them all', async () => {
  const { code, lines } = await run(await project())
  expect(lines.at(-1)).toBe('10 passed, 0 failed')
  expect(code).toBe(0)
  const output = lines.join('\n')
  for (const check of ['types', 'types of protocol', 'format', 'lint', 'layering', 'dead code']) {
    expect(output).toMatch(new RegExp(`^${check} … ok \\(\\d+\\.\\d s\\)$`, 'm'))
  }
  expect(output).toMatch(/^unit\nvitest ran unit\n\nchromium\nvitest ran chromium\n\nscenario\n/m)
})

test('a check that fails shows its output, and the rest still runs', async () => {
  const { code, lines } = await run(await project({ oxlint: "console.log('a.ts: no'); process.exit(1)" }))
  expect(lines.join('\n')).toMatch(/^lint … failed \(\d+\.\d s\)\na\.ts: no$/m)
  expect(lines.at(-1)).toBe('9 passed, 1 failed')
  expect(code).toBe(1)
})

test('failed and skipped tests are counted, with why they were skipped', async () => {
  const RESULT = JSON.stringify({ failed: 2, skipped: 1, reasons: ['a story: no network namespaces here'] })
  const { code, lines } = await run(await project(), { env: { RESULT }, paths: ['test/a.test.ts'] })
  expect(lines).toContain('vitest ran unit and chromium and scenario and pages for test/a.test.ts')
  expect(lines).toContain('skipped: a story: no network namespaces here')
  expect(lines.at(-1)).toBe('4 passed, 2 failed, 1 skipped')
  expect(code).toBe(1)
})

test('with paths only these tests run, and no checks', async () => {
  const { lines } = await run(await project({ oxlint: 'process.exit(1)' }), { paths: ['test/a.test.ts'] })
  expect(lines.join('\n')).not.toContain('lint')
  expect(lines.at(-1)).toBe('4 passed, 0 failed')
})

test('a check that says much is heard to the end', async () => {
  const chatty = "for (let i = 0; i < 5000; i++) console.log('line ' + i)\nprocess.exit(1)"
  const { lines } = await run(await project({ oxlint: chatty }))
  expect(lines).toContain('line 4999')
})

test('a vitest that ends without a word is a failure', async () => {
  const { code, lines } = await run(await project(), { env: { CRASH: '1' }, paths: ['x'] })
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
  expect(code).toBe(1)
})

test('without a browser its tests are skipped, with what to do', async () => {
  const { code, lines } = await run(await project(), { env: { CHROMIUM: '/no/such/browser' } })
  expect(lines).toContain('chromium … skipped: $CHROMIUM is /no/such/browser, and there is no such file')
  expect(lines.at(-1)).toBe('8 passed, 0 failed, 2 skipped')
  expect(code).toBe(0)
})

test('in CI a missing browser is a failure', async () => {
  const { code, lines } = await run(await project(), { env: { CHROMIUM: '/no/such/browser', CI: 'true' } })
  expect(lines.at(-1)).toBe('8 passed, 2 failed')
  expect(code).toBe(1)
})

test('when the build fails, nothing else is tried', async () => {
  const { code, lines } = await run(await project({ vite: "console.error('no page'); process.exit(1)" }))
  expect(lines.join('\n')).toMatch(/build … failed/)
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
  expect(code).toBe(1)
})

/** The runner with stand-ins for all its tools. */
async function project(instead: Partial<Record<keyof typeof TOOLS, string>> = {}): Promise<string> {
  const folder = await temporaryFolder()
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const makeOut = `
    import { mkdirSync } from 'node:fs'
    const at = process.argv.indexOf('--outDir')
    if (at > 0) mkdirSync(process.argv[at + 1], { recursive: true })`
  const usual: Partial<Record<string, string>> = { tsc: makeOut, vite: makeOut }
  for (const [name, path] of Object.entries(TOOLS)) {
    await write(`node_modules/${path}`, instead[name as keyof typeof TOOLS] ?? usual[name] ?? '')
  }
  await write('node_modules/vitest/vitest.mjs', VITEST)
  await write('node_modules/package.json', '{"type":"module"}')
  await write('package-lock.json', '{"packages":{}}')
  await write('node_modules/.package-lock.json', '{"packages":{}}')
  for (const path of ['test/unit/a', 'test/protocol/a', 'test/scenario/a', 'test/pages/a'])
    await write(`${path}.test.ts`, '')
  await mkdir(join(folder, 'cli'))
  for (const path of [
    'test/run.mjs',
    'test/chromium.mjs',
    'test/count-reporter.mjs',
    'cli/build.mjs',
    'cli/install.mjs'
  ]) {
    await copyFile(join(root, path), join(folder, path))
  }
  return folder
}

async function run(folder: string, { env = {}, paths = [] }: { env?: NodeJS.ProcessEnv; paths?: string[] } = {}) {
  const child = spawn(process.execPath, ['test/run.mjs', ...paths], {
    cwd: folder,
    // any file will do for a browser that nobody starts
    env: { ...process.env, CI: '', CHROMIUM: process.execPath, ...env },
    stdio: ['ignore', 'pipe', 'ignore']
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, lines: output.trimEnd().split('\n') }
}

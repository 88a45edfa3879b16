/** `npm test`: every check and every test by name, and a last line that counts them. `npm test -- PATH…` runs these files only. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from '../cli/build.mjs'
import { ensureInstalled, requireNode } from '../cli/install.mjs'
import { findChromium } from './chromium.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = name => join(root, 'node_modules', name)
const inCi = !['', '0', 'false'].includes(process.env.CI ?? '')

/** Each counts as one: it passes or it fails. */
const CHECKS = [
  ['types', [bin('typescript/bin/tsc'), '--noEmit']],
  ['types of protocol', [bin('typescript/bin/tsc'), '-p', 'protocol', '--noEmit']],
  ['format', [bin('oxfmt/bin/oxfmt'), '--check']],
  ['lint', [bin('oxlint/bin/oxlint')]],
  [
    'layering',
    [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '-c',
      '.dependency-cruiser.cjs',
      'protocol',
      'node',
      'browser',
      'cli',
      'test'
    ]
  ],
  ['dead code', [bin('knip/bin/knip.js'), '-c', '.knip.json', '--no-progress']]
]

/** Projects of test/vitest.config.ts, each with where its tests are and whether it needs a browser. */
const PROJECTS = [
  { name: 'unit', folder: 'test' },
  { name: 'chromium', folder: 'test/protocol', needsChromium: true },
  { name: 'scenario', folder: 'test/scenario' },
  { name: 'pages', folder: 'test/pages', needsChromium: true }
]

const total = { passed: 0, failed: 0, skipped: 0 }

async function main(paths) {
  if (!(await prepare())) return
  if (paths.length === 0) await runChecks()
  const chromium = findChromium()
  const env = chromium.path === undefined ? {} : { CHROMIUM: chromium.path }
  const projects = PROJECTS.filter(project => hasTests(project) && canRun(project, chromium))
  if (paths.length > 0) return runVitest(projects.flatMap(({ name }) => ['--project', name]).concat(paths), env)
  for (const { name } of projects) {
    say(`\n${name}`)
    await runVitest(['--project', name], env)
  }
}

/** Nothing can be tested without these, so a failure here is the only result. */
async function prepare() {
  try {
    await ensureInstalled()
    await ensureBuilt()
    return true
  } catch (error) {
    say(`build … failed\n${error.message}`)
    total.failed++
    return false
  }
}

/** Two at a time: most of them use one core. */
async function runChecks() {
  const waiting = [...CHECKS]
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await runCheck(...check)
  }
  await Promise.all([worker(), worker()])
}

async function runCheck(name, args) {
  const startedAtMs = Date.now()
  const { code, output } = await inScratch(folder => node(args, { outputPath: join(folder, 'output') }))
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1)
  total[code === 0 ? 'passed' : 'failed']++
  say(code === 0 ? `${name} … ok (${seconds} s)` : `${name} … failed (${seconds} s)\n${output.trimEnd()}`)
}

function hasTests({ name, folder }) {
  const found = filesIn(folder).some(file => /\.test\.tsx?$/.test(file))
  if (!found) say(`${name} … no tests yet`)
  return found
}

function filesIn(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

function canRun({ name, needsChromium }, { path, reason }) {
  if (needsChromium !== true || path !== undefined) return true
  say(`${name} … ${inCi ? 'failed' : 'skipped'}: ${reason}`)
  total[inCi ? 'failed' : 'skipped']++
  return false
}

/** Passes on what vitest says as it comes, so that a run that hangs shows where, and adds its counts. */
async function runVitest(args, env) {
  await inScratch(async folder => {
    const path = join(folder, 'counts.json')
    const reporters = ['--reporter', 'default', '--reporter', join(root, 'test/count-reporter.mjs')]
    const words = ['run', '--config', 'test/vitest.config.ts', ...reporters, ...args]
    const { code } = await node([bin('vitest/vitest.mjs'), ...words], { env: { ...env, VITEST_COUNTS: path } })
    addCounts(path, code)
  })
}

async function inScratch(work) {
  const folder = mkdtempSync(join(tmpdir(), 'videocity-run-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function addCounts(path, code) {
  let counts
  try {
    counts = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    counts = { passed: 0, failed: 1, skipped: 0, reasons: [`vitest ended early (exit code ${code})`] }
  }
  // it may also fail for what is nobody's test, for example a path that matches no file
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed
  total.passed += counts.passed
  total.failed += failed
  total.skipped += counts.skipped
  for (const reason of counts.reasons) say(`skipped: ${reason}`)
}

/**
 * Runs one of our tools; its output is passed on, or kept. Kept in a file: what a program still has to write to a pipe is lost when
 * it ends by `process.exit`.
 */
async function node(args, { outputPath, env = {} } = {}) {
  const file = outputPath === undefined ? undefined : openSync(outputPath, 'w')
  const colours = process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...colours, ...env },
    stdio: ['ignore', file ?? 1, file ?? 2]
  })
  const [code] = await once(child, 'close')
  if (file !== undefined) closeSync(file)
  return { code, output: outputPath === undefined ? '' : readFileSync(outputPath, 'utf8') }
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

requireNode()
await main(process.argv.slice(2))
say(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

/** Builds dist/ (the library and the command by tsc, the page by Vite), and only when sources differ from the last time. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What dist/ is made from. */
const SOURCES = ['protocol', 'node', 'browser', 'cli', 'package.json', 'package-lock.json', 'tsconfig.json']
/** Unfinished and replaced builds lie beside dist/ under this name until they are removed. */
const TEMPORARY = '.dist-'
/** Two builds that end at once take turns; more tries than this means something else is wrong. */
const SWAP_TRIES = 20

/** Builds when dist/ is missing or was made from other sources. Speaks to standard error only. */
export async function ensureBuilt(folder = root) {
  const stamp = await stampOf(folder)
  if ((await readStamp(folder)) === stamp) return
  process.stderr.write('Building Video City …\n')
  await build(folder, stamp)
}

/** A hash of the sources: two trees with the same stamp have the same dist/. */
export async function stampOf(folder) {
  const hash = createHash('sha256')
  const paths = await filesUnder(folder, SOURCES)
  const contents = await Promise.all(paths.map(path => readFile(join(folder, path))))
  for (const [i, path] of paths.entries()) hash.update(`${path}\0`).update(contents[i])
  return hash.digest('hex')
}

async function filesUnder(folder, paths) {
  const lists = paths.map(async path => {
    if (path.endsWith('.json')) return existsSync(join(folder, path)) ? [path] : []
    const entries = await readdir(join(folder, path), { withFileTypes: true, recursive: true }).catch(() => [])
    return entries.filter(entry => entry.isFile()).map(entry => relative(folder, join(entry.parentPath, entry.name)))
  })
  return (await Promise.all(lists)).flat().toSorted((a, b) => (a < b ? -1 : 1))
}

async function readStamp(folder) {
  // no stamp means no finished build
  return readFile(join(folder, 'dist', '.stamp'), 'utf8').catch(() => undefined)
}

/** Builds beside dist/ and then puts the result in its place, so that nobody ever sees half a build. */
async function build(folder, stamp) {
  await removeLeftovers(folder)
  const fresh = join(folder, `${TEMPORARY}${process.pid}-new`)
  await mkdir(fresh, { recursive: true })
  try {
    await allOf([
      run(folder, ['node_modules/typescript/bin/tsc', '-p', 'cli/tsconfig.build.json', '--outDir', fresh]),
      run(folder, [
        'node_modules/vite/bin/vite.js',
        'build',
        'browser',
        '--outDir',
        join(fresh, 'page'),
        '--logLevel',
        'warn'
      ])
    ])
    await writeFile(join(fresh, '.stamp'), stamp)
    await swapIn(folder, fresh)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

/** Waits for all of them even if one fails: what still runs must not write into a folder that is gone. */
async function allOf(runs) {
  const results = await Promise.allSettled(runs)
  const failure = results.find(result => result.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

/** Two renames; another build may come between them, and then the later one stays. */
async function swapIn(folder, fresh) {
  const dist = join(folder, 'dist')
  const old = join(folder, `${TEMPORARY}${process.pid}-old`)
  for (let tries = 1; ; tries++) {
    await rm(old, { recursive: true, force: true })
    await rename(dist, old).catch(ignore('ENOENT'))
    try {
      await rename(fresh, dist)
      break
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code) || tries === SWAP_TRIES) throw error
    }
  }
  await rm(old, { recursive: true, force: true })
}

/** What builds that were killed have left. */
async function removeLeftovers(folder) {
  for (const name of await readdir(folder)) {
    const pid = new RegExp(`^${TEMPORARY.replace('.', '[.]')}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true })
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function ignore(code) {
  return error => {
    if (error.code !== code) throw error
  }
}

function run(folder, args) {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 2, 2] })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`${args[0]} failed (exit code ${code})`))))
  })
}

/** `prepare` runs at every install; without the development tools there is nothing to build with, and dist/ came along. */
async function main(args) {
  const canBuild = ['typescript', 'vite'].every(name => existsSync(join(root, 'node_modules', name)))
  if (args.includes('--prepare') && !canBuild) {
    process.stderr.write('Not built: the development tools are not installed.\n')
    return
  }
  await ensureBuilt()
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch(error => {
    process.stderr.write(`The build failed: ${error.message}\n`)
    process.exitCode = 1
  })
}

/** What has to be there before anything else runs: a Node new enough, and node_modules as the lock file says. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The oldest Node that runs everything; the same as `engines` in package.json. */
const NODE_MIN = [20, 19]

/** A sentence when this Node is too old, `undefined` when it will do. */
export function nodeTooOld(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return undefined
  return `Video City needs Node ${NODE_MIN.join('.')} or newer, and this is Node ${version}. Install a newer one and try again.`
}

/** Says so and ends the process when this Node is too old. */
export function requireNode() {
  const problem = nodeTooOld()
  if (problem === undefined) return
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}

/** Runs `npm ci` when node_modules is missing or is not what the lock file asks for. Speaks to standard error only. */
export async function ensureInstalled(folder = root) {
  const [wanted, present] = await Promise.all([
    readPackages(`${folder}/package-lock.json`),
    readPackages(`${folder}/node_modules/.package-lock.json`)
  ])
  if (wanted === undefined || (present !== undefined && holds(present, wanted))) return
  process.stderr.write('Installing what Video City needs (npm ci) …\n')
  await npmCi(folder)
}

/** The packages of a lock file; `undefined` when there is none or it cannot be read. */
async function readPackages(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages
  } catch {
    // missing or cut off: npm ci makes it anew, and tells what is wrong with ours
    return undefined
  }
}

/** Whether everything the lock file wants is there in its version; what another platform needs may be missing. */
export function holds(present, wanted) {
  return Object.entries(wanted).every(([path, { version, integrity, optional, link }]) => {
    if (path === '' || !path.includes('node_modules/')) return true
    const found = present[path]
    if (found === undefined) return optional === true
    return found.version === version && found.integrity === integrity && found.link === link
  })
}

function npmCi(folder) {
  // inside `npm start` npm tells where it is; elsewhere the one on the path will do
  const npm = process.env.npm_execpath
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const child = spawn(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm'
  })
  return new Promise((resolve, reject) => {
    child.once('error', cause => reject(new Error(`npm could not be started: ${cause.message}`, { cause })))
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`npm ci failed (exit code ${code})`))))
  })
}

/** Finds the Chromium that tests drive, and installs Debian's where that is nobody's decision but root's. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const DEBIAN_PATH = '/usr/bin/chromium'

/** Path of a Chromium, or why there is none and what to do. */
export function findChromium() {
  const path = process.env.CHROMIUM ?? DEBIAN_PATH
  if (existsSync(path)) return { path }
  if (process.env.CHROMIUM !== undefined) return { reason: `$CHROMIUM is ${path}, and there is no such file` }
  if (!isDebian()) return { reason: 'no Chromium found; install one and set CHROMIUM to its path' }
  if (process.getuid?.() !== 0) return { reason: 'no Chromium found; run: sudo apt-get install chromium' }
  return installChromium()
}

function installChromium() {
  process.stdout.write('installing chromium (apt-get) …\n')
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    })
    if (status !== 0)
      return { reason: `apt-get ${args[0]} failed: ${stderr?.trim().split('\n').at(-1) ?? 'not found'}` }
  }
  return existsSync(DEBIAN_PATH) ? { path: DEBIAN_PATH } : { reason: `apt-get installed no ${DEBIAN_PATH}` }
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

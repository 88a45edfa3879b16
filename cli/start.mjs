/** `npm start`: installs and builds what is missing, then is `videocity relay` in this same process. */
import { ensureBuilt } from './build.mjs'
import { ensureInstalled, requireNode } from './install.mjs'

requireNode()
try {
  await ensureInstalled()
  await ensureBuilt()
} catch (error) {
  process.stderr.write(`Video City could not be made ready: ${error.message}\n`)
  process.exit(1)
}
process.argv.splice(2, 0, 'relay')
await import('../dist/cli/main.js')

/** `npm run screenshots`: a picture of every page at both sizes, in docs/screenshots/ or in the folder that is named. */
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from '../../cli/build.mjs'
import { ensureInstalled, requireNode } from '../../cli/install.mjs'
import { findChromium } from '../chromium.mjs'

const here = new URL('.', import.meta.url)
const [folder = fileURLToPath(new URL('../../docs/screenshots', here))] = process.argv.slice(2)

requireNode()
await ensureInstalled()
await ensureBuilt()
const chromium = findChromium()
if (chromium.path === undefined) throw new Error(chromium.reason)
process.env.CHROMIUM = chromium.path
// not before the packages are there
const { runnerImport } = await import('vite')
const { module } = await runnerImport(fileURLToPath(new URL('story.ts', here)))
await module.takeScreenshots(folder, line => process.stdout.write(`${line}\n`))

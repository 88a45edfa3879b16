/** Runs `shoot.ts`: `node test/pages/gallery/shoot.mjs FOLDER [--theme dark|light] [STATE…]`. */
import { runnerImport } from 'vite'

const [folder = 'docs/screenshots/gallery', ...rest] = process.argv.slice(2)
const themeAt = rest.indexOf('--theme')
const themes = themeAt === -1 ? ['dark', 'light'] : [rest[themeAt + 1]]
const states = rest.filter((_, index) => themeAt === -1 || (index !== themeAt && index !== themeAt + 1))
const { module } = await runnerImport(new URL('shoot.ts', import.meta.url).pathname)
const complaints = await module.shoot(folder, states, themes)
for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
process.exitCode = complaints.length > 0 ? 1 : 0

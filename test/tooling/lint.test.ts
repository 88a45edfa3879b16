import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

// one line each: a file, what is wrong in it, and the rules that say so
const wrong: readonly (readonly [path: string, code: string, ...rules: string[]])[] = [
  ['protocol/a1.ts', 'export const a = (): void => { Promise.resolve(1) }', 'no-floating-promises'],
  ['protocol/a2.ts', 'export const a = [1].forEach(async () => { await a })', 'no-misused-promises'],
  ['protocol/a3.ts', 'export const a = (b: any): unknown => b', 'no-explicit-any'],
  ['protocol/a4.ts', 'export const a = (b?: string): string => b!', 'no-non-null-assertion'],
  ['protocol/a5.ts', 'export default 1', 'no-default-export'],
  ['node/a6.ts', "console.log('a')", 'no-console'],
  ['protocol/a7.ts', "export const a = Buffer.from('a')", 'no-restricted-globals'],
  ['browser/views/a8.tsx', "export const a = fetch('/')", 'no-restricted-globals'],
  ['protocol/a9.ts', "export const a = (): never => { throw 'a' }", 'only-throw-error'],
  ['protocol/b1.ts', 'export const a = (b: unknown): boolean => b == 1', 'eqeqeq'],
  ['protocol/b2.ts', 'export const a = (b: unknown): void => { try { void b } catch {} }', 'no-empty'],
  ['node/b3.ts', "import fs from 'fs'\nexport const a = fs", 'prefer-node-protocol'],
  ['browser/views/b4.tsx', 'export const a = <div dangerouslySetInnerHTML={{ __html: "x" }} />', 'no-danger'],
  ['node/b5.ts', '// oxlint-disable-next-line no-console\nexport const a = 1', 'Unused']
]
const right: readonly (readonly [path: string, code: string])[] = [
  ['cli/c1.ts', "console.log('a')"],
  ['browser/vite.config.ts', 'export default {}'],
  ['node/c2.ts', "export const a = Buffer.from('a')"]
]

test('each thing this house forbids is an error, and only where it is forbidden', { timeout: 60_000 }, async () => {
  const house = await temporaryFolder()
  for (const [path, code] of [...wrong, ...right]) {
    await mkdir(join(house, dirname(path)), { recursive: true })
    await writeFile(join(house, path), `${code}\n`)
  }
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    await copyFile(join(root, name), join(house, name))
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'))
  const found = await lint(house)
  const missing = wrong.filter(
    ([path, , rule = '']) => !found.some(line => line.startsWith(`${path}:`) && line.includes(rule))
  )
  expect(missing).toEqual([])
  expect(found.filter(line => right.some(([path]) => line.startsWith(`${path}:`)))).toEqual([])
})

async function lint(folder: string): Promise<readonly string[]> {
  const program = join(root, 'node_modules/oxlint/bin/oxlint')
  const child = spawn(process.execPath, [program, '--format=unix'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(1)
  return output.split('\n')
}

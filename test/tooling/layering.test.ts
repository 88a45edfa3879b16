import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A small house with every room in it. */
const rooms = `
  protocol/errors.ts protocol/events.ts protocol/limits.ts protocol/pause.ts protocol/index.ts protocol/codec/a.ts protocol/identity/a.ts
  protocol/city/a.ts protocol/channel/a.ts protocol/chat/a.ts protocol/media/a.ts protocol/document/a.ts protocol/content/a.ts
  protocol/room/a.ts protocol/visit/a.ts node/a.ts node/index.ts cli/a.ts browser/routes.ts browser/layout/a.ts
  browser/text/a.ts browser/ports/a.ts browser/workers/a.ts browser/models/a.ts browser/views/a.tsx browser/app.tsx
  browser/main.tsx test/a.ts docs/examples/a.ts`
  .trim()
  .split(/\s+/)

/** From, to, and the rule that forbids it. Each gets a file of its own. */
const forbidden: readonly (readonly [from: string, to: string, rule: string])[] = [
  ['protocol/errors.ts', 'protocol/codec/a.ts', 'protocol-ground'],
  ['protocol/events.ts', 'protocol/errors.ts', 'protocol-ground'],
  ['protocol/pause.ts', 'protocol/limits.ts', 'protocol-ground'],
  ['protocol/codec/x1.ts', 'protocol/identity/a.ts', 'protocol-codec'],
  ['protocol/identity/x1.ts', 'protocol/city/a.ts', 'protocol-identity'],
  ['protocol/identity/x2.ts', 'protocol/channel/a.ts', 'protocol-identity'],
  ['protocol/city/x1.ts', 'protocol/room/a.ts', 'protocol-city'],
  ['protocol/city/x2.ts', 'protocol/channel/a.ts', 'protocol-city-channel'],
  ['protocol/channel/x1.ts', 'protocol/city/a.ts', 'protocol-channel'],
  ['protocol/channel/x2.ts', 'protocol/chat/a.ts', 'protocol-channel'],
  ['protocol/chat/x1.ts', 'protocol/media/a.ts', 'protocol-chat'],
  ['protocol/chat/x2.ts', 'protocol/city/a.ts', 'protocol-chat'],
  ['protocol/media/x1.ts', 'protocol/document/a.ts', 'protocol-media'],
  ['protocol/document/x1.ts', 'protocol/content/a.ts', 'protocol-document'],
  ['protocol/content/x1.ts', 'protocol/chat/a.ts', 'protocol-content'],
  ['protocol/room/x1.ts', 'protocol/visit/a.ts', 'protocol-room'],
  ['protocol/visit/x1.ts', 'protocol/room/a.ts', 'protocol-visit'],
  ['protocol/visit/x2.ts', 'protocol/media/a.ts', 'protocol-visit'],
  ['protocol/codec/x2.ts', 'node/a.ts', 'protocol-alone'],
  ['protocol/codec/x3.ts', 'browser/text/a.ts', 'protocol-alone'],
  ['protocol/codec/x4.ts', 'node:fs', 'protocol-isomorphic'],
  ['protocol/codec/x5.ts', 'preact', 'protocol-plain'],
  ['protocol/codec/x6.ts', 'ws', 'protocol-plain'],
  ['protocol/codec/x7.ts', 'vitest', 'not-for-development-only'],
  ['protocol/room/x2.ts', 'protocol/index.ts', 'index-is-for-outsiders'],
  ['protocol/room/x3.ts', 'test/a.ts', 'no-tests-inside'],
  ['node/x1.ts', 'browser/text/a.ts', 'node-below'],
  ['node/x2.ts', 'cli/a.ts', 'node-below'],
  ['node/x3.ts', 'preact', 'node-below'],
  ['node/x4.ts', 'protocol/index.ts', 'index-is-for-outsiders'],
  ['cli/x1.ts', 'browser/text/a.ts', 'cli-below'],
  ['browser/ports/x1.ts', 'node/a.ts', 'browser-below'],
  ['browser/ports/x2.ts', 'node:fs', 'browser-no-node'],
  ['browser/routes.ts', 'browser/ports/a.ts', 'browser-routes-layout-text'],
  ['browser/text/x1.ts', 'browser/models/a.ts', 'browser-routes-layout-text'],
  ['browser/layout/x1.ts', 'preact', 'models-without-preact'],
  ['browser/ports/x3.ts', 'browser/models/a.ts', 'browser-workers-ports'],
  ['browser/models/x1.ts', 'browser/views/a.tsx', 'browser-models'],
  ['browser/models/x2.ts', 'preact', 'models-without-preact'],
  ['browser/views/x1.tsx', 'browser/app.tsx', 'browser-views'],
  ['browser/views/x2.tsx', 'browser/models/a.ts', 'views-by-type'],
  ['browser/views/x3.tsx', 'protocol/room/a.ts', 'views-by-type'],
  ['browser/views/x4.tsx', 'browser/ports/a.ts', 'views-by-type'],
  ['browser/app.tsx', 'browser/main.tsx', 'browser-app'],
  ['browser/views/index.ts', 'browser/text/a.ts', 'two-index-files'],
  ['node/x5.ts', 'protocol/nowhere.ts', 'resolvable'],
  ['node/x6.ts', 'a-package-nobody-declared', 'resolvable'],
  ['protocol/room/loop1.ts', 'protocol/room/loop2.ts', 'no-cycle']
]

const allowed: readonly (readonly [from: string, to: string, onlyType?: 'type'])[] = [
  ['protocol/codec/y1.ts', 'protocol/limits.ts'],
  ['protocol/chat/y1.ts', 'protocol/events.ts'],
  ['protocol/city/y9.ts', 'protocol/pause.ts'],
  ['protocol/identity/y1.ts', 'protocol/codec/a.ts'],
  ['protocol/city/y1.ts', 'protocol/identity/a.ts'],
  ['protocol/city/y2.ts', 'protocol/channel/a.ts', 'type'],
  ['protocol/channel/y1.ts', 'protocol/identity/a.ts'],
  ['protocol/media/y1.ts', 'protocol/channel/a.ts'],
  ['protocol/room/y1.ts', 'protocol/media/a.ts'],
  ['protocol/room/y2.ts', 'protocol/city/a.ts'],
  ['protocol/visit/y1.ts', 'protocol/content/a.ts'],
  ['protocol/codec/y2.ts', 'valibot'],
  ['node/y1.ts', 'protocol/room/a.ts'],
  ['node/y2.ts', 'node:fs'],
  ['cli/y1.ts', 'node/index.ts'],
  ['cli/y2.ts', 'protocol/errors.ts'],
  ['browser/routes.ts', 'protocol/identity/a.ts'],
  ['browser/ports/y1.ts', 'browser/text/a.ts'],
  ['browser/models/y1.ts', 'browser/ports/a.ts'],
  ['browser/models/y2.ts', '@preact/signals'],
  ['browser/views/y1.tsx', 'browser/models/a.ts', 'type'],
  ['browser/views/y2.tsx', 'protocol/room/a.ts', 'type'],
  ['browser/views/y3.tsx', 'preact'],
  ['browser/views/y4.tsx', 'browser/text/a.ts'],
  ['browser/app.tsx', 'browser/models/a.ts'],
  ['browser/main.tsx', 'browser/app.tsx'],
  ['test/y1.ts', 'protocol/index.ts'],
  ['docs/examples/y1.ts', 'protocol/index.ts']
]

interface Violation {
  readonly from: string
  readonly to: string
  readonly rule: { readonly name: string }
}

test(
  'every import against an arrow of the architecture is an error, and none along them',
  { timeout: 60_000 },
  async () => {
    const house = await temporaryFolder()
    const lines = new Map<string, string[]>(rooms.map(path => [path, ['export const a = 1']]))
    // a cycle is reported once, from the first of its files
    lines.set('protocol/room/loop2.ts', ["import { a as b } from './loop1.ts'", 'export const a = b'])
    for (const [from, to, third] of [...forbidden, ...allowed]) {
      const target = lines.has(to) || to.startsWith('protocol/') ? relativeImport(from, to) : to
      const kind = third === 'type' ? 'type ' : ''
      lines.set(from, [
        ...(lines.get(from) ?? ['export const a = 1']),
        `import ${kind}{ a as a${lines.size} } from '${target}'`
      ])
    }
    for (const [path, content] of lines) {
      await mkdir(join(house, dirname(path)), { recursive: true })
      await writeFile(join(house, path), `${content.join('\n')}\n`)
    }
    for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      await copyFile(join(root, name), join(house, name))
    }
    await symlink(join(root, 'node_modules'), join(house, 'node_modules'))

    const violations = await cruise(house)
    const key = (rule: string, from: string, to: string): string => `${rule}: ${from} → ${to}`
    // a package is named by where it lies, and one import may break two rules
    const short = (to: string): string =>
      to.replace(/^.*node_modules\/((@[^/]+\/)?[^/]+)\/.*$/, '$1').replace(/^node:/, '')
    const found = new Set(violations.map(({ rule, from, to }) => key(rule.name, from, short(relativeTarget(from, to)))))
    const missing = forbidden.map(([from, to, rule]) => key(rule, from, short(to))).filter(line => !found.has(line))
    expect(missing).toEqual([])
    const pairs = new Set(violations.map(({ from, to }) => key('', from, short(relativeTarget(from, to)))))
    expect(allowed.map(([from, to]) => key('', from, short(to))).filter(line => pairs.has(line))).toEqual([])
  }
)

function relativeImport(from: string, to: string): string {
  return `${'../'.repeat(from.split('/').length - 1)}${to}`
}

/** What could not be resolved is reported as it was written. */
function relativeTarget(from: string, to: string): string {
  return to.startsWith('../') ? join(dirname(from), to) : to
}

async function cruise(folder: string): Promise<readonly Violation[]> {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = ['-c', '.dependency-cruiser.cjs', '-T', 'json', 'protocol', 'node', 'browser', 'cli', 'test', 'docs']
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  await once(child, 'close')
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations
}

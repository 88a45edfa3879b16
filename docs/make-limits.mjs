/** Writes the table of limits in docs/protocol.md from protocol/limits.ts: `node docs/make-limits.mjs`. A test fails when it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SOURCE = new URL('../protocol/limits.ts', import.meta.url)
const DOCUMENT = new URL('protocol.md', import.meta.url)
const BEGIN = '<!-- limits: begin -->'
const END = '<!-- limits: end -->'

/** A document with its table of limits made anew. */
export async function withLimits(document) {
  const [before, rest] = document.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error(`protocol.md has no ${BEGIN} … ${END}`)
  return `${before}${BEGIN}\n\n${await limitsTable()}\n${END}${after}`
}

/** One table for each part of limits.ts, in its order. */
async function limitsTable() {
  const source = readFileSync(SOURCE, 'utf8')
  // the file is plain JavaScript as well, so its values can be had without building anything
  const values = await import(`data:text/javascript,${encodeURIComponent(source)}`)
  const lines = []
  for (const [, part, reason, name] of source.matchAll(/^\/\/ --- (.+)$|^\/\*\* (.+) \*\/\nexport const (\w+) =/gm)) {
    if (part === undefined) lines.push(`| \`${name}\` | ${written(name, values[name])} | ${reason} |`)
    else lines.push('', `**${part}**`, '', '| name | value | reason |', '| --- | --- | --- |')
  }
  const told = lines.filter(line => line.startsWith('| `')).length
  if (told !== Object.keys(values).length) throw new Error('a limit without a reason in one line, right before it')
  return `${lines.join('\n').trim()}\n`
}

/** A number as people read it, with its unit. */
function written(name, value) {
  const plain = value.toLocaleString('en')
  if (/_BYTES(_|$)/.test(name)) return value % 1024 === 0 ? `${plain} (${kibibytes(value)})` : plain
  if (/_KIB(_|$)/.test(name)) return `${plain} (${kibibytes(value * 1024)})`
  if (/_MS(_|$)/.test(name)) return `${plain} (${duration(value)})`
  return plain
}

function kibibytes(bytes) {
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20} MiB` : `${bytes / 1024} KiB`
}

function duration(ms) {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000]
  ]
  const [unit, size] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1]
  return `${ms / size} ${unit}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(DOCUMENT, await withLimits(readFileSync(DOCUMENT, 'utf8')))
}

import { expect, test } from 'vitest'
import { isThere, proseOf, read } from './documents.ts'

// docs/architecture.md leads through the code file by file: every file it names is there, and has the function named after it.

const page = proseOf('docs/architecture.md')
const spans = [...page.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)

/** Each function the page names, with the file that was named last before it. */
const steps = spans.reduce<{ readonly file: string; readonly name: string }[]>((found, span, index) => {
  const [, name] = /^(\w+)\(\)$/.exec(span) ?? []
  if (name === undefined) return found
  const after = spans[index + 1] ?? ''
  const isBeforeFile = new RegExp(`\`${name}\\(\\)\` (?:in|of)\\s+\`${escaped(after)}\``).test(page)
  const file = isBeforeFile ? after : (spans.slice(0, index).findLast(isFile) ?? '')
  return [...found, { file, name }]
}, [])

test('every file it names is there', () => {
  const files = spans.filter(isFile)
  expect(files.length).toBeGreaterThan(80)
  expect(files.filter(file => !isThere(file))).toEqual([])
})

test('every function it names is in the file it is named with', () => {
  expect(steps.length).toBeGreaterThan(60)
  const lost = steps.filter(
    ({ file, name }) => !isThere(file) || !new RegExp(`\\b${name}\\b\\s*[=:(<]`).test(read(file))
  )
  expect(lost).toEqual([])
})

test('every folder of the house is in its plan', () => {
  const plan = /```\n(protocol\/[^]+?)```/.exec(read('docs/architecture.md'))?.[1] ?? ''
  for (const room of ['codec', 'identity', 'city', 'channel', 'chat', 'media', 'room'])
    expect(plan).toContain(`  ${room}/`)
  for (const floor of ['protocol', 'node', 'browser', 'cli', 'test', 'docs'])
    expect(plan).toMatch(new RegExp(`^${floor}/`, 'm'))
})

function isFile(span: string): boolean {
  return /^(protocol|node|browser|cli|test)\/[\w./-]+\.\w+$/.test(span)
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
}

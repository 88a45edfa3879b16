import { expect, test } from 'vitest'
import { relayCommand } from '../../cli/commands/relay.ts'
import { exitCodes } from '../../cli/output.ts'
import { proseOf, read } from './documents.ts'

const command = relayCommand(async () => Promise.reject(new Error('not started here')))
const page = proseOf('docs/operating.md')

test('every option an operator reads of exists, and every one is told of', () => {
  const told = new Set([...page.matchAll(/--([a-z][a-z-]+)/g)].map(([, name = '']) => name))
  const known = [...Object.keys(command.options), 'help']
  expect([...told].filter(name => !known.includes(name))).toEqual([])
  expect(known.filter(name => !told.has(name))).toEqual([])
})

test('the exit codes are those of the program', () => {
  const sentence = /Exit codes: ([^.]+)\./.exec(page.replaceAll(/\s+/g, ' '))?.[1] ?? ''
  const codes = [...sentence.matchAll(/\b(\d) /g)].map(([, code]) => Number(code))
  expect(new Set(codes)).toEqual(new Set(Object.values(exitCodes)))
})

test('README names the commands that package.json has', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  for (const name of ['start', 'test']) {
    expect(scripts).toHaveProperty(name)
    expect(read('README.md')).toContain(`npm ${name}`)
  }
})

import { expect, test } from 'vitest'
import { exitCodeOf, nearestOf, parseWords } from '../../cli/command.ts'
import { AuthError, StorageError, UsageError } from '../../protocol/errors.ts'

const options = {
  port: { type: 'number', value: 'PORT', help: 'a port' },
  host: { type: 'text', value: 'ADDRESS', help: 'an address' },
  'public-url': { type: 'text', value: 'URL', help: 'an address' },
  bootstrap: { type: 'list', value: 'ADDR', help: 'others' }
} as const

test('options are read with a space or an equals sign, lists gather', () => {
  expect(parseWords(['--port', '5090', '--host=::1', '--bootstrap', 'a', '--bootstrap=b'], options)).toEqual({
    kind: 'run',
    values: { port: 5090, host: '::1', bootstrap: ['a', 'b'] }
  })
  expect(parseWords([], options)).toEqual({ kind: 'run', values: {} })
})

test('help and version are asked for anywhere', () => {
  expect(parseWords(['--port', '1', '--help'], options)).toEqual({ kind: 'help' })
  expect(parseWords(['-h'], options)).toEqual({ kind: 'help' })
  expect(parseWords(['--version'], options)).toEqual({ kind: 'version' })
})

test.each([
  [['--prot', '1'], 'There is no option --prot. Did you mean --port?'],
  [['--public_url', 'x'], 'There is no option --public_url. Did you mean --public-url?'],
  [['--colour'], 'There is no option --colour.'],
  [['-p', '1'], 'There is no option -p.'],
  [['-port', '1'], 'There is no option -p.'],
  [['--port'], '--port needs a value: --port PORT'],
  [['--port', '--host', 'x'], '--port needs a value: --port PORT'],
  [['--port', 'abc'], '--port: a whole number, not "abc".'],
  [['--port', '-1'], '--port: a whole number, not "-1".'],
  [['--port', ''], '--port: a whole number, not "".'],
  [['--port', '1', '--port', '2'], '--port is given twice.'],
  [['5090'], '"5090" is not understood here; options begin with --.'],
  [['--', 'x'], '"x" is not understood here; options begin with --.'],
  [['--toString', 'x'], 'There is no option --toString.']
])('%j is refused: %s', (words, message) => {
  expect(() => parseWords(words, options)).toThrow(expect.objectContaining({ code: 'bad-option', message }))
})

test('only a word that is near is offered', () => {
  expect(nearestOf('relai', ['relay'])).toBe('relay')
  expect(nearestOf('xylophone', ['relay'])).toBeUndefined()
})

test('errors become the exit codes of the help', () => {
  expect(exitCodeOf(new UsageError('bad-option', ''))).toBe(2)
  expect(exitCodeOf(new StorageError('port-in-use', ''))).toBe(3)
  for (const code of ['data-locked', 'data-version', 'data-not-writable', 'data-damaged'] as const) {
    expect(exitCodeOf(new StorageError(code, ''))).toBe(4)
  }
  expect(exitCodeOf(new StorageError('no-page', ''))).toBe(1)
  expect(exitCodeOf(new AuthError('expired', ''))).toBe(1)
  expect(exitCodeOf(new Error('x'))).toBe(1)
  expect(exitCodeOf(undefined)).toBe(1)
})

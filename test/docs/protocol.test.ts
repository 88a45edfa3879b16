import { expect, test } from 'vitest'
import { withLimits } from '../../docs/make-limits.mjs'
import * as limits from '../../protocol/limits.ts'
import { proseOf, filesUnder, read } from './documents.ts'

// A change of the wire is a change of docs/protocol.md in the same commit; what can be looked up is looked up here.

const PAGE = 'docs/protocol.md'
const page = proseOf(PAGE)
const sources = filesUnder('protocol', /\.ts$/).map(path => read(path))

const inCode = (pattern: RegExp): string[] => unique(sources.flatMap(source => [...source.matchAll(pattern)]))
const inPage = (pattern: RegExp): string[] => unique([...page.matchAll(pattern)])

function unique(matches: readonly RegExpMatchArray[]): string[] {
  return [...new Set(matches.map(([, found = '']) => found))].sort()
}

test('its table of limits is that of protocol/limits.ts; `node docs/make-limits.mjs` writes it', async () => {
  expect(await withLimits(read(PAGE))).toBe(read(PAGE))
})

test('every limit it names by its name exists', () => {
  const names = inPage(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g).filter(
    name => !/^(PERMISSION|NO_|RESERVATION_R|PUT_|GET_)/.test(name)
  )
  expect(names.filter(name => !(name in limits))).toEqual([])
})

test('it has every kind of message, and no other', () => {
  const labels = inCode(/defineMessage\(\s*'(videocity\/[a-z-]+\/v\d+)'/g)
  expect(labels.length).toBeGreaterThan(15)
  expect(inPage(/[Ll]abel\s+`(videocity\/[a-z-]+\/v\d+)`/g)).toEqual(labels)
})

test('it has every protocol of ours, and no other', () => {
  const ids = inCode(/_PROTOCOL = '(\/videocity\/[a-z/0-9.]+)'/g)
  expect(ids.length).toBeGreaterThan(3)
  expect(inPage(/^\| `(\/videocity\/[a-z/0-9.]+)`/gm)).toEqual(ids)
})

test('it has every code with which the rendezvous refuses', () => {
  const source = read('protocol/city/rendezvous-message.ts')
  const codes = /code: v\.picklist\(\[([^\]]+)\]/.exec(source)?.[1] ?? ''
  const named = [...codes.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code)
  expect(named.length).toBeGreaterThan(3)
  const told = /\n`code` is one of ([^.]+)\./.exec(page)?.[1] ?? ''
  expect([...told.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code)).toEqual(named)
})

test('it has every text that keys, nonces and hashes are bound to', () => {
  const bound = inCode(/['`](videocity\/[a-z-]+\/v\d)[ '`]/g)
  const names = [...bound, ...inCode(/'(videocity\/room\/)'/g)]
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter(name => !page.includes(name))).toEqual([])
})

test('the files it names are there', () => {
  const named = inPage(/`((?:protocol|node|test)\/[\w./-]+\.\w+)`/g)
  expect(named.length).toBeGreaterThan(30)
  for (const path of named) expect(() => read(path)).not.toThrow()
})

import { expect, test } from 'vitest'
import { anchorsOf, documents, faultOf, filesUnder, isThere, linksOf, read } from './documents.ts'

test.each(documents)('every link of %s leads somewhere', document => {
  const faults = linksOf(document).flatMap(({ target, path, anchor }) => {
    const fault = faultOf(path, anchor)
    return fault === undefined ? [] : [`(${target}): ${fault}`]
  })
  expect(faults).toEqual([])
})

test('every document that the code names is there, with the section it names', () => {
  const sources = ['protocol', 'node', 'browser', 'cli'].flatMap(folder => filesUnder(folder, /\.([cm]?[jt]sx?|css)$/))
  const named = [...sources, '.dependency-cruiser.cjs'].flatMap(source =>
    [...read(source).matchAll(/\bdocs\/([\w./-]*\w)(?:#([\w-]+))?/g)].map(([, path = '', anchor]) => ({
      source,
      path: pathOf(`docs/${path}`),
      anchor
    }))
  )
  expect(named.length).toBeGreaterThan(20)
  const faults = named.flatMap(({ source, path, anchor }) => {
    const fault = faultOf(path, anchor)
    return fault === undefined ? [] : [`${source}: ${fault}`]
  })
  expect(faults).toEqual([])
})

test('headings become the anchors that viewers make of them', () => {
  const anchors = anchorsOf('docs/protocol.md')
  expect([...anchors]).toEqual(expect.arrayContaining(['home-record', 'the-dht', 'what-happens-in-order']))
  expect(linksOf('docs/protocol.md').length).toBeGreaterThan(50)
  expect(faultOf('docs/protocol.md', 'no-such-section')).toBe('docs/protocol.md has no #no-such-section')
  expect(faultOf('docs/no-such-page.md', undefined)).toBe('there is no docs/no-such-page.md')
})

/** A decision may be named by its number alone. */
function pathOf(named: string): string {
  if (isThere(named)) return named
  const decision = /^docs\/decisions\/\d{4}$/.test(named)
    ? filesUnder('docs/decisions', /\.md$/).find(path => path.startsWith(`${named}-`))
    : undefined
  return decision ?? named
}

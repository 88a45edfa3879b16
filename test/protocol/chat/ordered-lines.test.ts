import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { OrderedLines, type SignedLine } from '../../../protocol/chat/ordered-lines.ts'
import { CHAT_LINES_MAX } from '../../../protocol/limits.ts'

function line(lamport: number, author: number, id: number): SignedLine {
  const bytes = (length: number, n: number): Uint8Array => {
    const filled = new Uint8Array(length)
    new DataView(filled.buffer).setUint32(0, n)
    return filled
  }
  const value = { tag: bytes(32, 0), id: bytes(16, id), lamport, atMs: 0, name: 'a', text: 'b' }
  return { value, signer: bytes(32, author), bytes: bytes(8, id) }
}

const written = fc
  .array(fc.tuple(fc.nat(20), fc.nat(3), fc.nat(50)), { maxLength: 100 })
  .map(lines => lines.map(([lamport, author, id]) => line(lamport, author, 4 * id + author)))

test('whatever order lines arrive in, and however often, all end with the same lines in the same order', () => {
  fc.assert(
    fc.property(written, fc.infiniteStream(fc.nat(1_000)), (lines, chance) => {
      // one ID of one author is one line
      const unique = lines.filter(
        (each, i) => lines.findIndex(other => other.value.id.join() === each.value.id.join()) === i
      )
      const shuffled = unique
        .flatMap(each => [each, each])
        .map(each => ({ each, key: chance.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ each }) => each)
      const [a, b] = [new OrderedLines(), new OrderedLines()]
      for (const each of unique) expect(a.add(each)).toBe(true)
      const added = shuffled.filter(each => b.add(each))
      expect(added).toHaveLength(unique.length)
      expect(b.all()).toEqual(a.all())
      expect(b.digest()).toEqual(a.digest())
      const lamports = a.all().map(({ value }) => value.lamport)
      expect(lamports).toEqual(lamports.toSorted((x, y) => x - y))
    })
  )
})

test('only the newest are kept, and an old one does not come back', () => {
  const lines = new OrderedLines()
  for (let i = 0; i < CHAT_LINES_MAX + 50; i++) lines.add(line(i, 1, i))
  expect(lines.all()).toHaveLength(CHAT_LINES_MAX)
  expect(lines.all()[0]?.value.lamport).toBe(50)
  expect(lines.add(line(3, 1, 3))).toBe(false)
  expect(lines.add(line(60, 2, 9_999))).toBe(true)
  expect(lines.all()).toHaveLength(CHAT_LINES_MAX)
})

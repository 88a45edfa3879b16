import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase45, encodeBase45 } from '../../../protocol/identity/base45.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const seed = Date.now() % 2 ** 31

// https://www.rfc-editor.org/rfc/rfc9285#section-4
test.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
  ['', '']
])('%s is %s, as the specification has it', (text, encoded) => {
  expect(encodeBase45(utf8(text))).toBe(encoded)
  expect(decodeBase45(encoded)).toEqual(utf8(text))
})

test(`any bytes come back, and never end in a space (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
      const text = encodeBase45(bytes)
      expect(text.trimEnd()).toBe(text)
      expect(decodeBase45(text)).toEqual(Uint8Array.from(bytes))
    }),
    { seed }
  )
})

test.each([
  ['a character too few', 'BB8B'],
  ['lower case', 'bb8'],
  ['a foreign character', 'B#8'],
  ['three characters that are more than 65,535', 'GGW'],
  ['two characters that are more than 255', '::'],
  ['a character outside of the basic plane', 'B😀']
])('%s is malformed', (_, text) => {
  expect(() => decodeBase45(text)).toThrow(expect.objectContaining({ name: 'CodecError', code: 'malformed' }))
})

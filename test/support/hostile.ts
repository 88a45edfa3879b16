/** Arbitraries of hostile input: valid bytes with something wrong in them, and values that aim at prototypes. */
import fc from 'fast-check'

/** A seed of its own for every run; put it into the test's name, so that it is printed. */
export function freshSeed(): number {
  return Date.now() % 2 ** 31
}

/** Valid bytes with a bit flipped, a piece cut out, doubled, overwritten, or bytes put in between. */
export function mutated(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(valid.length)
  const few = fc.uint8Array({ maxLength: 12 })
  return fc.oneof(
    fc.tuple(fc.nat(Math.max(0, valid.length * 8 - 1))).map(([bit]) => {
      const copy = Uint8Array.from(valid)
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return copy
    }),
    place.map(end => valid.slice(0, end)),
    fc.tuple(place, place).map(([a, b]) => spliced(valid, Math.min(a, b), Math.max(a, b))),
    fc.tuple(place, fc.nat(64)).map(([at, length]) => spliced(valid, at, at, valid.slice(at, at + length))),
    fc.tuple(place, few).map(([at, bytes]) => spliced(valid, at, at, bytes)),
    fc.tuple(place, few).map(([at, bytes]) => spliced(valid, at, at + bytes.length, bytes)),
    fc.uint8Array({ maxLength: 64 }).map(bytes => Uint8Array.from(bytes))
  )
}

function spliced(valid: Uint8Array, from: number, to: number, bytes: Uint8Array = new Uint8Array()): Uint8Array {
  return Uint8Array.from([...valid.subarray(0, from), ...bytes, ...valid.subarray(to)])
}

/** Names that mean something to JavaScript's objects. */
const TREACHEROUS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  'polluted'
]

/** Any value dag-cbor can carry, with treacherous names among its keys. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(...TREACHEROUS, 'http://a.example', '/ip4/1.2.3.4/tcp/1', ''),
    fc.uint8Array({ maxLength: 40 }).map(bytes => Uint8Array.from(bytes)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...TREACHEROUS), fc.string({ maxLength: 4 })), tie('value')), {
        maxLength: 4
      })
      .map(
        entries => Object.fromEntries(entries) // own properties, whatever their names
      )
  )
})).value

/** A valid value with one field, at any depth, replaced, removed or added. */
export function tampered(valid: unknown): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.infiniteStream(fc.nat()), anyValue, fc.constantFrom(...TREACHEROUS), fc.nat(3))
    .map(([choices, replacement, name, action]) => tamper(valid, choices, replacement, name, action))
}

function tamper(
  value: unknown,
  choices: Iterator<number>,
  replacement: unknown,
  name: string,
  action: number
): unknown {
  const choose = (count: number): number => Number(choices.next().value) % count
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || choose(4) === 0) return replacement
  if (Array.isArray(value)) {
    if (value.length === 0) return [replacement]
    const at = choose(value.length)
    return value.map((item, index) => (index === at ? tamper(item, choices, replacement, name, action) : item))
  }
  const entries = Object.entries(value)
  if (action === 0 || entries.length === 0) return Object.fromEntries([...entries, [name, replacement]])
  const at = choose(entries.length)
  if (action === 1) return Object.fromEntries(entries.filter((_, index) => index !== at))
  return Object.fromEntries(
    entries.map(([key, field], index) => [
      key,
      index === at ? tamper(field, choices, replacement, name, action) : field
    ])
  )
}

/** Objects in a value that are not plain, or have a treacherous name among their own. */
export function impostors(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = Array.isArray(value) ? prototype === Array.prototype : prototype === Object.prototype
  const names = Array.isArray(value) ? [] : Object.keys(value)
  const isOdd = !isPlain || names.some(name => TREACHEROUS.includes(name))
  return [...(isOdd ? [value] : []), ...Object.values(value).flatMap(impostors)]
}

/** Chance that repeats itself: pictures drawn from a seed look the same every time. Never for keys. */

/** Gives the next number, 0 to 1 (1 excluded). */
export type Chance = () => number

/** A Weyl sequence stirred by multiplications; good enough to scatter houses. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32
  }
}

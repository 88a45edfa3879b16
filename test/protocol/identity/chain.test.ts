import { describe, expect, test } from 'vitest'
import { type Signer, signerFromSeed } from '../../../protocol/codec/signer.ts'
import {
  chainStep,
  type ChainState,
  type ChainStep,
  compareChains,
  extendChain,
  isSignerOf,
  relateChains,
  ROOT_RANK,
  verifyChain
} from '../../../protocol/identity/chain.ts'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { genesisDigest, homeIdOf, homeMultihash } from '../../../protocol/identity/genesis.ts'
import { filled, ROOT_SEED } from '../../support/fixed-keys.ts'

const genesis = genesisOf(ROOT_SEED)
const home = homeMultihash(homeIdOf(genesis))
const [root, first, second, third, newRoot, otherRoot] = (await Promise.all(
  [ROOT_SEED, filled(21), filled(22), filled(23), filled(31), filled(32)].map(signerFromSeed)
)) as [Signer, Signer, Signer, Signer, Signer, Signer]
const recoveryKeys = [first.publicKey, second.publicKey, third.publicKey]

const notAllowed = expect.objectContaining({ name: 'AuthError', code: 'not-allowed' })

/** A chain with three recovery keys. */
const secured = await extendChain(genesis, [], { recoveryKeys, signer: root })

const after = async (change: Parameters<typeof extendChain>[2], chain = secured): Promise<ChainState> =>
  verifyChain(genesis, await extendChain(genesis, chain, change))

/** A step signed as it is, whether anybody may or not. */
const forged = async (step: Partial<ChainStep>, signer: Signer): Promise<Uint8Array> =>
  (await chainStep.sign({ home, n: 1, prev: genesisDigest(genesis), newRoot: newRoot.publicKey, ...step }, signer))
    .bytes

describe('who may sign', () => {
  test('without steps only the root of the genesis', async () => {
    const state = await verifyChain(genesis, [])
    expect(state).toMatchObject({ n: 0, rootKey: genesis.rootKey, recoveryKeys: [], head: genesisDigest(genesis) })
    expect(isSignerOf(state, root.publicKey)).toBe(true)
    expect(isSignerOf(state, first.publicKey)).toBe(false)
  })

  test('the root names recovery keys, once', async () => {
    const state = await verifyChain(genesis, secured)
    expect(state).toMatchObject({ n: 1, rootKey: root.publicKey, recoveryKeys })
    expect(state.steps[0]?.rank).toBe(ROOT_RANK)
    expect(isSignerOf(state, third.publicKey)).toBe(true)
    await expect(after({ recoveryKeys: [first.publicKey], signer: root })).rejects.toThrow(notAllowed)
  })

  test('the root may pass the root on, and then counts no more', async () => {
    const chain = await extendChain(genesis, secured, { newRoot: newRoot.publicKey, signer: root })
    expect(await verifyChain(genesis, chain)).toMatchObject({ n: 2, rootKey: newRoot.publicKey, recoveryKeys })
    await expect(after({ newRoot: otherRoot.publicKey, signer: root }, chain)).rejects.toThrow(notAllowed)
  })

  test('a recovery key may replace the root and the recovery keys', async () => {
    const state = await after({ newRoot: newRoot.publicKey, recoveryKeys: [otherRoot.publicKey], signer: second })
    expect(state).toMatchObject({ rootKey: newRoot.publicKey, recoveryKeys: [otherRoot.publicKey] })
    expect(state.steps[1]?.rank).toBe(1)
  })

  test('nobody else may', async () => {
    await expect(after({ newRoot: newRoot.publicKey, signer: otherRoot })).rejects.toThrow(notAllowed)
    await expect(after({ newRoot: newRoot.publicKey, signer: first }, [])).rejects.toThrow(notAllowed)
  })
})

describe('what a step must be', () => {
  test('the next one of this home', async () => {
    const wrong = [
      await forged({ home: homeMultihash(homeIdOf(genesisOf(filled(9)))) }, root),
      await forged({ n: 2 }, root),
      await forged({ prev: filled(0) }, root)
    ]
    for (const step of wrong) await expect(verifyChain(genesis, [step])).rejects.toThrow(notAllowed)
    await expect(verifyChain(genesis, [await forged({}, root), await forged({}, root)])).rejects.toThrow(notAllowed)
  })

  test('one that changes something, with one to three recovery keys', async () => {
    const malformed = expect.objectContaining({ code: 'malformed' })
    await expect(after({ signer: root }, [])).rejects.toThrow(malformed)
    await expect(after({ recoveryKeys: [], signer: root }, [])).rejects.toThrow(malformed)
    const four = [...recoveryKeys, newRoot.publicKey]
    await expect(after({ recoveryKeys: four, signer: root }, [])).rejects.toThrow(malformed)
  })

  test('without a key that is there twice', async () => {
    await expect(after({ recoveryKeys: [first.publicKey, first.publicKey], signer: root }, [])).rejects.toThrow(
      notAllowed
    )
    await expect(after({ newRoot: first.publicKey, signer: root })).rejects.toThrow(notAllowed)
  })

  test('with a signature that holds', async () => {
    const step = Uint8Array.from(secured[0] ?? [])
    step[step.length - 1] = (step.at(-1) ?? 0) ^ 1
    await expect(verifyChain(genesis, [step])).rejects.toMatchObject({ name: 'AuthError', code: 'bad-signature' })
  })

  test('one of four', async () => {
    let chain = secured
    for (const signer of [first, second, third]) {
      chain = await extendChain(genesis, chain, { newRoot: filled(chain.length + 50), signer })
    }
    expect((await verifyChain(genesis, chain)).n).toBe(4)
    await expect(extendChain(genesis, chain, { newRoot: newRoot.publicKey, signer: first })).rejects.toThrow(notAllowed)
    await expect(verifyChain(genesis, [...chain, ...chain])).rejects.toThrow(notAllowed)
  })
})

describe('which of two chains counts', () => {
  const relations = async (a: ChainState, b: ChainState) => [relateChains(a, b), relateChains(b, a)]

  test('the one that goes on', async () => {
    const short = await verifyChain(genesis, secured)
    const long = await after({ newRoot: newRoot.publicKey, signer: root })
    expect(await relations(long, short)).toEqual(['newer', 'older'])
    expect(await relations(short, short)).toEqual(['same', 'same'])
    expect(compareChains(long, short)).toBeGreaterThan(0)
    expect(compareChains(short, short)).toBe(0)
  })

  test('a recovery key before the root, however long the root went on', async () => {
    const rescued = await after({ newRoot: newRoot.publicKey, signer: third })
    const stolen = await extendChain(genesis, secured, { newRoot: otherRoot.publicKey, signer: root })
    const longer = await after({ newRoot: filled(60), signer: otherRoot }, stolen)
    expect(await relations(rescued, longer)).toEqual(['newer', 'older'])
    expect(compareChains(rescued, longer)).toBeGreaterThan(0)
    expect(compareChains(longer, rescued)).toBeLessThan(0)
  })

  test('a recovery key before those behind it', async () => {
    const byFirst = await after({ newRoot: newRoot.publicKey, signer: first })
    const bySecond = await after({ newRoot: otherRoot.publicKey, signer: second })
    expect(await relations(byFirst, bySecond)).toEqual(['newer', 'older'])
  })

  test('neither, when one key signed both: they have forked, and newcomers all pick the same', async () => {
    const one = await after({ newRoot: newRoot.publicKey, signer: root })
    const other = await after({ newRoot: otherRoot.publicKey, signer: root })
    expect(await relations(one, other)).toEqual(['forked', 'forked'])
    expect(compareChains(one, other)).not.toBe(0)
    expect(Math.sign(compareChains(one, other))).toBe(-Math.sign(compareChains(other, one)))
  })

  test('a recovery key ends a fork', async () => {
    const one = await after({ newRoot: newRoot.publicKey, signer: root })
    const rescued = await after({ newRoot: otherRoot.publicKey, signer: first })
    expect(relateChains(rescued, one)).toBe('newer')
  })

  test('chains of two homes are not compared', async () => {
    const other = await verifyChain(genesisOf(filled(9)), [])
    const own = await verifyChain(genesis, [])
    expect(() => relateChains(own, other)).toThrow(expect.objectContaining({ name: 'UsageError' }))
  })

  test('always in one order, whichever are compared', async () => {
    const states: ChainState[] = [await verifyChain(genesis, []), await verifyChain(genesis, secured)]
    for (const [index, signer] of [root, root, first, third].entries()) {
      const chain = await extendChain(genesis, secured, { newRoot: filled(70 + index), signer })
      states.push(
        await verifyChain(genesis, chain),
        await after({ newRoot: filled(80 + index), signer: second }, chain)
      )
    }
    const sorted = states.toSorted(compareChains)
    for (const [index, low] of sorted.entries()) {
      for (const high of sorted.slice(index + 1)) expect(compareChains(low, high)).toBeLessThan(0)
    }
  })
})

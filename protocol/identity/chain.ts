/** The chain of a home: steps that replace its root key or name who may recover it. Wire: docs/protocol.md#chain */
import { sha256 } from '@noble/hashes/sha2.js'
import * as v from 'valibot'
import { signed } from '../codec/envelope.ts'
import { bytes, bytesUpTo, count } from '../codec/fields.ts'
import { compareBytes, defineMessage, equalBytes, type MessageOf } from '../codec/message.ts'
import type { Signer } from '../codec/signer.ts'
import { AuthError, UsageError } from '../errors.ts'
import { CHAIN_STEP_BYTES_MAX, CHAIN_STEPS_MAX, RECOVERY_KEYS_MAX } from '../limits.ts'
import { type Genesis, genesisDigest, type HomeId, homeIdOf, homeIdOfMultihash, homeMultihash } from './genesis.ts'

/** One step, signed by the root or by a recovery key of the step before. */
export const chainStep = signed(
  defineMessage(
    'videocity/chain-step/v1',
    CHAIN_STEP_BYTES_MAX,
    v.pipe(
      v.object({
        home: bytes(34),
        /** 1 for the first. */
        n: v.pipe(count(CHAIN_STEPS_MAX), v.minValue(1)),
        /** SHA-256 of the genesis, or of the envelope of the step before. */
        prev: bytes(32),
        newRoot: v.optional(bytes(32)),
        /** In their order: an earlier one wins over a later one. */
        recoveryKeys: v.optional(v.pipe(v.array(bytes(32)), v.minLength(1), v.maxLength(RECOVERY_KEYS_MAX)))
      }),
      v.check(step => step.newRoot !== undefined || step.recoveryKeys !== undefined, 'a step that changes nothing')
    )
  ),
  CHAIN_STEP_BYTES_MAX
)

/** What a step says. */
export type ChainStep = MessageOf<typeof chainStep.message>

/** Schema of the envelopes of a chain, for messages that carry one. */
export function chainEnvelopes() {
  return v.pipe(v.array(bytesUpTo(CHAIN_STEP_BYTES_MAX)), v.maxLength(CHAIN_STEPS_MAX))
}

/** Where the root stands among signers: behind every recovery key. */
export const ROOT_RANK = RECOVERY_KEYS_MAX

/** A chain that was verified: who may sign for the home now. */
export interface ChainState {
  readonly home: HomeId
  /** Number of steps. */
  readonly n: number
  readonly rootKey: Uint8Array
  readonly recoveryKeys: readonly Uint8Array[]
  /** SHA-256 of the last step's envelope, or of the genesis. */
  readonly head: Uint8Array
  /** Each step's hash, and its signer: index of the recovery key, or {@link ROOT_RANK}. */
  readonly steps: readonly { readonly hash: Uint8Array; readonly rank: number }[]
}

/** Whether a key is the present root or one of the recovery keys. */
export function isSignerOf(chain: ChainState, key: Uint8Array): boolean {
  return [chain.rootKey, ...chain.recoveryKeys].some(signer => equalBytes(signer, key))
}

/**
 * Verifies every step of a chain, from the genesis on.
 *
 * @param steps - envelopes of {@link chainStep}, the first one first
 * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`
 * @throws {@link AuthError} `bad-signature`, `not-allowed`
 */
export async function verifyChain(genesis: Genesis, steps: readonly Uint8Array[]): Promise<ChainState> {
  if (steps.length > CHAIN_STEPS_MAX) throw new AuthError('not-allowed', `a chain of ${steps.length} steps`)
  let state: ChainState = {
    home: homeIdOf(genesis),
    n: 0,
    rootKey: genesis.rootKey,
    recoveryKeys: [],
    head: genesisDigest(genesis),
    steps: []
  }
  for (const envelope of steps) {
    const { value, signer } = await chainStep.open(envelope)
    state = takeStep(state, value, signer, sha256(envelope))
  }
  return state
}

/** The state after one more step whose signature held. */
function takeStep(state: ChainState, step: ChainStep, signer: Uint8Array, hash: Uint8Array): ChainState {
  const refuse = (why: string) => new AuthError('not-allowed', `chain step ${step.n}: ${why}`)
  if (homeIdOfMultihash(step.home) !== state.home) throw refuse('of another home')
  if (step.n !== state.n + 1 || !equalBytes(step.prev, state.head)) throw refuse('does not follow the one before')

  const recoveryIndex = state.recoveryKeys.findIndex(key => equalBytes(key, signer))
  const isRoot = equalBytes(state.rootKey, signer)
  if (!isRoot && recoveryIndex === -1) throw refuse('signed by a key that may not')
  if (isRoot && state.recoveryKeys.length > 0 && step.recoveryKeys !== undefined) {
    throw refuse('the root may not change recovery keys once there are any')
  }

  const rootKey = step.newRoot ?? state.rootKey
  const recoveryKeys = step.recoveryKeys ?? state.recoveryKeys
  const all = [rootKey, ...recoveryKeys]
  // else it would be unclear with which rank a step was signed
  if (all.some((key, index) => all.slice(index + 1).some(other => equalBytes(key, other)))) throw refuse('a key twice')
  const rank = isRoot ? ROOT_RANK : recoveryIndex
  return { home: state.home, n: step.n, rootKey, recoveryKeys, head: hash, steps: [...state.steps, { hash, rank }] }
}

/**
 * Signs the next step of a chain.
 *
 * @param signer - the root's, or that of a recovery key
 * @returns all envelopes, the new one last
 * @throws {@link AuthError} `not-allowed` if this signer may not, or the chain is full
 */
export async function extendChain(
  genesis: Genesis,
  steps: readonly Uint8Array[],
  change: { readonly newRoot?: Uint8Array; readonly recoveryKeys?: readonly Uint8Array[]; readonly signer: Signer }
): Promise<Uint8Array[]> {
  const state = await verifyChain(genesis, steps)
  if (state.n === CHAIN_STEPS_MAX) throw new AuthError('not-allowed', 'the chain is full')
  const { bytes: envelope } = await chainStep.sign(
    {
      home: homeMultihash(state.home),
      n: state.n + 1,
      prev: state.head,
      newRoot: change.newRoot,
      recoveryKeys: change.recoveryKeys === undefined ? undefined : [...change.recoveryKeys]
    },
    change.signer
  )
  const extended = [...steps, envelope]
  await verifyChain(genesis, extended)
  return extended
}

/** How one chain of a home stands to another: `forked` if no rule says which of two steps counts. */
export type ChainRelation = 'same' | 'newer' | 'older' | 'forked'

/**
 * What chain `a` is, seen from chain `b` of the same home.
 *
 * The longer of two counts when one continues the other. Where they part, the step of the lower recovery key counts,
 * and any recovery key before the root, however long the branches are. Both by the same key: `forked`; whoever saw one
 * first stays with it, and only a recovery key can end it.
 */
export function relateChains(a: ChainState, b: ChainState): ChainRelation {
  if (a.home !== b.home) throw new UsageError('bad-option', 'chains of different homes')
  const fork = forkOf(a, b)
  if (fork === undefined) return a.n === b.n ? 'same' : a.n > b.n ? 'newer' : 'older'
  if (fork.a.rank === fork.b.rank) return 'forked'
  return fork.a.rank < fork.b.rank ? 'newer' : 'older'
}

/**
 * Order of two chains of the same home for whoever has seen neither before: above 0 when `a` counts more.
 *
 * As {@link relateChains}; of `forked` ones the lower hash counts, so that everybody picks the same one.
 */
export function compareChains(a: ChainState, b: ChainState): number {
  const relation = relateChains(a, b)
  if (relation === 'same') return 0
  if (relation !== 'forked') return relation === 'newer' ? 1 : -1
  const fork = forkOf(a, b)
  return fork === undefined ? 0 : compareBytes(fork.b.hash, fork.a.hash)
}

type Step = ChainState['steps'][number]

function forkOf(a: ChainState, b: ChainState): { a: Step; b: Step } | undefined {
  for (const [index, stepA] of a.steps.entries()) {
    const stepB = b.steps[index]
    if (stepB !== undefined && !equalBytes(stepA.hash, stepB.hash)) return { a: stepA, b: stepB }
  }
  return undefined
}

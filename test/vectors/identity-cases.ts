/** The values behind `identity.json`: each message of protocol/identity, from the smallest legal one to the largest. */
import { signerFromSeed } from '../../protocol/codec/signer.ts'
import { chainStep, type ChainStep, extendChain } from '../../protocol/identity/chain.ts'
import { genesisOf, publicKeyOf } from '../../protocol/identity/citizen.ts'
import { deviceCert, type DeviceCert, sessionCert } from '../../protocol/identity/device.ts'
import { genesisDigest, genesisMessage, homeIdOf, homeMultihash } from '../../protocol/identity/genesis.ts'
import { homeMail } from '../../protocol/identity/home-mail.ts'
import type { Credential } from '../../protocol/identity/identity.ts'
import { loginCard, type LoginCard } from '../../protocol/identity/login-card.ts'
import { recoverySheet } from '../../protocol/identity/recovery-sheet.ts'
import { revocations } from '../../protocol/identity/revocation.ts'
import { visitingCard } from '../../protocol/identity/visiting-card.ts'
import { DAY_MS, DEVICE_SEED, filled, NOW_MS, RECOVERY_SEED, ROOT_SEED } from '../support/fixed-keys.ts'
import { plainVectors, signedVectors, type Vector } from './vector.ts'

const LARGEST = Number.MAX_SAFE_INTEGER
const genesis = genesisOf(ROOT_SEED)
const home = homeMultihash(homeIdOf(genesis))
const deviceKey = publicKeyOf(DEVICE_SEED)

/** The root at the end of the largest chain. */
export const LAST_ROOT_SEED = filled(128)

/** Four steps with all that a step can have. */
async function largestChain(): Promise<Uint8Array[]> {
  let chain: Uint8Array[] = []
  let signerSeed = ROOT_SEED
  for (let n = 1; n <= 4; n++) {
    const recoverySeeds = [0, 1, 2].map(index => filled(16 * n + index))
    chain = await extendChain(genesis, chain, {
      newRoot: publicKeyOf(n === 4 ? LAST_ROOT_SEED : filled(96 + n)),
      recoveryKeys: recoverySeeds.map(publicKeyOf),
      signer: await signerFromSeed(signerSeed)
    })
    signerSeed = filled(16 * n)
  }
  return chain
}

const smallestCert: DeviceCert = {
  home,
  deviceKey,
  name: 'a',
  issuedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 1,
  serial: filled(9, 8)
}

/** Certificates with a name of 64 bytes that fill all the time they may. */
export const largestCert: DeviceCert = { ...smallestCert, name: 'é'.repeat(32), expiresAtMs: NOW_MS + 400 * DAY_MS }

/** The credential of the fixed device, with nothing to spare or as large as it can be. */
export async function credentialOf(size: 'smallest' | 'largest'): Promise<Credential> {
  const isLargest = size === 'largest'
  const root = await signerFromSeed(isLargest ? LAST_ROOT_SEED : ROOT_SEED)
  const { bytes: cert } = await deviceCert.sign(isLargest ? largestCert : { ...smallestCert, name: 'Laptop' }, root)
  return { genesis, chain: isLargest ? await largestChain() : [], cert }
}

/** As many serials as there may be. */
export const largestRevocations = {
  home,
  n: LARGEST,
  serials: Array.from({ length: 32 }, (_, index) => filled(100 + index, 8)),
  certsBeforeMs: NOW_MS
}

/** A hint of 256 bytes. */
const LONG_HINT = `/dns4/${'a'.repeat(242)}/tcp/443`
const SHORT_HINT = '/dns4/city.example.org/tcp/443/wss'

/** A text of exactly 280 bytes with two in each character. */
export const LONG_ABOUT = 'ß'.repeat(140)

const loginCardValue: LoginCard = {
  v: 1,
  h: home,
  k: 'argon2id',
  m: 65_536,
  t: 3,
  p: 1,
  s: filled(10, 16),
  n: filled(11, 24),
  c: filled(12, 48)
}

const firstStep: ChainStep = { home, n: 1, prev: genesisDigest(genesis) }

/** All vectors of `identity.json`. */
export async function identityVectors(): Promise<Vector[]> {
  const [smallest, largest] = [await credentialOf('smallest'), await credentialOf('largest')]
  const keys = { peerKey: filled(7), sealKey: filled(8), issuedAtMs: NOW_MS }
  const card = { v: 1 as const, home, name: 'a', issuedAtMs: NOW_MS, hints: [] }
  return [
    ...plainVectors(genesisMessage, {
      smallest: genesis,
      largest: { v: 1, rootKey: filled(255), nonce: filled(255, 16) }
    }),
    ...(await signedVectors(chainStep, ROOT_SEED, {
      smallest: { ...firstStep, newRoot: filled(13) },
      normal: { ...firstStep, recoveryKeys: [publicKeyOf(RECOVERY_SEED)] },
      largest: { ...firstStep, n: 4, newRoot: filled(13), recoveryKeys: [filled(14), filled(15), filled(16)] }
    })),
    ...(await signedVectors(deviceCert, ROOT_SEED, { smallest: smallestCert, largest: largestCert })),
    ...(await signedVectors(sessionCert, DEVICE_SEED, {
      smallest: { by: { kind: 'guest', key: deviceKey }, ...keys, expiresAtMs: NOW_MS + DAY_MS },
      normal: { by: { kind: 'citizen', ...smallest }, ...keys, expiresAtMs: NOW_MS + DAY_MS },
      largest: { by: { kind: 'citizen', ...largest }, ...keys, expiresAtMs: NOW_MS + DAY_MS }
    })),
    ...(await signedVectors(revocations, ROOT_SEED, {
      smallest: { home, n: 1, serials: [], certsBeforeMs: 0 },
      normal: { home, n: 2, serials: [filled(17, 8)], certsBeforeMs: NOW_MS },
      largest: largestRevocations
    })),
    ...(await signedVectors(homeMail, ROOT_SEED, {
      smallest: { home, g: 1, key: filled(18) },
      largest: { home, g: LARGEST, key: filled(18) }
    })),
    ...plainVectors(loginCard, {
      normal: loginCardValue,
      smallest: { ...loginCardValue, k: '', m: 0, t: 0, p: 0 },
      largest: { ...loginCardValue, k: 'argon2id-of-2099', m: LARGEST, t: LARGEST, p: LARGEST }
    }),
    ...plainVectors(recoverySheet, {
      smallest: { v: 1, genesis, recoverySeed: RECOVERY_SEED },
      largest: { v: 1, genesis, recoverySeed: filled(255) }
    }),
    ...(await signedVectors(visitingCard, DEVICE_SEED, {
      smallest: { ...card, ...smallest },
      normal: {
        ...card,
        ...smallest,
        name: 'Alice',
        about: 'At home.',
        hints: [SHORT_HINT],
        page: 'https://a.example'
      },
      largest: {
        ...card,
        ...largest,
        name: 'é'.repeat(32),
        about: LONG_ABOUT,
        hints: [LONG_HINT, LONG_HINT, LONG_HINT, LONG_HINT],
        page: `https://${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(50)}:65535`
      }
    }))
  ]
}

import { describe, expect, test } from 'vitest'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { extendChain, relateChains, verifyChain } from '../../../protocol/identity/chain.ts'
import { publicKeyOf, revokeDevice } from '../../../protocol/identity/citizen.ts'
import { homeMultihash } from '../../../protocol/identity/genesis.ts'
import { isRevoked, openRevocations } from '../../../protocol/identity/revocation.ts'
import {
  isHttpsOrigin,
  makeVisitingCard,
  openVisitingCard,
  visitingCard,
  type VisitingCard
} from '../../../protocol/identity/visiting-card.ts'
import { DAY_MS, filled, fixedCitizen, MINUTE_MS, NOW_MS, RECOVERY_SEED, ROOT_SEED } from '../../support/fixed-keys.ts'

const nowMs = NOW_MS
const alice = await fixedCitizen({ recoverySeed: RECOVERY_SEED })
const bob = await fixedCitizen({ seed: filled(41), deviceSeed: filled(43) })
const hint = '/dns4/city.example.org/tcp/443/wss/p2p/12D3KooWBHwLkZbnNtMGxdvPyGJFSvCHqmkqcfPSGzqvbXH8iHDu'
const fields = { name: 'Alice', about: 'Two\nlines.', hints: [hint], page: 'https://city.example.org', nowMs }
const card = await makeVisitingCard(fields, alice.identity)

/** Alice's card with something changed in it, signed by her device nevertheless. */
const changed = async (change: Partial<VisitingCard>, signer = alice.device) => {
  const { value } = await visitingCard.open(card)
  return (await visitingCard.sign({ ...value, ...change }, signer)).bytes
}
const refusal = (code: string) => expect.objectContaining({ name: 'AuthError', code })
const malformed = expect.objectContaining({ name: 'CodecError', code: 'malformed' })

describe('a visiting card', () => {
  test('says who somebody is, and by which device', async () => {
    expect(await openVisitingCard(card, { nowMs })).toMatchObject({
      home: alice.home,
      name: 'Alice',
      about: 'Two\nlines.',
      hints: [hint],
      page: 'https://city.example.org',
      issuedAtMs: nowMs,
      deviceKey: alice.device.publicKey,
      serial: filled(9, 8),
      chain: { n: 1 }
    })
  })

  test('needs no more than a name', async () => {
    const opened = await openVisitingCard(await makeVisitingCard({ name: 'Bob', nowMs }, bob.identity), { nowMs })
    expect(opened).toMatchObject({ home: bob.home, name: 'Bob', hints: [], about: undefined, page: undefined })
  })

  test('does not age, though the certificate does', async () => {
    await expect(openVisitingCard(card, { nowMs: nowMs + 3_000 * DAY_MS })).resolves.toMatchObject({ name: 'Alice' })
    const late = await changed({ issuedAtMs: nowMs + 402 * DAY_MS })
    await expect(openVisitingCard(late, { nowMs: nowMs + 402 * DAY_MS })).rejects.toThrow(refusal('expired'))
  })

  test('is not of the future, nor older than its certificate', async () => {
    await expect(openVisitingCard(card, { nowMs: nowMs - 14 * MINUTE_MS })).resolves.toBeDefined()
    await expect(openVisitingCard(card, { nowMs: nowMs - 16 * MINUTE_MS })).rejects.toThrow(refusal('not-yet-valid'))
    const early = await changed({ issuedAtMs: nowMs - DAY_MS })
    await expect(openVisitingCard(early, { nowMs })).rejects.toThrow(refusal('not-yet-valid'))
  })

  test('signed by another device, for another home or with another certificate is refused', async () => {
    const byBob = await changed({}, bob.device)
    await expect(openVisitingCard(byBob, { nowMs })).rejects.toThrow(refusal('not-allowed'))
    const ofBob = await changed({ home: homeMultihash(bob.home) })
    await expect(openVisitingCard(ofBob, { nowMs })).rejects.toThrow(refusal('not-allowed'))
    const certOfBob = await changed({ cert: bob.credential.cert })
    await expect(openVisitingCard(certOfBob, { nowMs })).rejects.toThrow(refusal('bad-signature'))
  })

  test('lets the home’s record revoke it', async () => {
    const { cert, chain } = await openVisitingCard(card, { nowMs })
    const { genesis } = alice
    const revoked = await revokeDevice({ seed: ROOT_SEED, genesis, chain: alice.chain, serials: [cert.serial] })
    expect(isRevoked(cert, await openRevocations(revoked, chain))).toBe(true)
    const moved = await extendChain(genesis, alice.chain, {
      newRoot: publicKeyOf(filled(51)),
      signer: await signerFromSeed(RECOVERY_SEED)
    })
    expect(relateChains(chain, await verifyChain(genesis, moved))).toBe('older')
  })

  test('of another version is told apart', async () => {
    await expect(changed({ v: 2 as unknown as 1 })).rejects.toMatchObject({ code: 'unknown-version' })
  })

  test.each([
    ['a hint that is no multiaddr', { hints: ['city.example.org:443'] }],
    ['a hint of an unknown protocol', { hints: ['/nonsense/1'] }],
    ['five hints', { hints: [hint, hint, hint, hint, hint] }],
    ['a hint too long', { hints: [`/dns4/${'a'.repeat(256)}/tcp/1`] }],
    ['a page over http', { page: 'http://city.example.org' }],
    ['a page with a path', { page: 'https://city.example.org/' }],
    ['a file for a page', { page: 'data:text/html,hello' }],
    ['a name with a bidi control', { name: 'A\u202Elice' }],
    ['too much about', { about: 'a'.repeat(281) }]
  ])('with %s is malformed', async (_, change) => {
    await expect(changed(change)).rejects.toThrow(malformed)
  })
})

test('an https origin is written in one way', () => {
  for (const origin of ['https://a.example', 'https://a.example:8443', 'https://[::1]:1']) {
    expect(isHttpsOrigin(origin)).toBe(true)
  }
  for (const other of [
    'https://A.example',
    'https://a.example:443',
    'https://user@a.example',
    'https://',
    '',
    'a.example'
  ]) {
    expect(isHttpsOrigin(other)).toBe(false)
  }
})

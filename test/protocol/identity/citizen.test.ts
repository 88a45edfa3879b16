import { x25519 } from '@noble/curves/ed25519.js'
import { describe, expect, test } from 'vitest'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { extendChain, verifyChain } from '../../../protocol/identity/chain.ts'
import { admitDevice, genesisOf, newSeed, publicKeyOf, revokeDevice } from '../../../protocol/identity/citizen.ts'
import { verifyCredential } from '../../../protocol/identity/device.ts'
import { mailSecretOf, openHomeMail, signHomeMail } from '../../../protocol/identity/home-mail.ts'
import { isRevoked, openRevocations } from '../../../protocol/identity/revocation.ts'
import { filled, fixedCitizen, NOW_MS, notRandom, RECOVERY_SEED, ROOT_SEED } from '../../support/fixed-keys.ts'

const notAllowed = expect.objectContaining({ name: 'AuthError', code: 'not-allowed' })
const alice = await fixedCitizen({ recoverySeed: RECOVERY_SEED })
const { genesis, chain } = alice
const state = await verifyChain(genesis, chain)
const device = { deviceKey: filled(11), deviceName: 'Telephone', nowMs: NOW_MS }

describe('founding a home', () => {
  test('gives all that its root has to sign', async () => {
    expect(genesis).toEqual(genesisOf(ROOT_SEED))
    expect(state).toMatchObject({ n: 1, recoveryKeys: [publicKeyOf(RECOVERY_SEED)] })
    const { cert } = await verifyCredential(alice.credential, { deviceKey: alice.device.publicKey, nowMs: NOW_MS })
    expect(cert.name).toBe('Laptop')
    expect((await openHomeMail(alice.mail, state)).g).toBe(1)
  })

  test('without a recovery sheet has no chain', async () => {
    const { chain: none } = await fixedCitizen()
    expect(none).toEqual([])
  })

  test('takes its seed from chance, or what stands in for it', () => {
    expect(newSeed()).not.toEqual(newSeed())
    expect(newSeed(notRandom(5))).toEqual(filled(5))
  })

  test('refuses a seed of a wrong length', () => {
    expect(() => genesisOf(filled(1, 31))).toThrow(expect.objectContaining({ name: 'UsageError', code: 'bad-option' }))
  })
})

describe('admitting a device', () => {
  test('needs the present root', async () => {
    const credential = await admitDevice({ seed: ROOT_SEED, genesis, chain, ...device })
    const verified = await verifyCredential(credential, { deviceKey: device.deviceKey, nowMs: NOW_MS })
    expect(verified).toMatchObject({ home: alice.home, cert: { name: 'Telephone' } })
    await expect(admitDevice({ seed: RECOVERY_SEED, genesis, chain, ...device })).rejects.toThrow(notAllowed)
  })

  test('is no longer for the root that was replaced', async () => {
    const moved = await extendChain(genesis, chain, {
      newRoot: publicKeyOf(filled(51)),
      signer: await signerFromSeed(RECOVERY_SEED)
    })
    await expect(admitDevice({ seed: ROOT_SEED, genesis, chain: moved, ...device })).rejects.toThrow(notAllowed)
    await expect(admitDevice({ seed: filled(51), genesis, chain: moved, ...device })).resolves.toBeDefined()
  })
})

describe('revoking', () => {
  const cert = { serial: filled(9, 8), issuedAtMs: NOW_MS }
  const revoke = async (options: Partial<Parameters<typeof revokeDevice>[0]>) =>
    revokeDevice({ seed: ROOT_SEED, genesis, chain, ...options })

  test('nothing is revoked before', () => {
    expect(isRevoked(cert, undefined)).toBe(false)
  })

  test('a serial by the root or a recovery key', async () => {
    for (const seed of [ROOT_SEED, RECOVERY_SEED]) {
      const revoked = await openRevocations(await revoke({ seed, serials: [cert.serial] }), state)
      expect(revoked.n).toBe(1)
      expect(isRevoked(cert, revoked)).toBe(true)
      expect(isRevoked({ ...cert, serial: filled(10, 8) }, revoked)).toBe(false)
    }
  })

  test('is for nobody else', async () => {
    await expect(revoke({ seed: filled(99), serials: [cert.serial] })).rejects.toThrow(notAllowed)
  })

  test('everything before an instant', async () => {
    const revoked = await openRevocations(await revoke({ certsBeforeMs: NOW_MS }), state)
    expect(isRevoked(cert, revoked)).toBe(false)
    expect(isRevoked({ ...cert, issuedAtMs: NOW_MS - 1 }, revoked)).toBe(true)
  })

  test('adds to what was revoked, and a serial once', async () => {
    const one = await revoke({ serials: [filled(1, 8)], certsBeforeMs: 5 })
    const two = await revoke({ revoked: one, serials: [filled(1, 8), filled(2, 8)] })
    expect(await openRevocations(two, state)).toMatchObject({
      n: 2,
      serials: [filled(1, 8), filled(2, 8)],
      certsBeforeMs: 5
    })
  })

  test('more than the list holds needs an instant', async () => {
    const many = Array.from({ length: 32 }, (_, index) => filled(index, 8))
    const full = await revoke({ serials: many })
    const more = { revoked: full, serials: [filled(100, 8)] }
    await expect(revoke(more)).rejects.toMatchObject({ name: 'UsageError' })
    const revoked = await openRevocations(await revoke({ ...more, certsBeforeMs: NOW_MS }), state)
    expect(revoked.serials).toEqual([...many.slice(1), filled(100, 8)])
  })

  test('is of one home', async () => {
    const other = await fixedCitizen({ seed: filled(41) })
    const revoked = await revokeDevice({ seed: filled(41), genesis: other.genesis, chain: [], serials: [cert.serial] })
    await expect(openRevocations(revoked, state)).rejects.toThrow(notAllowed)
  })
})

describe('a mail key', () => {
  test('is the public half of what the root seed gives', async () => {
    const mail = await openHomeMail(alice.mail, state)
    expect(mail.key).toEqual(x25519.getPublicKey(mailSecretOf(ROOT_SEED, 1)))
  })

  test('is another one in each generation', async () => {
    expect(mailSecretOf(ROOT_SEED, 2)).not.toEqual(mailSecretOf(ROOT_SEED, 1))
    const next = await openHomeMail(await signHomeMail(ROOT_SEED, alice.home, 2), state)
    expect(next).toMatchObject({ g: 2, key: x25519.getPublicKey(mailSecretOf(ROOT_SEED, 2)) })
  })

  test('is signed by the root alone, for one home', async () => {
    const byOther = await signHomeMail(RECOVERY_SEED, alice.home, 1)
    await expect(openHomeMail(byOther, state)).rejects.toMatchObject({ name: 'AuthError', code: 'bad-signature' })
    const other = await fixedCitizen({ seed: filled(41) })
    await expect(openHomeMail(await signHomeMail(ROOT_SEED, other.home, 1), state)).rejects.toThrow(notAllowed)
  })
})

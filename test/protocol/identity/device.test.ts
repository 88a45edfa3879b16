import { describe, expect, test } from 'vitest'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { extendChain } from '../../../protocol/identity/chain.ts'
import { admitDevice, publicKeyOf } from '../../../protocol/identity/citizen.ts'
import {
  deviceCert,
  issueSessionCert,
  sessionCert,
  verifyCredential,
  verifySessionCert
} from '../../../protocol/identity/device.ts'
import { homeMultihash } from '../../../protocol/identity/genesis.ts'
import type { CitizenIdentity, Credential } from '../../../protocol/identity/identity.ts'
import { DAY_MS, filled, fixedCitizen, MINUTE_MS, NOW_MS, RECOVERY_SEED, ROOT_SEED } from '../../support/fixed-keys.ts'

const nowMs = NOW_MS
const peerKey = filled(7)
const sealKey = filled(8)
const guest = await signerFromSeed(filled(6))
const alice = await fixedCitizen({ recoverySeed: RECOVERY_SEED })
const bob = await fixedCitizen({ seed: filled(41), deviceSeed: filled(43) })

const code = (code: string) => expect.objectContaining({ name: 'AuthError', code })

const sessionOf = (credential: Credential, signer = alice.device, atMs = nowMs) => {
  const identity: CitizenIdentity = { ...alice.identity, signer, credential }
  return issueSessionCert(identity, { peerKey, sealKey, nowMs: atMs })
}

describe('a session certificate', () => {
  test('of a guest names the guest key', async () => {
    const bytes = await issueSessionCert({ kind: 'guest', signer: guest }, { peerKey, sealKey, nowMs })
    const session = await verifySessionCert(bytes, { nowMs, peerKey })
    expect(session).toEqual({ kind: 'guest', key: guest.publicKey, peerKey, sealKey, expiresAtMs: nowMs + DAY_MS })
  })

  test('of a citizen names home, device and certificate', async () => {
    const bytes = await issueSessionCert(alice.identity, { peerKey, sealKey, nowMs })
    const session = await verifySessionCert(bytes, { nowMs, peerKey })
    expect(session).toMatchObject({
      kind: 'citizen',
      key: alice.device.publicKey,
      home: alice.home,
      peerKey,
      sealKey,
      serial: filled(9, 8),
      cert: { name: 'Laptop' },
      chain: { n: 1 }
    })
  })

  test('is of one peer', async () => {
    const bytes = await issueSessionCert(alice.identity, { peerKey, sealKey, nowMs })
    await expect(verifySessionCert(bytes, { nowMs, peerKey: filled(1) })).rejects.toThrow(code('not-allowed'))
  })

  test('holds for a day, give or take a quarter of an hour', async () => {
    const bytes = await issueSessionCert(alice.identity, { peerKey, sealKey, nowMs })
    const at = (ms: number) => verifySessionCert(bytes, { nowMs: nowMs + ms })
    await expect(at(-14 * MINUTE_MS)).resolves.toBeDefined()
    await expect(at(DAY_MS + 14 * MINUTE_MS)).resolves.toBeDefined()
    await expect(at(-16 * MINUTE_MS)).rejects.toThrow(code('not-yet-valid'))
    await expect(at(DAY_MS + 15 * MINUTE_MS)).rejects.toThrow(code('expired'))
  })

  test('of a guest must be signed by that guest', async () => {
    const value = { by: { kind: 'guest' as const, key: filled(5) }, peerKey, sealKey }
    const { bytes } = await sessionCert.sign({ ...value, issuedAtMs: nowMs, expiresAtMs: nowMs + 1 }, guest)
    await expect(verifySessionCert(bytes, { nowMs })).rejects.toThrow(code('bad-signature'))
  })

  test('cannot last longer than a day', async () => {
    const value = { by: { kind: 'guest' as const, key: guest.publicKey }, peerKey, sealKey, issuedAtMs: nowMs }
    const malformed = expect.objectContaining({ name: 'CodecError', code: 'malformed' })
    for (const ms of [0, -1, DAY_MS + 1]) {
      await expect(sessionCert.sign({ ...value, expiresAtMs: nowMs + ms }, guest)).rejects.toThrow(malformed)
    }
  })

  test('by neither guest nor citizen is malformed', async () => {
    const bytes = await issueSessionCert({ kind: 'guest', signer: guest }, { peerKey, sealKey, nowMs })
    const { value } = await sessionCert.open(bytes)
    const other = { ...value, by: { kind: 'ghost' } } as unknown as typeof value
    await expect(sessionCert.sign(other, guest)).rejects.toMatchObject({ code: 'malformed' })
  })
})

describe('a citizen is refused', () => {
  test('without the chain the certificate stands on', async () => {
    const chain = await extendChain(alice.genesis, alice.chain, {
      newRoot: publicKeyOf(filled(51)),
      signer: await signerFromSeed(RECOVERY_SEED)
    })
    const device = { deviceKey: alice.device.publicKey, deviceName: 'Laptop', nowMs }
    const moved = await admitDevice({ seed: filled(51), genesis: alice.genesis, chain, ...device })
    await expect(verifySessionCert(await sessionOf(moved), { nowMs })).resolves.toMatchObject({ home: alice.home })
    const bytes = await sessionOf({ ...moved, chain: alice.chain })
    await expect(verifySessionCert(bytes, { nowMs })).rejects.toThrow(code('bad-signature'))
  })

  test('with a step too many', async () => {
    const bytes = await sessionOf({ ...alice.credential, chain: [...alice.chain, ...alice.chain] })
    await expect(verifySessionCert(bytes, { nowMs })).rejects.toThrow(code('not-allowed'))
  })

  test('with a certificate another root signed', async () => {
    const bytes = await sessionOf({ ...alice.credential, cert: bob.credential.cert })
    await expect(verifySessionCert(bytes, { nowMs })).rejects.toThrow(code('bad-signature'))
  })

  test('with a certificate of another home of the same root', async () => {
    const { bytes: cert } = await deviceCert.sign(
      {
        home: homeMultihash(bob.home),
        deviceKey: alice.device.publicKey,
        name: 'Laptop',
        issuedAtMs: nowMs,
        expiresAtMs: nowMs + 1,
        serial: filled(1, 8)
      },
      await signerFromSeed(ROOT_SEED)
    )
    const bytes = await sessionOf({ ...alice.credential, cert })
    await expect(verifySessionCert(bytes, { nowMs })).rejects.toThrow(code('not-allowed'))
  })

  test('with a certificate of another device', async () => {
    const bytes = await sessionOf(alice.credential, bob.device)
    await expect(verifySessionCert(bytes, { nowMs })).rejects.toThrow(code('not-allowed'))
  })

  test('with a chain of another home', async () => {
    const bytes = await sessionOf({ ...bob.credential, chain: alice.chain })
    await expect(verifySessionCert(bytes, { nowMs })).rejects.toThrow(code('not-allowed'))
  })

  test('with a certificate that has expired or is of the future', async () => {
    const verify = (atMs: number) =>
      verifyCredential(alice.credential, { deviceKey: alice.device.publicKey, nowMs: atMs })
    await expect(verify(nowMs + 400 * DAY_MS)).resolves.toBeDefined()
    await expect(verify(nowMs + 401 * DAY_MS)).rejects.toThrow(code('expired'))
    await expect(verify(nowMs - DAY_MS)).rejects.toThrow(code('not-yet-valid'))
    // the session is of this minute, the certificate under it is not
    const late = nowMs + 401 * DAY_MS
    const bytes = await sessionOf(alice.credential, alice.device, late)
    await expect(verifySessionCert(bytes, { nowMs: late })).rejects.toThrow(code('expired'))
  })
})

test('a device certificate lasts 400 days at most', async () => {
  const { value } = await deviceCert.open(alice.credential.cert)
  expect(value.expiresAtMs - value.issuedAtMs).toBe(400 * DAY_MS)
  const longer = { ...value, expiresAtMs: value.expiresAtMs + 1 }
  await expect(deviceCert.sign(longer, alice.device)).rejects.toMatchObject({ code: 'malformed' })
})

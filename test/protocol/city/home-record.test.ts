import { describe, expect, test } from 'vitest'
import {
  acceptAfter,
  compareHomes,
  editHomeRecord,
  fieldsOf,
  type HomeFields,
  homeRecord,
  type HomeRecord,
  isEquivocation,
  nextSeq,
  openHeldRecord,
  openHomeRecord,
  type RoomEntry,
  signHomeRecord,
  type VerifiedHome
} from '../../../protocol/city/home-record.ts'
import { type Signer, signerFromSeed } from '../../../protocol/codec/signer.ts'
import { extendChain } from '../../../protocol/identity/chain.ts'
import { admitDevice, publicKeyOf, revokeDevice } from '../../../protocol/identity/citizen.ts'
import { signHomeMail } from '../../../protocol/identity/home-mail.ts'
import type { CitizenIdentity } from '../../../protocol/identity/identity.ts'
import { DAY_MS, filled, fixedCitizen, MINUTE_MS, NOW_MS, RECOVERY_SEED, ROOT_SEED } from '../../support/fixed-keys.ts'

const nowMs = NOW_MS
const alice = await fixedCitizen({ recoverySeed: RECOVERY_SEED })
const bob = await fixedCitizen({ seed: filled(41), deviceSeed: filled(43) })
const { home, genesis, chain, mail, identity } = alice

const room = (n: number, fields: Partial<RoomEntry> = {}): RoomEntry => ({
  id: filled(n, 16),
  slug: `room-${n}`,
  title: `Room ${n}`,
  door: 'open',
  flags: 0,
  epoch: 0,
  ...fields
})
const fields: HomeFields = { name: 'Alice', about: 'At home.', rooms: [room(1), room(2)], listed: false }

const open = (bytes: Uint8Array, atMs = nowMs): Promise<VerifiedHome> => openHomeRecord(home, bytes, { nowMs: atMs })

/** A record of Alice's that is valid but for what is changed in it. */
const signRaw = async (change: Partial<HomeRecord>, signer: Signer = alice.device): Promise<Uint8Array> => {
  const valid: HomeRecord = {
    v: 1,
    ...alice.credential,
    mail,
    seq: 5,
    issuedAtMs: nowMs,
    expiresAtMs: nowMs + DAY_MS,
    ...fields
  }
  return (await homeRecord.sign({ ...valid, ...change }, signer)).bytes
}

const signed = async (
  options: Partial<Parameters<typeof signHomeRecord>[1]> & { fields?: Partial<HomeFields> } = {}
): Promise<VerifiedHome> => {
  const { fields: changed, ...rest } = options
  return open(await signHomeRecord({ ...fields, ...changed }, { identity, mail, seq: 5, nowMs, ...rest }))
}

const hex = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

const refusal = (name: 'AuthError' | 'CodecError', code: string) => expect.objectContaining({ name, code })
const malformed = refusal('CodecError', 'malformed')

/** What becomes of the home when its recovery key gives it a new root. */
const moveTo = async (seed: Uint8Array, signerSeed: Uint8Array) => {
  const moved = await extendChain(genesis, chain, {
    newRoot: publicKeyOf(seed),
    signer: await signerFromSeed(signerSeed)
  })
  const device = { deviceKey: alice.device.publicKey, deviceName: 'Laptop', nowMs }
  const credential = await admitDevice({ seed, genesis, chain: moved, ...device })
  return { identity: { ...identity, credential }, mail: await signHomeMail(seed, home, 2) }
}

describe('a record', () => {
  test('comes back as it was signed', async () => {
    const picture = { cid: Uint8Array.from([1, 0x55, 0x12, 0x20, ...filled(4)]), bytes: 16_384 }
    const all: HomeFields = {
      ...fields,
      rooms: [room(1, { door: 'card', flags: 3, epoch: 2, page: picture.cid }), room(2, { door: 'closed' })],
      picture,
      square: true,
      capabilityRevocations: { n: 1, hash: filled(6) }
    }
    const verified = await signed({ fields: all })
    expect(fieldsOf(verified)).toEqual(all)
    expect(verified).toMatchObject({
      home,
      deviceKey: alice.device.publicKey,
      cert: { name: 'Laptop' },
      mail: { g: 1 }
    })
    expect(verified.record).toMatchObject({ seq: 5, issuedAtMs: nowMs, expiresAtMs: nowMs + 90 * DAY_MS })
  })

  test('ends with the certificate of its device', async () => {
    const lateMs = nowMs + 380 * DAY_MS
    const verified = await open(await signHomeRecord(fields, { identity, mail, seq: 5, nowMs: lateMs }), lateMs)
    expect(verified.record.expiresAtMs).toBe(nowMs + 400 * DAY_MS)
    const longer = await signRaw({ issuedAtMs: lateMs, expiresAtMs: nowMs + 400 * DAY_MS + 1 })
    await expect(open(longer, lateMs)).rejects.toThrow(malformed)
  })

  test('is of one home', async () => {
    const { bytes } = await signed()
    await expect(openHomeRecord(bob.home, bytes, { nowMs })).rejects.toThrow(refusal('AuthError', 'not-allowed'))
  })

  test('has a day on which it begins and one on which it ends', async () => {
    const bytes = await signRaw({})
    await expect(open(bytes, nowMs - 14 * MINUTE_MS)).resolves.toBeDefined()
    await expect(open(bytes, nowMs - 16 * MINUTE_MS)).rejects.toThrow(refusal('AuthError', 'not-yet-valid'))
    await expect(open(bytes, nowMs + DAY_MS + 14 * MINUTE_MS)).resolves.toBeDefined()
    await expect(open(bytes, nowMs + DAY_MS + 15 * MINUTE_MS)).rejects.toThrow(refusal('AuthError', 'expired'))
  })

  test('is looked at more kindly by a reader, whose clock may be behind while its signer’s is ahead', async () => {
    const bytes = await signRaw({})
    const held = (atMs: number) => openHeldRecord(home, bytes, { nowMs: atMs })
    await expect(held(nowMs)).resolves.toBeDefined()
    await expect(held(nowMs - 29 * MINUTE_MS)).resolves.toBeDefined()
    await expect(held(nowMs - 31 * MINUTE_MS)).rejects.toThrow(refusal('AuthError', 'not-yet-valid'))
    await expect(held(nowMs + DAY_MS + 15 * MINUTE_MS)).rejects.toThrow(refusal('AuthError', 'expired'))
  })

  test('lasts 90 days at most', async () => {
    await expect(signRaw({ expiresAtMs: nowMs + 90 * DAY_MS + 1 })).rejects.toThrow(malformed)
    await expect(signRaw({ expiresAtMs: nowMs })).rejects.toThrow(malformed)
  })

  test('cannot jump ahead with its number', async () => {
    await expect(signRaw({ seq: nowMs })).resolves.toBeDefined()
    await expect(signRaw({ seq: nowMs + 1 })).rejects.toThrow(malformed)
  })

  test('of another version is told apart', async () => {
    const later = signRaw({ v: 2 as unknown as 1 })
    await expect(later).rejects.toThrow(refusal('CodecError', 'unknown-version'))
  })

  test('with a signature that does not hold is forged', async () => {
    const forged = Uint8Array.from(await signRaw({}))
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    await expect(open(forged)).rejects.toThrow(refusal('AuthError', 'bad-signature'))
  })

  test('signed by a device that is not the certified one is refused', async () => {
    await expect(open(await signRaw({}, bob.device))).rejects.toThrow(refusal('AuthError', 'not-allowed'))
  })

  test('with a certificate of another root is refused', async () => {
    const bytes = await signRaw({ cert: bob.credential.cert })
    await expect(open(bytes)).rejects.toThrow(refusal('AuthError', 'bad-signature'))
  })

  test('with the mail key of another home is refused', async () => {
    await expect(open(await signRaw({ mail: bob.mail }))).rejects.toThrow(refusal('AuthError', 'bad-signature'))
    const stolen = await signHomeMail(ROOT_SEED, bob.home, 1)
    await expect(open(await signRaw({ mail: stolen }))).rejects.toThrow(refusal('AuthError', 'not-allowed'))
  })

  test('with revocations of another home or of nobody is refused', async () => {
    const others = await revokeDevice({ seed: filled(41), genesis: bob.genesis, chain: [], serials: [] })
    await expect(open(await signRaw({ revoked: others }))).rejects.toThrow(refusal('AuthError', 'not-allowed'))
    await expect(open(await signRaw({ revoked: filled(1, 10) }))).rejects.toThrow(malformed)
  })

  test('has at most 16 rooms, each with its own id and slug', async () => {
    const rooms = Array.from({ length: 17 }, (_, index) => room(index))
    await expect(signRaw({ rooms: rooms.slice(1) })).resolves.toBeDefined()
    await expect(signRaw({ rooms })).rejects.toThrow(malformed)
    await expect(signRaw({ rooms: [room(1), room(2, { slug: 'room-1' })] })).rejects.toThrow(malformed)
    await expect(signRaw({ rooms: [room(1), room(2, { id: filled(1, 16) })] })).rejects.toThrow(malformed)
  })

  test.each([
    ['a name with a line break', { name: 'Ali\nce' }],
    ['a name with a bidi control', { name: 'Ali\u202Ece' }],
    ['a name that is not in normal form', { name: 'Ame\u0301lie' }],
    ['a name too long', { name: 'a'.repeat(65) }],
    ['no name', { name: '' }],
    ['too much about', { about: 'a'.repeat(281) }],
    ['a slug in capitals', { rooms: [room(1, { slug: 'Room' })] }],
    ['a slug with a slash', { rooms: [room(1, { slug: 'a/b' })] }],
    ['a title too long', { rooms: [room(1, { title: 'a'.repeat(65) })] }],
    ['an unknown door', { rooms: [room(1, { door: 'ajar' as 'open' })] }],
    ['an id too short', { rooms: [room(1, { id: filled(1, 15) })] }],
    ['a picture that is no raw block', { picture: { cid: filled(1, 36), bytes: 1 } }],
    ['a picture too large', { picture: { cid: Uint8Array.from([1, 0x55, 0x12, 0x20, ...filled(4)]), bytes: 16_385 } }]
  ])('with %s is malformed', async (_, change: Partial<HomeRecord>) => {
    await expect(signRaw(change)).rejects.toThrow(malformed)
  })

  test('of a revoked device is refused, whatever its number', async () => {
    const revoked = await revokeDevice({ seed: ROOT_SEED, genesis, chain, serials: [filled(9, 8)] })
    await expect(open(await signRaw({ revoked, seq: nowMs }))).rejects.toThrow(refusal('AuthError', 'revoked'))
  })

  test('that nobody could read is not signed', async () => {
    await expect(signed({ mail: bob.mail })).rejects.toThrow(refusal('AuthError', 'bad-signature'))
    const lateMs = nowMs + 402 * DAY_MS
    await expect(signHomeRecord(fields, { identity, mail, seq: 5, nowMs: lateMs })).rejects.toThrow(
      refusal('AuthError', 'expired')
    )
  })
})

describe('the newer of two records', () => {
  /** Checks that each is newer than those before it, seen from either side. */
  const expectOrder = (...homes: readonly VerifiedHome[]): void => {
    for (const [index, older] of homes.entries()) {
      expect(compareHomes(older, older)).toBe(0)
      expect(acceptAfter(older, older)).toBe(true)
      for (const newer of homes.slice(index + 1)) {
        expect(compareHomes(newer, older)).toBeGreaterThan(0)
        expect(compareHomes(older, newer)).toBeLessThan(0)
        expect(acceptAfter(older, newer)).toBe(true)
        expect(acceptAfter(newer, older)).toBe(false)
      }
    }
  }

  test('is decided by the chain, then the revocations, then the number', async () => {
    const revoked = await revokeDevice({ seed: ROOT_SEED, genesis, chain, serials: [filled(1, 8)] })
    const again = await revokeDevice({ seed: ROOT_SEED, genesis, chain, revoked, serials: [filled(2, 8)] })
    expectOrder(
      await signed({ seq: 5 }),
      await signed({ seq: 6 }),
      await signed({ seq: 4, revoked }),
      await signed({ seq: 5, revoked }),
      await signed({ seq: 1, revoked: again }),
      await signed({ seq: 1, ...(await moveTo(filled(51), RECOVERY_SEED)) })
    )
  })

  test('at one number is the one with the lower hash', async () => {
    const one = await signed({ fields: { name: 'One' } })
    const two = await signed({ fields: { name: 'Two' } })
    expectOrder(...(hex(one.hash) < hex(two.hash) ? [two, one] : [one, two]))
    expect(isEquivocation(one, two)).toBe(true)
    expect(isEquivocation(one, one)).toBe(false)
    expect(isEquivocation(one, await signed({ seq: 6 }))).toBe(false)
  })

  test('is never one whose chain has forked, for whoever saw the other first', async () => {
    const one = await signed(await moveTo(filled(51), ROOT_SEED))
    const other = await signed({ ...(await moveTo(filled(52), ROOT_SEED)), seq: 1_000 })
    expect(acceptAfter(one, other)).toBe(false)
    expect(acceptAfter(other, one)).toBe(false)
    expect(compareHomes(one, other)).not.toBe(0)
    expect(Math.sign(compareHomes(one, other))).toBe(-Math.sign(compareHomes(other, one)))
    const rescued = await signed({ ...(await moveTo(filled(53), RECOVERY_SEED)), seq: 1 })
    expectOrder(one, rescued)
    expectOrder(other, rescued)
  })

  test('is any, for whoever has seen none', async () => {
    expect(acceptAfter(undefined, await signed())).toBe(true)
  })
})

describe('an edit', () => {
  const rename = (name: string) => (before: HomeFields) => ({ ...before, name })

  test('changes what it is about and keeps the rest', async () => {
    const revoked = await revokeDevice({ seed: ROOT_SEED, genesis, chain, serials: [filled(1, 8)] })
    const base = await signed({ fields: { listed: true, square: true }, revoked })
    const edited = await open(await editHomeRecord(base, rename('Alicia'), { identity, nowMs: nowMs + 1 }), nowMs + 1)
    expect(fieldsOf(edited)).toEqual({ ...fieldsOf(base), name: 'Alicia' })
    expect(edited.record).toMatchObject({ seq: 6, revoked, issuedAtMs: nowMs + 1 })
    expect(compareHomes(edited, base)).toBeGreaterThan(0)
  })

  test('by a device that has not heard of new recovery keys keeps them', async () => {
    const plain = await fixedCitizen()
    const secured = await extendChain(plain.genesis, [], {
      recoveryKeys: [publicKeyOf(RECOVERY_SEED)],
      signer: await signerFromSeed(ROOT_SEED)
    })
    const other: CitizenIdentity = { ...plain.identity, credential: { ...plain.credential, chain: secured } }
    const base = await open(await signHomeRecord(fields, { identity: other, mail: plain.mail, seq: 5, nowMs }))
    const edited = await open(await editHomeRecord(base, rename('Alicia'), { identity: plain.identity, nowMs }))
    expect(edited.chain.n).toBe(1)
    expect(acceptAfter(base, edited)).toBe(true)
  })

  test('by a device of a root that was replaced is refused', async () => {
    const base = await signed(await moveTo(filled(51), RECOVERY_SEED))
    await expect(editHomeRecord(base, rename('Mallory'), { identity, nowMs })).rejects.toThrow(
      refusal('AuthError', 'bad-signature')
    )
  })
})

describe('the next number', () => {
  test('is one more', () => expect(nextSeq(5, nowMs)).toBe(6))

  test('of a home nobody knows is the time in seconds, above all it can have had', () => {
    expect(nextSeq(undefined, nowMs)).toBe(nowMs / 1000)
    expect(nextSeq(nextSeq(undefined, nowMs - DAY_MS) + 1_000, nowMs)).toBeLessThan(nextSeq(undefined, nowMs))
  })

  test('may be a little ahead of a clock that is late', async () => {
    const seq = nextSeq(nowMs + 10 * MINUTE_MS, nowMs)
    expect((await signed({ seq })).record).toMatchObject({ seq, issuedAtMs: seq })
  })

  test('is refused to a clock that is wrong', () => {
    const wrong = expect.objectContaining({ name: 'StateError', code: 'clock-wrong' })
    expect(() => nextSeq(nowMs + 16 * MINUTE_MS, nowMs)).toThrow(wrong)
  })
})

/** The values behind `home-record.json`: a record of one who has just come, and one with all that a record can hold. */
import { homeRecord, type HomeRecord, type RoomEntry } from '../../protocol/city/home-record.ts'
import { signerFromSeed } from '../../protocol/codec/signer.ts'
import { genesisOf } from '../../protocol/identity/citizen.ts'
import { homeIdOf, homeMultihash } from '../../protocol/identity/genesis.ts'
import { homeMail } from '../../protocol/identity/home-mail.ts'
import { revocations } from '../../protocol/identity/revocation.ts'
import { DAY_MS, DEVICE_SEED, filled, NOW_MS, ROOT_SEED } from '../support/fixed-keys.ts'
import { credentialOf, largestRevocations, LAST_ROOT_SEED, LONG_ABOUT } from './identity-cases.ts'
import { signedVectors, type Vector } from './vector.ts'

const home = homeMultihash(homeIdOf(genesisOf(ROOT_SEED)))
const pictureCid = Uint8Array.from([0x01, 0x55, 0x12, 0x20, ...filled(20)])

const livingRoom: RoomEntry = {
  id: filled(21, 16),
  slug: 'living-room',
  title: 'Living room',
  door: 'open',
  flags: 0,
  epoch: 0
}

const largestRooms = Array.from({ length: 16 }, (_, index): RoomEntry => ({
  id: filled(index, 16),
  slug: `${'é'.repeat(15)}${index.toString(16)}`.padEnd(17, '0'),
  title: 'é'.repeat(32),
  door: 'closed',
  flags: 0xffff,
  page: pictureCid,
  epoch: Number.MAX_SAFE_INTEGER
}))

async function mailBy(seed: Uint8Array, g: number): Promise<Uint8Array> {
  return (await homeMail.sign({ home, g, key: filled(18) }, await signerFromSeed(seed))).bytes
}

/** All vectors of `home-record.json`. */
export async function homeRecordVectors(): Promise<Vector[]> {
  const smallest: HomeRecord = {
    v: 1,
    ...(await credentialOf('smallest')),
    mail: await mailBy(ROOT_SEED, 1),
    seq: 1,
    issuedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 1,
    name: 'a',
    about: '',
    rooms: [],
    listed: false
  }
  const { bytes: revoked } = await revocations.sign(largestRevocations, await signerFromSeed(LAST_ROOT_SEED))
  const largest: HomeRecord = {
    v: 1,
    ...(await credentialOf('largest')),
    revoked,
    mail: await mailBy(LAST_ROOT_SEED, Number.MAX_SAFE_INTEGER),
    seq: NOW_MS,
    issuedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 90 * DAY_MS,
    name: 'é'.repeat(32),
    about: LONG_ABOUT,
    picture: { cid: pictureCid, bytes: 16_384 },
    rooms: largestRooms,
    listed: true,
    square: true,
    capabilityRevocations: { n: Number.MAX_SAFE_INTEGER, hash: filled(22) }
  }
  const normal: HomeRecord = {
    ...smallest,
    name: 'Alice',
    about: 'At home.\nMostly.',
    rooms: [livingRoom],
    listed: true
  }
  return signedVectors(homeRecord, DEVICE_SEED, { smallest, normal, largest })
}

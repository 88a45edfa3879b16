/** A home that was really founded, for models to find. */
import { openHomeRecord, signHomeRecord, type VerifiedHome } from '../../../protocol/city/home-record.ts'
import { foundHome } from '../../../protocol/identity/citizen.ts'
import type { CitizenIdentity } from '../../../protocol/identity/identity.ts'
import { fakeSafe, keys, NOW_MS, PIXEL_PNG, roomNamed } from './fakes.ts'
import type { StoredCitizen } from '../../../browser/ports/storage.ts'

/** A home and all that belongs to it. */
export interface HomeFixture {
  readonly verified: VerifiedHome
  readonly identity: CitizenIdentity
  readonly stored: StoredCitizen
  readonly seed: Uint8Array
  readonly passphrase: string
}

/** Founds a home with a living room. */
export async function foundFixture(
  options: { seedByte?: number; nowMs?: number; isPublished?: boolean; isCardSaved?: boolean; recovery?: boolean } = {}
): Promise<HomeFixture> {
  const { seedByte = 1, nowMs = NOW_MS, isPublished = true, isCardSaved = true } = options
  const seed = new Uint8Array(32).fill(seedByte)
  const passphrase = 'correct horse battery'
  const key = await keys.make()
  const signer = await keys.signer(key)
  const founded = await foundHome({
    seed,
    deviceKey: signer.publicKey,
    deviceName: 'Browser',
    nowMs,
    ...(options.recovery === true ? { recoverySeed: new Uint8Array(32).fill(99) } : {})
  })
  const { home, credential, mail } = founded
  const identity: CitizenIdentity = { kind: 'citizen', home, signer, credential }
  const fields = { name: 'Asha Rao', about: 'Tea.', rooms: [roomNamed('Living room', 'living-room')], listed: false }
  const record = await signHomeRecord(fields, { identity, mail, seq: Math.floor(nowMs / 1000), nowMs })
  const loginCard = await fakeSafe.seal({ seed, home, passphrase })
  const png = new Blob([PIXEL_PNG], { type: 'image/png' })
  const stored: StoredCitizen = {
    home,
    name: 'Asha Rao',
    key,
    credential,
    record,
    picture: undefined,
    loginCard,
    loginCardPng: png,
    visitingCardPng: png,
    isPublished,
    isCardSaved
  }
  return { verified: await openHomeRecord(home, record, { nowMs }), identity, stored, seed, passphrase }
}

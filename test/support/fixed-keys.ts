/** People with keys that are the same in every run, for tests and vectors. */
import { type Signer, signerFromSeed } from '../../protocol/codec/signer.ts'
import { type FoundedHome, foundHome } from '../../protocol/identity/citizen.ts'
import type { CitizenIdentity } from '../../protocol/identity/identity.ts'

/** An instant for tests: 15 January 2027. */
export const NOW_MS = 1_800_000_000_000
export const MINUTE_MS = 60_000
export const DAY_MS = 24 * 60 * MINUTE_MS

/** 32 bytes that are all the same. */
export function filled(byte: number, length = 32): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

/** In place of chance: bytes that are all the same. */
export function notRandom(byte: number) {
  return (bytes: Uint8Array): Uint8Array => bytes.fill(byte)
}

/** Seeds of a fixed citizen: of the root, of the recovery sheet and of the device. */
export const ROOT_SEED = filled(1)
export const RECOVERY_SEED = filled(2)
export const DEVICE_SEED = filled(3)

/** A founded home and its owner, ready to sign. */
export interface FixedCitizen extends FoundedHome {
  readonly seed: Uint8Array
  readonly device: Signer
  readonly identity: CitizenIdentity
}

/** Founds a home with fixed keys. */
export async function fixedCitizen(
  options: {
    readonly seed?: Uint8Array
    readonly recoverySeed?: Uint8Array
    readonly deviceSeed?: Uint8Array
    readonly serial?: number
    readonly nowMs?: number
  } = {}
): Promise<FixedCitizen> {
  const { seed = ROOT_SEED, recoverySeed, deviceSeed = DEVICE_SEED, serial = 9, nowMs = NOW_MS } = options
  const device = await signerFromSeed(deviceSeed)
  const founded = await foundHome({
    seed,
    ...(recoverySeed === undefined ? {} : { recoverySeed }),
    deviceKey: device.publicKey,
    deviceName: 'Laptop',
    nowMs,
    random: notRandom(serial)
  })
  const identity = { kind: 'citizen' as const, home: founded.home, signer: device, credential: founded.credential }
  return { ...founded, seed, device, identity }
}

/** Keeps the own home in the city while the page is open: puts its record again and again, and renews it before it runs out. */
import { computed, signal, untracked, effect, type ReadonlySignal } from '@preact/signals'
import type { City } from '../../protocol/city/city.ts'
import {
  compareHomes,
  editHomeRecord,
  openHeldRecord,
  openPastRecord,
  type VerifiedHome
} from '../../protocol/city/home-record.ts'
import { equalBytes } from '../../protocol/codec/message.ts'
import { asError, AuthError, codeOf } from '../../protocol/errors.ts'
import { checkTimes, deviceCert } from '../../protocol/identity/device.ts'
import { isRevoked } from '../../protocol/identity/revocation.ts'
import { HOME_RECORD_RENEWAL_MS, REPUBLISH_INTERVAL_MS } from '../../protocol/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Problem } from '../text/problem.ts'
import { problem } from '../text/problems.ts'
import { defineModel, onDispose } from './model.ts'
import type { Citizen, Refusal, Who } from './who.ts'

/** Keeps the own home in the city. */
export interface HomeKeeper {
  /** Said while no super-peer has ever taken the home. */
  readonly note: ReadonlySignal<Problem | undefined>
}

/** What the keeper needs. */
export interface HomeKeeperParts {
  readonly city: Promise<City>
  readonly who: Who
  readonly clock: Clock
  /** From 0 to 1. */
  random(): number
}

/** First pause after a failure; it doubles up to {@link RETRY_MS_MAX}. */
const RETRY_MS = 2_000
const RETRY_MS_MAX = 60_000

/** Makes the keeper; it works for whoever is logged in. */
export const createHomeKeeper = defineModel((parts: HomeKeeperParts): HomeKeeper => {
  const { who, clock } = parts
  const note = signal<Problem>()
  const arrived = parts.city.catch(() => undefined) // without a city there is nothing to keep; the page says so
  let stopWaiting = (): void => undefined
  /** Raised whenever the citizen changes: what runs for the one before ends by itself. */
  let turn = 0
  let failures = 0

  const wait = (delayMs: number): void => {
    const mine = turn
    stopWaiting()
    stopWaiting = clock.after(delayMs, () => {
      if (mine === turn) void run(mine)
    })
  }
  const run = async (mine: number): Promise<void> => {
    const city = await arrived
    const citizen = who.citizen.peek()
    if (mine !== turn || citizen === undefined || city === undefined) return
    try {
      await keep(citizen, city, parts, failures === 0)
      if (mine !== turn) return
      who.refuse(undefined)
      note.value = undefined
      failures = 0
      wait(REPUBLISH_INTERVAL_MS * (0.8 + 0.4 * parts.random()))
    } catch (error) {
      if (mine !== turn) return
      const refusal = refusalOf(error)
      if (refusal !== undefined) {
        failures++
        note.value = undefined
        who.refuse(refusal)
        // what is of the future is valid some day
        return wait(refusal === 'not-yet-valid' ? RETRY_MS_MAX : REPUBLISH_INTERVAL_MS)
      }
      if (!citizen.stored.isPublished) note.value = problem('HOME-5', { reason: codeOf(error) })
      wait(Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** failures++) * (0.8 + 0.4 * parts.random()))
    }
  }

  // again for every citizen and after every login, not for every change of one
  const credential = computed(() => who.citizen.value?.stored.credential)
  effect(() => {
    const isCitizen = credential.value !== undefined
    return untracked(() => {
      turn++
      failures = 0
      note.value = undefined
      stopWaiting()
      if (isCitizen) wait(0)
    })
  })
  const onState = (event: Event): void => {
    // the city is back: no need to wait for the next try
    if ((event as CustomEvent<string>).detail === 'online' && failures > 0) wait(0)
  }
  void arrived.then(city => {
    if (turn >= 0) city?.addEventListener('state-changed', onState)
  })
  onDispose(() => {
    turn = Number.NEGATIVE_INFINITY
    stopWaiting()
    void arrived.then(city => city?.removeEventListener('state-changed', onState))
  })
  return { note }
})

/** @throws {@link AuthError} what {@link refusalOf} tells when the city does not take this device for the citizen's now */
async function keep(citizen: Citizen, city: City, { who, clock }: HomeKeeperParts, isFirstTry: boolean): Promise<void> {
  const { home, identity, stored } = citizen
  const nowMs = clock.nowMs()
  const { value: cert } = await deviceCert.open(identity.credential.cert)
  checkTimes('the device certificate', cert, nowMs)
  const own = await openHeldRecord(home, stored.record, { nowMs }).catch(asError)
  const isValid = !(own instanceof Error)
  // nobody can have a record that was never published: a new home need not be looked for first
  const found = isFirstTry && isValid && !stored.isPublished ? undefined : await city.homes.lookup(home).newest
  const newest = isValid ? newerOf(own, found) : (found ?? (await signAgain(citizen, own, nowMs)))
  if (isRevoked(cert, newest.revoked)) throw new AuthError('revoked', 'this device was withdrawn')
  const isDue = newest.record.expiresAtMs - nowMs < HOME_RECORD_RENEWAL_MS
  const kept = isDue && found !== undefined ? await city.homes.edit(identity, fields => fields) : newest
  const { picture } = kept.record
  const puttingPicture =
    picture === undefined || stored.picture === undefined
      ? Promise.resolve(undefined)
      : city.homes.putPicture(stored.picture).catch((error: unknown) => error)
  // the same bytes again: a copy may have been lost with its super-peer
  await city.homes.publish(home, kept.bytes)
  if (!stored.isPublished || !equalBytes(kept.bytes, stored.record)) {
    await who.change({ record: kept.bytes, isPublished: true, name: kept.record.name })
  }
  const pictureFailure = await puttingPicture
  if (pictureFailure instanceof Error) throw pictureFailure
}

/** A record that nobody ever had and whose time is not now is signed again, by what the clock says now. */
async function signAgain({ home, identity, stored }: Citizen, trouble: Error, nowMs: number): Promise<VerifiedHome> {
  // ours has run out and nobody has another: who knows what was changed since
  if (stored.isPublished || refusalOf(trouble) === undefined) throw trouble
  const base = await openPastRecord(home, stored.record)
  return openHeldRecord(home, await editHomeRecord(base, fields => fields, { identity, nowMs }), { nowMs })
}

function newerOf(own: VerifiedHome, found: VerifiedHome | undefined): VerifiedHome {
  return found === undefined || compareHomes(own, found) > 0 ? own : found
}

/** Whether an error says that this device may not speak for the home now. */
function refusalOf(error: unknown): Refusal | undefined {
  const code = codeOf(error)
  return code === 'revoked' || code === 'expired' || code === 'not-yet-valid' ? code : undefined
}

import { expect, test } from 'vitest'
import type { Rendezvous } from '../../../protocol/city/rendezvous.ts'
import { JOIN_STATEMENT_LIFETIME_MS } from '../../../protocol/limits.ts'
import { register } from '../../../protocol/room/registration.ts'
import { guest, session } from './people.ts'

const NOW_MS = 1_800_000_000_000

/** A registration, the time it goes by, and what the rendezvous was told. */
async function registration() {
  const person = await session(await guest('asha'), NOW_MS)
  const told: string[] = []
  const time = { nowMs: NOW_MS }
  const rendezvous: Pick<Rendezvous, 'register'> = {
    register: () => ({
      registered: Promise.resolve(),
      renew: () => void told.push('renewed'),
      close: async () => void told.push('closed')
    })
  }
  const options = { ...person, rendezvous, tag: new Uint8Array(32), epoch: 1, name: 'asha' }
  const made = await register({ ...options, sessionCert: () => person.sessionCert, clock: () => time.nowMs })
  return { made, told, time }
}

test('a statement that has had its time is made anew', async () => {
  const { made, told, time } = await registration()
  expect(await made.renewIfDue()).toBe(false)
  time.nowMs += JOIN_STATEMENT_LIFETIME_MS / 2 + 1
  expect(await made.renewIfDue()).toBe(true)
  expect(told).toEqual(['renewed'])
})

test('who leaves while the statement is made anew stays away', async () => {
  const { made, told, time } = await registration()
  time.nowMs += JOIN_STATEMENT_LIFETIME_MS / 2 + 1
  const { version } = made
  const renewing = made.renewIfDue()
  await made.close()
  expect(await renewing).toBe(false)
  expect(await made.renewIfDue()).toBe(false)
  expect(told).toEqual(['closed'])
  expect(made.version).toBe(version)
})

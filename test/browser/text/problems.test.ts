import { expect, test } from 'vitest'
import { english } from '../../../browser/text/english.ts'
import type { ProblemCode } from '../../../browser/text/english-problems.ts'
import { problem, problemFor, type ProblemContext } from '../../../browser/text/problems.ts'

const CONTEXTS: ProblemContext[] = ['card', 'home', 'room', 'media', 'network', 'storage', 'clock']

test.each([
  ['not-a-card', 'card', 'CARD-1'],
  ['wrong-passphrase', 'card', 'CARD-2'],
  ['malformed', 'card', 'CARD-3'],
  ['too-large', 'card', 'CARD-4'],
  ['bad-signature', 'card', 'CARD-10'],
  ['not-allowed', 'card', 'CARD-10'],
  ['unknown-home', 'home', 'HOME-1'],
  ['expired', 'home', 'HOME-2'],
  ['no-acknowledgement', 'home', 'HOME-5'],
  ['unknown-room', 'room', 'ROOM-1'],
  ['ice-failed', 'room', 'ROOM-4'],
  ['permission-denied', 'media', 'MEDIA-1'],
  ['permission-denied-by-system', 'media', 'MEDIA-2'],
  ['no-device', 'media', 'MEDIA-3'],
  ['device-busy', 'media', 'MEDIA-4'],
  ['NotAllowedError', 'media', 'MEDIA-1'],
  ['NotFoundError', 'media', 'MEDIA-3'],
  ['NotReadableError', 'media', 'MEDIA-4'],
  ['no-super-peer', 'network', 'NET-1'],
  ['storage-denied', 'storage', 'STORE-1'],
  ['QuotaExceededError', 'storage', 'STORE-2'],
  ['clock-wrong', 'clock', 'CLOCK-1']
] as const)('tells %s at a %s as %s', (code, context, quoted) => {
  expect(problemFor(code, context).code).toBe(quoted)
})

test('says the code of what it does not know, in every context', () => {
  expect(problemFor('weird-thing', 'home')).toMatchObject({
    code: 'CITY-1',
    why: expect.stringContaining('weird-thing')
  })
  for (const context of CONTEXTS) expect(problemFor('constructor', context).what).not.toBe('')
})

test('names the device and the person', () => {
  expect(problemFor('permission-denied', 'media', { device: 'camera' }).what).toBe('The browser blocks the camera.')
  expect(problemFor('no-device', 'media', { device: 'microphone' }).what).toBe('No microphone was found.')
  expect(problemFor('ice-failed', 'room', { name: 'Tomás' }).what).toBe('No line to Tomás.')
})

test('says in every problem what happened and what to try, with nothing left to fill in', () => {
  for (const code of Object.keys(english.problems) as ProblemCode[]) {
    const told = problem(code, { reason: 'x' })
    expect(told.code).toBe(code)
    expect(told.what).toMatch(/\.$/)
    expect(told.tryThis).toMatch(/\.$/)
    expect(`${told.what} ${told.why} ${told.tryThis}`).not.toMatch(/[{}]/)
  }
})

test('never fills in markup or another placeholder from outside', () => {
  expect(problemFor('ice-failed', 'room', { name: '{reason}' }).what).toBe('No line to {reason}.')
})

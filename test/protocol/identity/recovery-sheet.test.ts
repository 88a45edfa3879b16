import { encode } from '@ipld/dag-cbor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { genesisOf } from '../../../protocol/identity/citizen.ts'
import { homeIdOf } from '../../../protocol/identity/genesis.ts'
import {
  makeRecoverySheet,
  openRecoverySheet,
  recoverySheet,
  recoverySheetFromQrText,
  recoverySheetFromTyped,
  recoverySheetToGroups,
  recoverySheetToQrText
} from '../../../protocol/identity/recovery-sheet.ts'
import { groupsOf, mistypedGroup, parseGroups } from '../../../protocol/identity/typed-groups.ts'
import { RECOVERY_SEED, ROOT_SEED } from '../../support/fixed-keys.ts'

const genesis = genesisOf(ROOT_SEED)
const sheet = makeRecoverySheet({ genesis, recoverySeed: RECOVERY_SEED })
const groups = recoverySheetToGroups(sheet)
const flaw = (code: string, message?: string) =>
  expect.objectContaining({ name: 'CodecError', code, ...(message === undefined ? {} : { message }) })
const seed = Date.now() % 2 ** 31

test('a sheet gives the home and its recovery seed', () => {
  expect(openRecoverySheet(sheet)).toEqual({ home: homeIdOf(genesis), genesis, recoverySeed: RECOVERY_SEED })
})

test('a sheet of another version is told apart', () => {
  const later = encode({ ...recoverySheet.decode(sheet), v: 2 })
  expect(() => openRecoverySheet(later)).toThrow(flaw('unknown-version'))
})

test('its QR code holds the same', () => {
  const text = recoverySheetToQrText(sheet)
  expect(text).toMatch(/^VIDEOCITY-RECOVERY1:[0-9A-Z $%*+\-./:]+$/)
  expect(recoverySheetFromQrText(text)).toEqual(sheet)
  expect(recoverySheetFromQrText('VIDEOCITY1:BB8')).toBeUndefined()
  expect(() => recoverySheetFromQrText(text.slice(0, -3))).toThrow(flaw('malformed'))
})

describe('typed by hand', () => {
  test('it is 33 groups of five characters that cannot be mistaken', () => {
    expect(groups).toHaveLength(33)
    for (const group of groups) expect(group).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(recoverySheetFromTyped(groups.join(' '))).toEqual(sheet)
  })

  test('case, spaces, hyphens and look-alikes do not matter', () => {
    const typed = groups.join('-').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
    expect(recoverySheetFromTyped(` ${typed.replaceAll('-', ' - ')}\n`)).toEqual(sheet)
    expect(recoverySheetFromTyped(groups.join('').replaceAll('1', 'I'))).toEqual(sheet)
  })

  test('any one wrong character is found, with its group', () => {
    const text = groups.join('')
    for (let at = 0; at < text.length; at++) {
      for (const character of '0123456789ABCDEFGHJKMNPQRSTVWXYZU*') {
        if (character === text[at]) continue
        const wrong = text.slice(0, at) + character + text.slice(at + 1)
        expect(mistypedGroup(wrong)).toBe(Math.floor(at / 5) + 1)
      }
    }
    expect(() => recoverySheetFromTyped(`X${text.slice(1)}`)).toThrow(flaw('malformed', 'group 1 is mistyped'))
  })

  test('two groups in each other’s place are found', () => {
    for (let at = 1; at < groups.length; at++) {
      const swapped = [...groups]
      ;[swapped[at - 1], swapped[at]] = [groups[at] ?? '', groups[at - 1] ?? '']
      expect(mistypedGroup(swapped.join(''))).toBe(groups[at] === groups[at - 1] ? undefined : at)
    }
  })

  test('too few, too many and groups of two sheets are malformed', () => {
    expect(mistypedGroup('')).toBeUndefined()
    expect(mistypedGroup(groups.slice(0, 7).join(' '))).toBeUndefined()
    const other = recoverySheetToGroups(makeRecoverySheet({ genesis, recoverySeed: ROOT_SEED }))
    const mixed = [...groups.slice(0, 32), ...other.slice(32)]
    for (const wrong of [[], groups.slice(0, 32), [...groups, ...groups], mixed]) {
      expect(() => recoverySheetFromTyped(wrong.join(' '))).toThrow(flaw('malformed'))
    }
    expect(() => recoverySheetFromTyped('0'.repeat(1_001))).toThrow(flaw('too-large'))
  })

  test(`any bytes come back (seed ${seed})`, () => {
    const bytes = fc.uint8Array({ minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(bytes, some => {
        expect(parseGroups(groupsOf(some).join(' '), 20)).toEqual(Uint8Array.from(some))
      }),
      { seed }
    )
  })
})

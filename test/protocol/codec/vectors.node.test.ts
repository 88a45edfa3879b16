import { expect, test } from 'vitest'
import { derivations } from '../../vectors/derivation-cases.ts'
import { homeRecordVectors } from '../../vectors/home-record-cases.ts'
import { identityVectors } from '../../vectors/identity-cases.ts'

// `vitest run --update` writes the files anew, which breaks every program that speaks version 1: tell it in CHANGELOG.md

test.each([
  ['identity.json', identityVectors],
  ['home-record.json', homeRecordVectors],
  ['derivations.json', derivations]
])('what is on the wire is what %s says, to the letter', async (file, make) => {
  await expect(`${JSON.stringify(await make(), null, 1)}\n`).toMatchFileSnapshot(`../../vectors/${file}`)
})

import { expect, test } from 'vitest'
import { roomDerivations, roomVectors } from '../../vectors/room-cases.ts'

// `vitest run --update` writes the files anew, which breaks every program that speaks version 1: tell it in CHANGELOG.md

test.each([
  ['room.json', roomVectors],
  ['room-derivations.json', roomDerivations]
])('what is on the wire is what %s says, to the letter', async (file, make) => {
  await expect(`${JSON.stringify(await make(), null, 1)}\n`).toMatchFileSnapshot(`../../vectors/${file}`)
})

import { expect, test } from 'vitest'
import * as api from '../../protocol/index.ts'

test('the library offers this and no more', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "AuthError",
      "CityError",
      "CodecError",
      "MediaError",
      "NetworkError",
      "StateError",
      "StorageError",
      "UsageError",
      "admitDevice",
      "approachRoom",
      "createCity",
      "formatLink",
      "foundHome",
      "genesisOf",
      "makeLoginCard",
      "makeVisitingCard",
      "newSeed",
      "nextSeq",
      "openHomeRecord",
      "openLoginCard",
      "openVisitingCard",
      "parseHomeId",
      "parseLink",
      "recogniseCard",
      "recogniseQrText",
      "shortHomeId",
      "signHomeRecord",
      "signerFromCryptoKeys",
      "signerFromSeed",
    ]
  `)
})

/** The values behind `derivations.json`: what follows from a root seed, and cards as QR codes and on paper. */
import { genesisOf } from '../../protocol/identity/citizen.ts'
import { genesisMessage, homeIdOf, homeMultihash, homeRecordKey } from '../../protocol/identity/genesis.ts'
import { mailSecretOf } from '../../protocol/identity/home-mail.ts'
import { formatLink } from '../../protocol/identity/link.ts'
import { loginCardToQrText, makeLoginCard } from '../../protocol/identity/login-card.ts'
import {
  makeRecoverySheet,
  recoverySheetToGroups,
  recoverySheetToQrText
} from '../../protocol/identity/recovery-sheet.ts'
import { notRandom, RECOVERY_SEED, ROOT_SEED } from '../support/fixed-keys.ts'
import { toHex } from './vector.ts'

/** What a passphrase with letters of several scripts and forms must come to: it is normalised by NFKC. */
export const PASSPHRASE = 'Zoe\u0308 ﬁndet 家'

/** All of `derivations.json`. */
export async function derivations() {
  const genesis = genesisOf(ROOT_SEED)
  const home = homeIdOf(genesis)
  const login = await makeLoginCard({ seed: ROOT_SEED, passphrase: PASSPHRASE, random: notRandom(5) })
  const sheet = makeRecoverySheet({ genesis, recoverySeed: RECOVERY_SEED })
  return {
    rootSeed: toHex(ROOT_SEED),
    genesis: toHex(genesisMessage.encode(genesis)),
    home,
    homeMultihash: toHex(homeMultihash(home)),
    homeRecordKey: toHex(homeRecordKey(home)),
    mailSecrets: { 1: toHex(mailSecretOf(ROOT_SEED, 1)), 2: toHex(mailSecretOf(ROOT_SEED, 2)) },
    loginCard: { passphrase: PASSPHRASE, payload: toHex(login), qrText: loginCardToQrText(login) },
    recoverySheet: {
      recoverySeed: toHex(RECOVERY_SEED),
      payload: toHex(sheet),
      qrText: recoverySheetToQrText(sheet),
      groups: recoverySheetToGroups(sheet)
    },
    links: [
      formatLink({ origin: 'https://city.example.org', home, room: 'living-room', hints: [] }),
      formatLink({ home, room: '客厅', hints: ['/dns4/city.example.org/tcp/443/wss'] })
    ]
  }
}

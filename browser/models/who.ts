/** Who one is in this browser: a guest, or the citizen whose device it has become. */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Signer } from '../../protocol/codec/signer.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import type { CitizenIdentity, Identity } from '../../protocol/identity/identity.ts'
import type { Keys } from '../ports/keys.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { Storage, StoredCitizen } from '../ports/storage.ts'
import { words } from '../text/words.ts'
import type { Download } from './download.ts'
import { defineModel, onDispose } from './model.ts'

/** What is wrong with a device's papers: its owner withdrew it, or their time has passed or is still to come. */
export type Refusal = 'revoked' | 'expired' | 'not-yet-valid'

/** The citizen this browser is a device of. */
export interface Citizen {
  readonly home: HomeId
  readonly name: string
  readonly identity: CitizenIdentity
  readonly stored: StoredCitizen
  /** Why the city does not take this device for the citizen's now; all that is kept stays kept. */
  readonly refusal: Refusal | undefined
  readonly pictureUrl: string | undefined
  readonly loginCard: Download
  readonly visitingCard: Download
}

/** Who one is in this browser. */
export interface Who {
  readonly citizen: ReadonlySignal<Citizen | undefined>
  /** Who enters the city now: a guest too while the citizen's device is refused. */
  identity(): Promise<Identity>
  /**
   * Becomes a citizen: kept first, so that nothing is lost if the page ends now.
   *
   * @param over - the home whose place it may take in this browser
   * @throws {@link StateError} `superseded` when another one is here, or its login card is not saved
   */
  become(stored: StoredCitizen, over?: HomeId): Promise<void>
  /** Keeps something new about the present citizen. */
  change(change: Partial<StoredCitizen>): Promise<void>
  /** The city refuses this device, or takes it again. */
  refuse(refusal: Refusal | undefined): void
  /** Forgets the citizen on this computer and becomes a guest again. */
  logOut(): Promise<void>
  /** Takes up whoever this browser is: when the page begins, and when another tab has logged in or out. */
  recall(): Promise<void>
}

/** What {@link createWho} needs. */
export interface WhoPorts {
  readonly storage: Pick<Storage, 'guest' | 'citizen' | 'saveCitizen' | 'changeCitizen' | 'forgetCitizen'>
  readonly keys: Keys
  readonly urls: ObjectUrls
}

/** Makes a guest, who may {@link Who.recall} to be more. */
export const createWho = defineModel(({ storage, keys, urls }: WhoPorts): Who => {
  const citizen = signal<Citizen>()

  const adopt = (stored: StoredCitizen, signer: Signer, refusal?: Refusal): void => {
    const old = citizen.peek()
    const { picture, loginCardPng, visitingCardPng } = stored
    // a picture that stays keeps its address: what shows it, or is just being saved from it, goes on
    const addressOf = <T>(now: T, before: T | undefined, address: string | undefined, blob: () => Blob): string =>
      now === before && address !== undefined ? address : urls.make(blob())
    const pictureUrl =
      picture && addressOf(picture, old?.stored.picture, old?.pictureUrl, () => new Blob([Uint8Array.from(picture)]))
    const loginUrl = addressOf(loginCardPng, old?.stored.loginCardPng, old?.loginCard.href, () => loginCardPng)
    const visitingUrl = addressOf(
      visitingCardPng,
      old?.stored.visitingCardPng,
      old?.visitingCard.href,
      () => visitingCardPng
    )
    citizen.value = {
      home: stored.home,
      name: stored.name,
      identity: { kind: 'citizen', home: stored.home, signer, credential: stored.credential },
      stored,
      refusal,
      pictureUrl,
      loginCard: { href: loginUrl, fileName: words.files.login(stored.name) },
      visitingCard: { href: visitingUrl, fileName: words.files.visiting(stored.name) }
    }
    const kept = urlsOf(citizen.peek())
    for (const url of urlsOf(old)) if (!kept.includes(url)) urls.revoke(url)
  }
  const forget = (old: Citizen | undefined): void => {
    for (const url of urlsOf(old)) urls.revoke(url)
  }
  onDispose(() => forget(citizen.peek()))

  return {
    citizen,
    async identity() {
      const present = citizen.peek()
      if (present !== undefined && present.refusal === undefined) return present.identity
      const { key } = await storage.guest(() => keys.make())
      return { kind: 'guest', signer: await keys.signer(key) }
    },
    async become(stored, over) {
      await storage.saveCitizen(stored, over)
      adopt(stored, await keys.signer(stored.key))
    },
    async change(change) {
      const home = citizen.peek()?.home
      if (home === undefined) return
      await storage.changeCitizen(home, change)
      const present = citizen.peek()
      // logged out or somebody else meanwhile: what was learnt is of no use to them
      if (present?.home === home) {
        adopt({ ...present.stored, ...change }, present.identity.signer, present.refusal)
      }
    },
    refuse(refusal) {
      const present = citizen.peek()
      if (present !== undefined && present.refusal !== refusal) citizen.value = { ...present, refusal }
    },
    async logOut() {
      const present = citizen.peek()
      if (present === undefined) return
      await storage.forgetCitizen(present.home)
      citizen.value = undefined
      forget(present)
    },
    async recall() {
      const stored = await storage.citizen()
      if (stored !== undefined) return adopt(stored, await keys.signer(stored.key))
      const present = citizen.peek()
      citizen.value = undefined
      forget(present)
    }
  }
})

/** The name under which the city knows whoever this is; `undefined` for a guest. */
export function nameInCity(citizen: Citizen | undefined): string | undefined {
  return citizen?.refusal === undefined ? citizen?.name : undefined
}

function urlsOf(citizen: Citizen | undefined): readonly string[] {
  if (citizen === undefined) return []
  return [citizen.pictureUrl, citizen.loginCard.href, citizen.visitingCard.href].filter(url => url !== undefined)
}

/** A home comes to be, or this browser becomes one of its devices: keys, record and both cards, ready to be kept. */
import { pictureCid } from '../../protocol/city/validators.ts'
import {
  fieldsOf,
  homeRecord,
  nextSeq,
  signHomeRecord,
  type HomeFields,
  type VerifiedHome
} from '../../protocol/city/home-record.ts'
import { AuthError, StateError } from '../../protocol/errors.ts'
import { admitDevice, foundHome, genesisOf, newSeed } from '../../protocol/identity/citizen.ts'
import { signHomeMail } from '../../protocol/identity/home-mail.ts'
import type { CitizenIdentity } from '../../protocol/identity/identity.ts'
import { loginCardToQrText, type OpenedLoginCard } from '../../protocol/identity/login-card.ts'
import { withPngChunk, type OwnChunk } from '../../protocol/identity/png.ts'
import {
  makeRecoverySheet,
  recoverySheetToGroups,
  recoverySheetToQrText
} from '../../protocol/identity/recovery-sheet.ts'
import { slugOf } from '../../protocol/identity/room-slug.ts'
import { isHttpsOrigin, makeVisitingCard } from '../../protocol/identity/visiting-card.ts'
import type { CardDrawing } from '../ports/card-drawing.ts'
import type { CardSafe } from '../ports/card-safe.ts'
import type { Clock } from '../ports/clock.ts'
import type { Keys, StoredKey } from '../ports/keys.ts'
import type { Photo } from '../ports/pictures.ts'
import type { StoredCitizen } from '../ports/storage.ts'
import { words } from '../text/words.ts'
import { linkTo, type Outside } from './place-links.ts'

/** What founding needs. */
export interface FoundingPorts {
  readonly keys: Keys
  readonly safe: CardSafe
  readonly drawing: CardDrawing
  readonly clock: Clock
  /** Where the page can be reached: it goes onto the visiting card. */
  outside(): Outside
}

/** What is being done, and how far, 0 to 1. */
export interface Progress {
  readonly text: string
  readonly fraction: number
}

/** What somebody wants their home to be. */
export interface HomeWish {
  readonly name: string
  readonly about: string
  readonly passphrase: string
  readonly photo: Photo | undefined
  readonly wantsSheet: boolean
}

/** A home that was just built. */
export interface BuiltHome {
  readonly citizen: StoredCitizen
  readonly sheetPng: Blob | undefined
}

/** Builds a home with one open room. Nothing is published yet. */
export async function buildHome(
  wish: HomeWish,
  ports: FoundingPorts,
  onProgress: (progress: Progress) => void
): Promise<BuiltHome> {
  onProgress({ text: words.progress.keys, fraction: 0.05 })
  const nowMs = ports.clock.nowMs()
  const seed = newSeed()
  const recoverySeed = wish.wantsSheet ? newSeed() : undefined
  const key = await ports.keys.make()
  const signer = await ports.keys.signer(key)
  try {
    const device = { deviceKey: signer.publicKey, deviceName: words.thisDevice, nowMs }
    const founded = await foundHome({ seed, ...device, ...(recoverySeed === undefined ? {} : { recoverySeed }) })
    const { home, credential, mail } = founded
    const identity: CitizenIdentity = { kind: 'citizen', home, signer, credential }
    const loginCard = await ports.safe.seal({ seed, home, passphrase: wish.passphrase }, fraction =>
      onProgress({ text: words.progress.lock, fraction: 0.1 + 0.6 * fraction })
    )
    onProgress({ text: words.progress.sign, fraction: 0.75 })
    const fields = fieldsOfWish(wish)
    const record = await signHomeRecord(fields, { identity, mail, seq: nextSeq(undefined, nowMs), nowMs })
    const citizen = await citizenOf(
      { identity, key, fields, record, loginCard, photo: wish.photo, isPublished: false, isCardSaved: false },
      ports
    )
    const sheetPng = recoverySeed === undefined ? undefined : await drawSheet(founded, recoverySeed, wish.name, ports)
    return { citizen, sheetPng }
  } finally {
    seed.fill(0)
    recoverySeed?.fill(0)
  }
}

/** What is known of a home whose card was opened. */
export interface KnownHome {
  /** The newest record, when somebody holds one. */
  readonly held: VerifiedHome | undefined
  /** A record remembered from earlier, of which only the signature still holds. */
  readonly remembered: Uint8Array | undefined
  /** The small picture its record names. */
  readonly picture: Uint8Array | undefined
  /** The name to take when nobody knows one. */
  readonly name: string
}

/**
 * Makes this browser a device of a home whose login card was opened. When nobody holds the home's record it is founded again
 * at the same address.
 *
 * @param key - of this browser, if it was a device of the home before
 * @throws {@link AuthError} `revoked` for a card whose root key was replaced
 * @throws {@link StateError} `unknown-home` for a card of a moved home that nobody holds
 */
export async function enterHome(
  { seed, home, moved }: OpenedLoginCard,
  loginCard: Uint8Array,
  known: KnownHome,
  key: StoredKey,
  ports: FoundingPorts
): Promise<StoredCitizen> {
  if (known.held === undefined && moved)
    throw new StateError('unknown-home', 'the home has moved, and nobody knows where to')
  const nowMs = ports.clock.nowMs()
  const signer = await ports.keys.signer(key)
  try {
    const old = known.held?.record ?? (await rememberedRecord(known.remembered))
    const { genesis, chain } = old ?? { genesis: genesisOf(seed), chain: [] }
    const device = { deviceKey: signer.publicKey, deviceName: words.thisDevice, nowMs }
    const credential = await admitDevice({ seed, genesis, chain, ...device }).catch((cause: unknown) => {
      throw new AuthError('revoked', 'this card is not that of the present root key', { cause })
    })
    const identity: CitizenIdentity = { kind: 'citizen', home, signer, credential }
    const photo =
      known.picture === undefined
        ? undefined
        : { small: known.picture, image: new Blob([Uint8Array.from(known.picture)]) }
    const common = { identity, key, loginCard, photo, isCardSaved: true }
    if (known.held !== undefined) {
      const { bytes: record } = known.held
      return await citizenOf({ ...common, fields: fieldsOf(known.held), record, isPublished: true }, ports)
    }
    const fields = old ?? fieldsOfWish({ name: known.name, about: '', photo })
    const record = await signHomeRecord(fieldsOnly(fields), {
      identity,
      mail: old?.mail ?? (await signHomeMail(seed, home, 1)),
      revoked: old?.revoked,
      seq: nextSeq(old?.seq, nowMs),
      nowMs
    })
    return await citizenOf({ ...common, fields, record, isPublished: false }, ports)
  } finally {
    seed.fill(0)
  }
}

/** The name in a record that is remembered, if there is one. */
export async function rememberedName(record: Uint8Array | undefined): Promise<string | undefined> {
  return (await rememberedRecord(record))?.name
}

async function rememberedRecord(bytes: Uint8Array | undefined) {
  if (bytes === undefined) return undefined
  return homeRecord.open(bytes).then(
    opened => opened.value,
    () => undefined // remembered by another version of the page: as if it were forgotten
  )
}

function fieldsOnly({ name, about, picture, rooms, listed, square, capabilityRevocations }: HomeFields): HomeFields {
  return { name, about, picture, rooms, listed, square, capabilityRevocations }
}

function fieldsOfWish({ name, about, photo }: Pick<HomeWish, 'name' | 'about' | 'photo'>): HomeFields {
  const id = crypto.getRandomValues(new Uint8Array(16))
  const title = words.firstRoom
  return {
    name,
    about,
    picture: photo === undefined ? undefined : { cid: pictureCid(photo.small), bytes: photo.small.length },
    rooms: [{ id, slug: slugOf(title), title, door: 'open', flags: 0, epoch: 0 }],
    listed: false
  }
}

interface CitizenParts {
  readonly identity: CitizenIdentity
  readonly key: StoredKey
  readonly fields: HomeFields
  readonly record: Uint8Array
  readonly loginCard: Uint8Array
  readonly photo: Photo | undefined
  readonly isPublished: boolean
  readonly isCardSaved: boolean
}

async function citizenOf(parts: CitizenParts, { drawing, clock, outside }: FoundingPorts): Promise<StoredCitizen> {
  const { identity, key, fields, record, loginCard, photo, isPublished, isCardSaved } = parts
  const { home, credential } = identity
  const { name, about } = fields
  const nowMs = clock.nowMs()
  const place = outside()
  const { origin } = new URL(place.page)
  const hints = place.hints.slice(0, CARD_HINTS)
  const page = isHttpsOrigin(origin) ? origin : undefined
  const visitingCard = await makeVisitingCard(
    { name, about: about === '' ? undefined : about, hints, page, nowMs },
    identity
  )
  const signedWith = (qrText: string) => ({ home, issuedAtMs: nowMs, qrText })
  const face = { name, about, photo: photo?.image }
  return {
    home,
    name,
    key,
    credential,
    record,
    picture: photo?.small,
    loginCard,
    loginCardPng: await inside(
      await drawing.loginCard({ ...face, signed: signedWith(loginCardToQrText(loginCard)) }),
      'vcLg',
      loginCard
    ),
    visitingCardPng: await inside(
      await drawing.visitingCard({ ...face, signed: signedWith(linkTo(place, home).qrText) }),
      'vcVc',
      visitingCard
    ),
    isPublished,
    isCardSaved
  }
}

/** Hints on a visiting card: two super-peers are enough to find the others. */
const CARD_HINTS = 2

async function drawSheet(
  { home, genesis }: { home: string; genesis: ReturnType<typeof genesisOf> },
  recoverySeed: Uint8Array,
  name: string,
  { drawing, clock }: FoundingPorts
): Promise<Blob> {
  const payload = makeRecoverySheet({ genesis, recoverySeed })
  const groups = recoverySheetToGroups(payload)
  return drawing.recoverySheet({
    name,
    home,
    issuedAtMs: clock.nowMs(),
    qrText: recoverySheetToQrText(payload),
    groups
  })
}

/** A drawn card with its content inside. */
async function inside(png: Blob, chunk: OwnChunk, payload: Uint8Array): Promise<Blob> {
  const bytes = withPngChunk(new Uint8Array(await png.arrayBuffer()), chunk, payload)
  return new Blob([Uint8Array.from(bytes)], { type: 'image/png' })
}

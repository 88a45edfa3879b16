/** Pictures that are no card, broken cards and forged ones, made with the protocol's own tools. */
import { encode as encodeDagCbor } from '@ipld/dag-cbor'
import { loginCard, makeLoginCard, type LoginCard } from '../../protocol/identity/login-card.ts'
import { withPngChunk, type OwnChunk } from '../../protocol/identity/png.ts'
import { makeVisitingCard, visitingCard } from '../../protocol/identity/visiting-card.ts'
import type { LooseFile } from './files.ts'
import { joined, pngChunk, pngHeader, pngPixels, PNG_SIGNATURE, tinyPng } from './png-pieces.ts'
import { newCitizen } from './small-city.ts'

const DAY_MS = 86_400_000
const MIB = 1024 * 1024
/** Of cards nobody has made yet. */
const VERSION_TO_COME = 2

/** A file that says it is a PNG. */
export function png(name: string, bytes: Uint8Array): LooseFile {
  return { name: `${name}.png`, type: 'image/png', bytes }
}

/** A picture of one pixel with something of ours in it. */
export function withInside(name: string, chunk: OwnChunk, payload: Uint8Array): LooseFile {
  return png(name, withPngChunk(tinyPng(), chunk, payload))
}

/** Files that are cut off, too large, or made to stop the page. */
export function bombs(card: LooseFile): Readonly<Record<string, LooseFile>> {
  const jpegOf65500 = [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0xff, 0xdc, 0xff, 0xdc, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]
  return {
    cutOff: png('cut off', card.bytes.subarray(0, Math.floor(card.bytes.length * 0.6))),
    flipped: png('one bit', flipped(card.bytes, Math.floor(card.bytes.length / 2))),
    heavy: png('26 MB', joined(card.bytes, new Uint8Array(26 * MIB))),
    wide: png('60,000 × 60,000', joined(PNG_SIGNATURE, pngHeader(60_000, 60_000), pngPixels(), pngChunk('IEND'))),
    wideJpeg: { name: 'wide.jpg', type: 'image/jpeg', bytes: joined(jpegOf65500, new Uint8Array(4_000)) },
    many: png('20,000 chunks', tinyPng(joined(...Array.from({ length: 20_000 }, () => pngChunk('tEXt', [65]))))),
    twoCards: png('two cards', tinyPng(pngChunk('vcLg', [1]), pngChunk('vcVc', [1]))),
    noise: withInside(
      'noise',
      'vcVc',
      Uint8Array.from({ length: 300 }, (_, i) => (i * 73) % 251)
    )
  }
}

/** Visiting cards that somebody changed or made up. */
export async function forgedVisitingCards(): Promise<Readonly<Record<string, LooseFile>>> {
  const [victim, forger] = [await newCitizen('Asha Rao'), await newCitizen('Mallory')]
  const nowMs = Date.now()
  const genuine = await makeVisitingCard({ name: 'Asha Rao', nowMs }, victim.identity)
  const { value } = await visitingCard.open(genuine)
  const changed = replaced(genuine, 'Asha Rao', 'Asha Roo')
  // the victim's papers, signed by the forger's own key
  const borrowed = (await visitingCard.sign({ ...value, name: 'Mallory' }, forger.identity.signer)).bytes
  const { home } = value
  // the forger's papers, with the victim's address on them
  const own = (await visitingCard.open(await makeVisitingCard({ name: 'Asha Rao', nowMs }, forger.identity))).value
  const moved = (await visitingCard.sign({ ...own, home }, forger.identity.signer)).bytes
  const early = await makeVisitingCard({ name: 'Asha Rao', nowMs: nowMs + 2 * DAY_MS }, victim.identity)
  return {
    changed: withInside('changed', 'vcVc', changed),
    borrowed: withInside('borrowed', 'vcVc', borrowed),
    moved: withInside('moved', 'vcVc', moved),
    early: withInside('early', 'vcVc', early)
  }
}

/** Login cards that ask for too much, come from a later version, or were changed. */
export async function falseLoginCards(passphrase: string): Promise<Readonly<Record<string, LooseFile>>> {
  const [one, other] = [await newCitizen(), await newCitizen()]
  const payload = await makeLoginCard({ seed: one.seed, passphrase })
  const card = loginCard.decodeCanonical(payload)
  const { h } = loginCard.decodeCanonical(await makeLoginCard({ seed: other.seed, passphrase }))
  const like = (change: Partial<LoginCard>): Uint8Array => loginCard.encode({ ...card, ...change })
  return {
    greedy: withInside('greedy', 'vcLg', like({ m: 4 * MIB })),
    cheap: withInside('cheap', 'vcLg', like({ m: 8, t: 1 })),
    later: withInside('later', 'vcLg', encodeDagCbor({ ...card, v: VERSION_TO_COME })),
    otherHome: withInside('other home', 'vcLg', like({ h })),
    noise: withInside(
      'noise',
      'vcLg',
      Uint8Array.from({ length: 200 }, (_, i) => (i * 37) % 251)
    )
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** Puts other letters, as many, in place of some. */
function replaced(bytes: Uint8Array, before: string, after: string): Uint8Array {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf(before)
  if (at === -1) throw new Error(`there is no "${before}" in it`)
  copy.write(after, at)
  return Uint8Array.from(copy)
}

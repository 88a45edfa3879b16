/** The login card: a home's root seed, sealed with a passphrase. Wire: docs/protocol.md#login-card */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { encode as encodeDagCbor } from '@ipld/dag-cbor'
import { argon2id } from 'hash-wasm'
import * as v from 'valibot'
import { bytes, count, text, utf8Length } from '../codec/fields.ts'
import { defineMessage, type MessageOf } from '../codec/message.ts'
import { ED25519_KEY_BYTES } from '../codec/signer.ts'
import { AuthError, UsageError } from '../errors.ts'
import {
  KDF_MEMORY_KIB,
  KDF_MEMORY_KIB_MAX,
  KDF_MEMORY_KIB_MIN,
  KDF_PARALLELISM,
  KDF_PARALLELISM_MAX,
  KDF_PASSES,
  KDF_PASSES_MAX,
  LOGIN_CARD_BYTES_MAX,
  PASSPHRASE_BYTES_MAX,
  PASSPHRASE_CHARACTERS_MIN
} from '../limits.ts'
import { genesisOf, type Random } from './citizen.ts'
import { type HomeId, homeIdOf, homeIdOfMultihash, homeMultihash } from './genesis.ts'
import { qrText } from './qr-text.ts'
import { version } from './version.ts'

const KDF = 'argon2id'

/** A login card. Names are one letter long: every byte makes the QR code harder to read from a photograph. */
export const loginCard = defineMessage(
  'videocity/login-card/v1',
  LOGIN_CARD_BYTES_MAX,
  v.object({
    v: version(1),
    /** The home's multihash. */
    h: bytes(34),
    /** How the key is made of the passphrase: `argon2id`. */
    k: text(16),
    /** Its memory in KiB. */
    m: count(),
    /** Its passes. */
    t: count(),
    /** Its parallelism. */
    p: count(),
    /** Its salt. */
    s: bytes(16),
    /** Nonce of XChaCha20-Poly1305. */
    n: bytes(24),
    /** The sealed root seed and its tag; everything else in the card is associated data. */
    c: bytes(ED25519_KEY_BYTES + 16)
  })
)

/** What a login card's bytes say. */
export type LoginCard = MessageOf<typeof loginCard>

const loginQr = qrText('VIDEOCITY', LOGIN_CARD_BYTES_MAX)

/** What an opened login card gives. */
export interface OpenedLoginCard {
  /** Of the root key: to be used and forgotten. */
  readonly seed: Uint8Array
  readonly home: HomeId
  /** The home's first root key was another one: genesis and chain must be asked of its record. */
  readonly moved: boolean
}

/**
 * Seals a root seed into a login card.
 *
 * @param options.home - whose it is, if not the one this seed founds
 * @param options.passphrase - at least {@link PASSPHRASE_CHARACTERS_MIN} characters
 * @param options.memoryKiB - of argon2id
 * @returns the card's bytes, for a PNG chunk or a QR code
 * @throws {@link UsageError} `bad-option` for a passphrase too short or too long
 */
export async function makeLoginCard(options: {
  readonly seed: Uint8Array
  readonly passphrase: string
  readonly home?: HomeId
  readonly memoryKiB?: number
  readonly passes?: number
  readonly random?: Random
}): Promise<Uint8Array> {
  const { seed, passphrase, memoryKiB = KDF_MEMORY_KIB, passes = KDF_PASSES } = options
  const { home = homeIdOf(genesisOf(seed)), random = bytes => crypto.getRandomValues(bytes) } = options
  if (!isPassphrase(passphrase)) throw new UsageError('bad-option', 'a passphrase too short or too long')
  const header: Omit<LoginCard, 'c'> = {
    v: 1,
    h: homeMultihash(home),
    k: KDF,
    m: memoryKiB,
    t: passes,
    p: KDF_PARALLELISM,
    s: random(new Uint8Array(16)),
    n: random(new Uint8Array(24))
  }
  const key = await keyOf(header, passphrase)
  try {
    return loginCard.encode({ ...header, c: xchacha20poly1305(key, header.n, encodeDagCbor(header)).encrypt(seed) })
  } finally {
    key.fill(0)
  }
}

/** Whether a passphrase will do for a new card. */
export function isPassphrase(passphrase: string): boolean {
  const normalised = passphrase.normalize('NFKC')
  return Array.from(normalised).length >= PASSPHRASE_CHARACTERS_MIN && utf8Length(normalised) <= PASSPHRASE_BYTES_MAX
}

/**
 * Opens a login card. Takes about half a second and {@link KDF_MEMORY_KIB} of memory.
 *
 * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
 * @throws {@link AuthError} `wrong-passphrase` (or a card that was tampered with: nobody can tell), `kdf-refused`
 */
export async function openLoginCard(payload: Uint8Array, passphrase: string): Promise<OpenedLoginCard> {
  const { c: sealed, ...header } = loginCard.decodeCanonical(payload)
  const home = homeIdOfMultihash(header.h)
  const key = await keyOf(header, passphrase)
  const seed = unseal(key, header, sealed)
  return { seed, home, moved: homeIdOf(genesisOf(seed)) !== home }
}

function unseal(key: Uint8Array, header: Omit<LoginCard, 'c'>, sealed: Uint8Array): Uint8Array {
  try {
    return xchacha20poly1305(key, header.n, encodeDagCbor(header)).decrypt(sealed)
  } catch (cause) {
    throw new AuthError('wrong-passphrase', 'this passphrase does not open the card', { cause })
  } finally {
    key.fill(0)
  }
}

/** The home a login card is of, without opening it. */
export function homeOfLoginCard(payload: Uint8Array): HomeId {
  return homeIdOfMultihash(loginCard.decodeCanonical(payload).h)
}

/** The text of a login card's QR code, for its alphanumeric mode: version 9 at error correction M. */
export function loginCardToQrText(payload: Uint8Array): string {
  return loginQr.encode(payload)
}

/**
 * The login card in the text of a QR code; `undefined` if the text is something else.
 *
 * @throws {@link CodecError} `unknown-version`, `malformed`, `too-large`
 */
export function loginCardFromQrText(qr: string): Uint8Array | undefined {
  const payload = loginQr.decode(qr)
  if (payload !== undefined) loginCard.decodeCanonical(payload)
  return payload
}

/** Refuses a card that asks for too much or too little, before any memory is taken. */
function checkKdf({ k, m, t, p }: Pick<LoginCard, 'k' | 'm' | 't' | 'p'>): void {
  const isBearable =
    m >= KDF_MEMORY_KIB_MIN &&
    m <= KDF_MEMORY_KIB_MAX &&
    t >= 1 &&
    t <= KDF_PASSES_MAX &&
    p >= 1 &&
    p <= KDF_PARALLELISM_MAX
  if (k !== KDF || !isBearable) throw new AuthError('kdf-refused', `${k} with ${m} KiB, ${t} passes, ${p} lanes`)
}

async function keyOf(header: Omit<LoginCard, 'c'>, passphrase: string): Promise<Uint8Array> {
  checkKdf(header)
  const password = new TextEncoder().encode(passphrase.normalize('NFKC'))
  if (password.length === 0 || password.length > PASSPHRASE_BYTES_MAX) {
    throw new AuthError('wrong-passphrase', 'no card has such a passphrase')
  }
  try {
    return await argon2id({
      password,
      salt: header.s,
      memorySize: header.m,
      iterations: header.t,
      parallelism: header.p,
      hashLength: 32,
      outputType: 'binary'
    })
  } catch (cause) {
    throw new AuthError('kdf-refused', 'not enough memory to open the card here', { cause })
  } finally {
    password.fill(0)
  }
}

/** From an error's code and where it happened to the words people read. */
import type { CityErrorCode } from '../../protocol/errors.ts'
import type { ProblemCode, ProblemWords } from './english-problems.ts'
import type { Problem } from './problem.ts'
import { words } from './words.ts'

/** What somebody was doing when it went wrong. */
export type ProblemContext = 'card' | 'home' | 'room' | 'media' | 'network' | 'storage' | 'clock'

/** What a problem's words may name. */
export interface ProblemValues {
  readonly device?: 'camera' | 'microphone'
  readonly name?: string
  /** For example «two days». */
  readonly skew?: string
  readonly reason?: string
}

/** Names under which browsers report a device or a picture that fails, beside our own codes. */
type Told = Partial<Record<CityErrorCode | DomErrorName, ProblemCode>>
type DomErrorName =
  | 'NotAllowedError'
  | 'SecurityError'
  | 'NotFoundError'
  | 'NotReadableError'
  | 'OverconstrainedError'
  | 'AbortError'
  | 'TypeError'
  | 'NotSupportedError'
  | 'EncodingError'
  | 'InvalidStateError'
  | 'QuotaExceededError'
  | 'UnknownError'
  | 'VersionError'
  | 'permission-dismissed'
  | 'permission-denied-by-system'

const NETWORK: Told = {
  'no-super-peer': 'NET-1',
  'no-route': 'NET-2',
  'timed-out': 'NET-3',
  'connection-lost': 'NET-4',
  refused: 'NET-5',
  malformed: 'NET-6',
  'not-canonical': 'NET-6',
  'too-large': 'NET-6',
  'unknown-version': 'NET-6',
  'no-acknowledgement': 'HOME-5',
  'no-page': 'NET-8',
  'clock-wrong': 'CLOCK-1'
}

const STORAGE: Told = {
  'storage-denied': 'STORE-1',
  SecurityError: 'STORE-1',
  InvalidStateError: 'STORE-1',
  'storage-full': 'STORE-2',
  QuotaExceededError: 'STORE-2',
  'unknown-version': 'STORE-4',
  malformed: 'STORE-4',
  VersionError: 'STORE-4',
  UnknownError: 'STORE-4'
}

const TOLD: Readonly<Record<ProblemContext, Told>> = {
  card: {
    ...STORAGE,
    'no-page': 'NET-8',
    'not-a-card': 'CARD-1',
    'wrong-passphrase': 'CARD-2',
    malformed: 'CARD-3',
    'not-canonical': 'CARD-3',
    'too-large': 'CARD-4',
    'unknown-version': 'CARD-5',
    'kdf-refused': 'CARD-6',
    expired: 'CARD-7',
    revoked: 'CARD-7',
    'not-yet-valid': 'CLOCK-1',
    'bad-signature': 'CARD-10',
    'not-allowed': 'CARD-10',
    EncodingError: 'CARD-9',
    InvalidStateError: 'CARD-9',
    NotReadableError: 'CARD-9',
    'not-supported': 'CARD-9',
    superseded: 'HOME-12'
  },
  home: {
    ...NETWORK,
    'unknown-home': 'HOME-1',
    expired: 'HOME-2',
    'not-yet-valid': 'CLOCK-1',
    'bad-signature': 'HOME-3',
    malformed: 'HOME-3',
    'not-canonical': 'HOME-3',
    'too-large': 'HOME-3',
    'bad-option': 'HOME-4',
    stale: 'HOME-6',
    revoked: 'HOME-7',
    'not-allowed': 'HOME-7',
    'timed-out': 'HOME-8',
    'unknown-version': 'HOME-9'
  },
  room: {
    ...NETWORK,
    'unknown-home': 'HOME-1',
    'unknown-room': 'ROOM-1',
    'not-allowed': 'ROOM-2',
    expired: 'ROOM-2',
    revoked: 'ROOM-2',
    'timed-out': 'ROOM-3',
    'ice-failed': 'ROOM-4',
    'no-route': 'ROOM-4',
    'connection-lost': 'ROOM-5',
    'no-super-peer': 'ROOM-5',
    'room-closed': 'ROOM-6',
    'not-a-member': 'ROOM-6',
    'already-closed': 'ROOM-6',
    'too-large': 'ROOM-8'
  },
  media: {
    'permission-denied': 'MEDIA-1',
    NotAllowedError: 'MEDIA-1',
    SecurityError: 'MEDIA-1',
    'permission-denied-by-system': 'MEDIA-2',
    'no-device': 'MEDIA-3',
    NotFoundError: 'MEDIA-3',
    OverconstrainedError: 'MEDIA-3',
    'device-busy': 'MEDIA-4',
    NotReadableError: 'MEDIA-4',
    AbortError: 'MEDIA-7',
    'permission-dismissed': 'MEDIA-5',
    'not-supported': 'MEDIA-6',
    TypeError: 'MEDIA-6',
    NotSupportedError: 'MEDIA-6'
  },
  network: NETWORK,
  storage: STORAGE,
  clock: {}
}

const OTHERWISE: Readonly<Record<ProblemContext, ProblemCode>> = {
  card: 'CITY-1',
  home: 'CITY-1',
  room: 'CITY-1',
  media: 'MEDIA-7',
  network: 'CITY-1',
  storage: 'STORE-1',
  clock: 'CLOCK-1'
}

/** The words for an error by its code (`codeOf(error)`) and where it happened; what is unknown says its code as the reason. */
export function problemFor(code: string, context: ProblemContext, values: ProblemValues = {}): Problem {
  const told = Object.hasOwn(TOLD[context], code) ? TOLD[context][code as keyof Told] : undefined
  return problem(told ?? OTHERWISE[context], { reason: code, ...values })
}

/** The words for a problem by the code people quote. */
export function problem(code: ProblemCode, values: ProblemValues = {}): Problem {
  const [what, why, tryThis]: ProblemWords = words.problems[code]
  return {
    what: fill(what, values),
    ...(why === undefined ? {} : { why: fill(why, values) }),
    tryThis: fill(tryThis, values),
    code
  }
}

function fill(text: string, { device, name, skew, reason }: ProblemValues): string {
  const filled: Record<string, string> = {
    device: words.devices[device ?? 'device'],
    name: name ?? words.build.someone,
    skew: skew ?? words.clock.much,
    reason: reason ?? ''
  }
  return text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => filled[key] ?? whole)
}

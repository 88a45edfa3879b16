/** Every error this library throws to its caller: a stable code, a sentence for developers, and a cause. */

/** Codes a caller may match on. Words for people are in `browser/text/`. */
export type CityErrorCode =
  // our caller
  | 'bad-option'
  | 'already-closed'
  // remote bytes
  | 'too-large'
  | 'malformed'
  | 'unknown-version'
  | 'not-canonical'
  // remote claim
  | 'bad-signature'
  | 'expired'
  | 'not-yet-valid'
  | 'not-allowed'
  | 'revoked'
  | 'stale'
  | 'wrong-passphrase'
  | 'not-a-card'
  | 'kdf-refused'
  // the path
  | 'no-super-peer'
  | 'no-route'
  | 'timed-out'
  | 'refused'
  | 'connection-lost'
  | 'no-acknowledgement'
  // device and browser
  | 'permission-denied'
  | 'permission-dismissed'
  | 'permission-denied-by-system'
  | 'no-device'
  | 'device-busy'
  | 'ice-failed'
  | 'not-supported'
  // disk and process
  | 'storage-denied'
  | 'storage-full'
  | 'port-in-use'
  | 'data-locked'
  | 'data-damaged'
  | 'data-version'
  | 'data-not-writable'
  | 'no-page'
  // timing
  | 'room-closed'
  | 'not-a-member'
  | 'superseded'
  | 'unknown-room'
  | 'unknown-home'
  | 'clock-wrong'

/** Base of every error this library throws to its caller. Match on `code`. */
export class CityError extends Error {
  static override readonly name: string = 'CityError'
  override readonly name: string = 'CityError'
  readonly code: CityErrorCode

  constructor(code: CityErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** The caller used the library wrongly: mend the code. */
export class UsageError extends CityError {
  static override readonly name = 'UsageError'
  override readonly name = 'UsageError'
}

/** Bytes from outside do not follow the protocol: drop them, score their sender. */
export class CodecError extends CityError {
  static override readonly name = 'CodecError'
  override readonly name = 'CodecError'
}

/** A claim from outside does not hold: refuse it and say so. */
export class AuthError extends CityError {
  static override readonly name = 'AuthError'
  override readonly name = 'AuthError'
}

/** The way to somebody is broken: try again, or another way. */
export class NetworkError extends CityError {
  static override readonly name = 'NetworkError'
  override readonly name = 'NetworkError'
}

/** A camera, a microphone or the browser cannot: offer another way. */
export class MediaError extends CityError {
  static override readonly name = 'MediaError'
  override readonly name = 'MediaError'
}

/** Something came too late or too early: refresh what is shown. */
export class StateError extends CityError {
  static override readonly name = 'StateError'
  override readonly name = 'StateError'
}

/** The disk, a port or the browser's storage refuses: the operator or the person must act. */
export class StorageError extends CityError {
  static override readonly name = 'StorageError'
  override readonly name = 'StorageError'
}

/** The code of any error, for reports: ours as it is, an abort as `AbortError`, everything else by its name. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.name : 'unknown'
}

/** Anything that was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

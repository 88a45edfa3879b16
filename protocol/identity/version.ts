/** The version field of everything that is kept for years: another major version is told apart from broken bytes. */
import * as v from 'valibot'
import { CodecError } from '../errors.ts'

/**
 * The field `v` of a message. Declare it first, so that it is read before fields another version may have changed.
 *
 * @param major - the only version we can read
 * @throws {@link CodecError} `unknown-version`, from the decoder of the message that has this field
 */
export function version<const N extends number>(major: N) {
  return v.custom<N>(value => {
    if (Number.isSafeInteger(value) && value !== major) {
      // thrown, since an issue of the schema could only say `malformed`
      throw new CodecError('unknown-version', `version ${String(value)}, this program reads ${major}`)
    }
    return value === major
  }, 'not a version')
}

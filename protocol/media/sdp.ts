/** The little we read of session descriptions, and the one thing we write into them. */
import { CodecError } from '../errors.ts'
import { SIGNAL_MEDIA_LINES_MAX } from '../limits.ts'

/** Silence costs nearly nothing, and a lost packet is not heard. */
const OPUS_WISHES = ['usedtx=1', 'useinbandfec=1']

/**
 * Asks the other side to send Opus with discontinuous transmission and forward error correction: a receiver's format
 * parameters are wishes to the sender. Only the copy that is sent is touched, never what the browser is given.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7587#section-6.1
 */
export function withOpusWishes(sdp: string): string {
  const type = /^a=rtpmap:(\d+) opus\/48000/m.exec(sdp)?.[1]
  if (type === undefined) return sdp
  return sdp.replace(new RegExp(`^(a=fmtp:${type} )(.*?)(\\r?)$`, 'm'), (_line, start: string, given: string, end) => {
    const kept = given.split(';').filter(each => !OPUS_WISHES.some(wish => sameName(wish, each)))
    return `${start}${[...kept, ...OPUS_WISHES].join(';')}${end}`
  })
}

/** ICE user fragments of a description: what its candidates name. */
export function ufragsOf(sdp: string): string[] {
  return [...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].flatMap(match => match[1] ?? [])
}

/**
 * Refuses a description that would have the browser make more than a call needs.
 *
 * @throws {@link CodecError} `too-large`, `malformed`
 */
export function checkDescription(sdp: string): void {
  const media = [...sdp.matchAll(/^m=(\w+) /gm)].map(match => match[1])
  if (media.length > SIGNAL_MEDIA_LINES_MAX) throw new CodecError('too-large', `${media.length} media lines`)
  if (media.some(kind => kind !== 'audio' && kind !== 'video' && kind !== 'application')) {
    throw new CodecError('malformed', 'a media line of another kind')
  }
}

function sameName(a: string, b: string): boolean {
  return a.split('=')[0] === b.trim().split('=')[0]
}

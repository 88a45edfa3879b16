/** Links to homes and rooms: `<origin>/#/<home>[/<room>][?via=<hint>…]`, or `web+videocity:` without an origin. */
import { CodecError } from '../errors.ts'
import { HINTS_MAX, LINK_BYTES_MAX } from '../limits.ts'
import { type HomeId, parseHomeId } from './genesis.ts'
import { isHint } from './hint.ts'
import { isSlug } from './room-slug.ts'

/** Where a link leads. */
export interface CityLink {
  /** Of a page that shows it, `https://…` or `http://…`. */
  readonly origin?: string
  readonly home: HomeId
  /** Slug of the room. */
  readonly room?: string
  /** Multiaddrs of super-peers that know the home. */
  readonly hints: readonly string[]
}

const SCHEME = 'web+videocity:'

/** Writes a link; without an origin it is one that every page of the city can read. */
export function formatLink({ origin, home, room, hints }: CityLink): string {
  const path = room === undefined ? home : `${home}/${encodeURIComponent(room)}`
  const query = hints.slice(0, HINTS_MAX).map(hint => `via=${encodeHint(hint)}`)
  const address = query.length === 0 ? path : `${path}?${query.join('&')}`
  return origin === undefined ? `${SCHEME}${address}` : `${origin}/#/${address}`
}

/**
 * Reads a link in any of its forms: a page's address, the part of it behind `#`, `web+videocity:`, or a bare home ID.
 *
 * Hints that are no addresses and parameters it does not know are left out: the link still leads somewhere.
 *
 * @throws {@link CodecError} `too-large`, `malformed`
 */
export function parseLink(text: string): CityLink {
  const trimmed = text.trim()
  if (trimmed.length > LINK_BYTES_MAX) throw new CodecError('too-large', `a link of ${trimmed.length} characters`)
  if (trimmed.slice(0, SCHEME.length).toLowerCase() === SCHEME) return parseAddress(trimmed.slice(SCHEME.length))
  if (trimmed.startsWith('#/')) return parseAddress(trimmed.slice(2))
  if (!/^https?:/i.test(trimmed)) return { home: parseHomeId(trimmed), hints: [] }
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined
  if (url === undefined || !url.hash.startsWith('#/')) throw new CodecError('malformed', 'not a link to a home')
  return { origin: url.origin, ...parseAddress(url.hash.slice(2)) }
}

/** `<home>[/<room>][?via=…]` */
function parseAddress(address: string): CityLink {
  const mark = address.indexOf('?')
  const path = mark === -1 ? address : address.slice(0, mark)
  const query = mark === -1 ? '' : address.slice(mark + 1)
  const [home = '', room = '', ...rest] = path.split('/')
  if (rest.some(part => part !== '')) throw new CodecError('malformed', 'a link with too many parts')
  const hints = new URLSearchParams(query).getAll('via').filter(isHint).slice(0, HINTS_MAX)
  return { home: parseHomeId(home), ...(room === '' ? {} : { room: parseSlug(room) }), hints }
}

function parseSlug(part: string): string {
  const slug = decode(part)
  if (!isSlug(slug)) throw new CodecError('malformed', 'not the name of a room')
  return slug
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new CodecError('malformed', 'a link with a broken escape', { cause })
  }
}

/** Slashes and colons may stand in a query as they are, and make a link readable and its QR code small. */
function encodeHint(hint: string): string {
  return encodeURIComponent(hint).replaceAll('%2F', '/').replaceAll('%3A', ':')
}

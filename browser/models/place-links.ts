/** Links out of the page and into it: what is given to friends, and what is made of what they give. */
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { formatLink, parseLink, type CityLink } from '../../protocol/identity/link.ts'
import { HINTS_MAX } from '../../protocol/limits.ts'
import { isLoopback } from '../ports/address.ts'
import { hashOf, type Route } from '../routes.ts'

/** Where this page can be reached, and what leads to its city. */
export interface Outside {
  /** The address to give out: what the operator says, else the page's own. */
  readonly page: string
  /** Addresses of super-peers, for those who come from another city. */
  readonly hints: readonly string[]
}

/** A link to a home or room, as text and for a QR code. */
export interface PlaceLink {
  readonly link: string
  readonly qrText: string
  /** It works only on this computer. */
  readonly isLocal: boolean
}

/** The link to a place. Where the page's address means nothing elsewhere, the QR code says the home and who knows it instead. */
export function linkTo(outside: Outside, home: HomeId, room?: string): PlaceLink {
  const origin = new URL(outside.page).origin
  const place = { home, ...(room === undefined ? {} : { room }) }
  const isLocal = isLoopback(new URL(outside.page).hostname)
  const link = formatLink({ origin, ...place, hints: [] })
  const hints = [hintOf(origin), ...outside.hints].filter(hint => hint !== undefined).slice(0, 1)
  return { link, qrText: isLocal ? formatLink({ ...place, hints }) : link, isLocal }
}

/**
 * Where a link somebody typed, scanned or dropped leads on this page.
 *
 * @throws {@link CodecError} `malformed`, `too-large`
 */
export function followLink(
  text: string,
  ownOrigin: string
): { readonly hash: string; readonly hints: readonly string[] } {
  const link = parseLink(text)
  return { hash: hashOf(routeOf(link)), hints: hintsOf(link, ownOrigin) }
}

/** The place a link leads to. */
export function routeOf({ home, room, hints }: CityLink): Exclude<Route, { kind: 'unknown' }> {
  return room === undefined ? { kind: 'home', home, hints } : { kind: 'room', home, room, hints }
}

/** Who may know the home of a link: those it names, and whoever serves the page it was made on. */
function hintsOf({ origin, hints }: CityLink, ownOrigin: string): readonly string[] {
  const server = origin === undefined || origin === ownOrigin ? undefined : hintOf(origin)
  return [...hints, ...(server === undefined ? [] : [server])].slice(0, HINTS_MAX)
}

/** Longest address of a super-peer that goes onto a card. */
const SHORT_HINT_CHARACTERS = 96

/** Those addresses of super-peers that mean something to a page elsewhere and are short: their sockets, encrypted ones first. */
export function shortHints(addresses: readonly string[], ownHostname: string): readonly string[] {
  const isAway = (hint: string): boolean => !/^\/(ip4\/127\.|ip6\/::1\/|dns[46]?\/localhost\/)/.test(hint)
  return addresses
    .filter(hint => hint.length <= SHORT_HINT_CHARACTERS && /\/wss?(\/|$)/.test(hint) && !hint.includes('/p2p-circuit'))
    .filter(hint => isAway(hint) || isLoopback(ownHostname))
    .toSorted((a, b) => Number(b.includes('/tls/')) - Number(a.includes('/tls/')))
}

/** The multiaddr of the super-peer that serves a page: its sockets share the page's port. */
export function hintOf(origin: string): string | undefined {
  const { protocol, hostname, port } = new URL(origin)
  const isSecure = protocol === 'https:'
  if (!isSecure && protocol !== 'http:') return undefined
  const host = hostname.startsWith('[')
    ? `/ip6/${hostname.slice(1, -1)}`
    : /^\d+(\.\d+){3}$/.test(hostname)
      ? `/ip4/${hostname}`
      : `/dns/${hostname}`
  return `${host}/tcp/${port === '' ? (isSecure ? 443 : 80) : port}${isSecure ? '/tls/ws' : '/ws'}`
}

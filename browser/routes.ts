/** Where in the city the address points, and the address of each place. */
import { parseHomeId, type HomeId } from '../protocol/identity/genesis.ts'

/** A place in the page. */
export type Route =
  | { readonly kind: 'city' }
  | { readonly kind: 'build' }
  | { readonly kind: 'home'; readonly home: HomeId; readonly hints: readonly string[] }
  | { readonly kind: 'room'; readonly home: HomeId; readonly room: string; readonly hints: readonly string[] }
  | { readonly kind: 'unknown'; readonly text: string }

/** Reads the part of the address behind `#`. Never throws: what it cannot read is `unknown`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  const [first = '', second = '', ...rest] = path.split('/').map(part => safeDecode(part))
  const hints = new URLSearchParams(query).getAll('via')
  if (first === '') return { kind: 'city' }
  if (first === 'build' && second === '') return { kind: 'build' }
  try {
    const home = parseHomeId(first)
    if (second === '') return { kind: 'home', home, hints }
    if (rest.length === 0) return { kind: 'room', home, room: second, hints }
  } catch {
    // not a home ID: told to the person as an unknown place
  }
  return { kind: 'unknown', text: path }
}

/** The part of the address behind and with `#` for a place. */
export function hashOf(route: Exclude<Route, { kind: 'unknown' }>): string {
  switch (route.kind) {
    case 'city':
      return '#/'
    case 'build':
      return '#/build'
    case 'home':
      return `#/${route.home}`
    case 'room':
      return `#/${route.home}/${encodeURIComponent(route.room)}`
  }
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

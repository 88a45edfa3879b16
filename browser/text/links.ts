/** Finds web addresses in what people write, so that views can make links of them without any markup. */

/** A piece of a text: plain, or an address. */
export type TextPiece = { readonly text: string; readonly href?: string }

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi
const BRACKETS = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}']
] as const
const TRAILING = /[.,;:!?…»”’'"*_]+$/

/** Splits a text at its web addresses. Only http and https become links; everything else stays text. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0])
    const href = hrefOf(address)
    if (href === undefined) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push({ text: address, href })
    from = match.index + address.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

/** An address at the end of a sentence does not own the full stop, nor a bracket it did not open. */
function trimmed(address: string): string {
  let rest = address.replace(TRAILING, '')
  for (const [open, close] of BRACKETS) {
    while (rest.endsWith(close) && rest.split(close).length > rest.split(open).length) {
      rest = rest.slice(0, -1).replace(TRAILING, '')
    }
  }
  return rest
}

function hrefOf(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address)
    return protocol === 'https:' || protocol === 'http:' ? href : undefined
  } catch {
    return undefined // not an address after all
  }
}

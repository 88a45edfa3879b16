/** Finds web addresses in what people write, so that views can make links of them without any markup. */

/** A piece of a text: plain, or an address. */
export type TextPiece = { readonly text: string; readonly href?: string }

// neither signs that turn the direction of what follows nor ones nobody sees: a link must lead where it seems to
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
const SENTENCE = '.,;:!?…»”’\'"*_'

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
  const counts = new Map<string, number>()
  for (const sign of address) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  let end = address.length
  while (end > 0) {
    const last = address[end - 1] ?? ''
    const opening = OPENING[last]
    const isStray = opening !== undefined && (counts.get(last) ?? 0) > (counts.get(opening) ?? 0)
    if (!isStray && !SENTENCE.includes(last)) break
    counts.set(last, (counts.get(last) ?? 0) - 1)
    end--
  }
  return address.slice(0, end)
}

function hrefOf(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address)
    return protocol === 'https:' || protocol === 'http:' ? href : undefined
  } catch {
    return undefined // not an address after all
  }
}

/** The first character of a name's first and last word, as people see characters. */

/** One or two characters; `undefined` where a name has none. */
export function initialsOf(name: string): string | undefined {
  const words = name
    .replace(/\(.*\)$/, '')
    .trim()
    .split(/\s+/)
    .filter(word => /[\p{L}\p{N}\p{Emoji}]/u.test(word))
  const [first] = words
  if (first === undefined) return undefined
  const last = words.length > 1 ? words.at(-1) : undefined
  return [first, last].map(word => (word === undefined ? '' : firstCharacterOf(word))).join('')
}

function firstCharacterOf(word: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)
  return first?.segment.toLocaleUpperCase() ?? ''
}

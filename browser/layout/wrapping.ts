/** Breaks text into lines that fit, and finds the type size at which it fits, with any measure of width. */

/** How wide a text is, in pixels, at a size in pixels. */
export type Measure = (text: string, sizePx: number) => number

export interface FittedText {
  readonly sizePx: number
  readonly lines: readonly string[]
}

/** Cuts between what people see as one character, so that no emoji or syllable breaks. */
export function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), each => each.segment)
}

/** Breaks at spaces and after hyphens; what is still too wide for a line is cut between characters. */
export function wrap(text: string, widthPx: number, sizePx: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  for (const { word, isGlued } of atomsOf(text)) {
    const longer = line === '' || isGlued ? line + word : `${line} ${word}`
    if (measure(longer, sizePx) <= widthPx) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = cut(word, widthPx, sizePx, measure)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  if (line !== '') lines.push(line)
  return lines
}

/** The largest size, from the given ones, at which a text fits so many lines; at the smallest the rest becomes «…». */
export function fitText(
  text: string,
  widthPx: number,
  choices: readonly { readonly sizePx: number; readonly linesMax: number }[],
  measure: Measure
): FittedText {
  for (const { sizePx, linesMax } of choices) {
    const isWhole = atomsOf(text).every(({ word }) => measure(word, sizePx) <= widthPx)
    const lines = wrap(text, widthPx, sizePx, measure)
    if (isWhole && lines.length <= linesMax) return { sizePx, lines }
  }
  const last = choices.at(-1) ?? { sizePx: 16, linesMax: 1 }
  const lines = wrap(text, widthPx, last.sizePx, measure)
  if (lines.length <= last.linesMax) return { sizePx: last.sizePx, lines }
  const kept = lines.slice(0, last.linesMax)
  kept.push(shorten(`${kept.pop() ?? ''}…`, widthPx, last.sizePx, measure))
  return { sizePx: last.sizePx, lines: kept }
}

/** What stays in one piece if it can: words, and their parts up to a hyphen, glued to the part before. */
function atomsOf(text: string): { readonly word: string; readonly isGlued: boolean }[] {
  return text
    .trim()
    .split(/\s+/)
    .flatMap(word => (word.match(/[^-]+-*|-+/g) ?? [word]).map((part, index) => ({ word: part, isGlued: index > 0 })))
}

/** Takes characters away before a closing «…» until the text fits. */
function shorten(text: string, widthPx: number, sizePx: number, measure: Measure): string {
  const characters = charactersOf(text)
  while (characters.length > 1 && measure(characters.join(''), sizePx) > widthPx) characters.splice(-2, 1)
  return characters.join('')
}

function cut(word: string, widthPx: number, sizePx: number, measure: Measure): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of charactersOf(word)) {
    if (piece !== '' && measure(piece + character, sizePx) > widthPx) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

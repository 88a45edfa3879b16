import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const TOKENS = readFileSync(new URL('../../../browser/styles/tokens.css', import.meta.url), 'utf8')
const [DARK = '', LIGHT = ''] = TOKENS.split('@media (prefers-color-scheme: light)')

function themeOf(...sheets: readonly string[]): Map<string, string> {
  return new Map(
    sheets.flatMap(sheet =>
      [...sheet.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map(([, name = '', colour = '']) => [name, colour] as const)
    )
  )
}

const THEMES = { dark: themeOf(DARK), light: themeOf(DARK, LIGHT) }

/** Every text and the grounds it stands on. */
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['text', ['bg', 'bg-deep', 'panel', 'raised', 'raised-hover', 'well', 'wall', 'sky-1', 'sky-2', 'sky-3', 'hill-4']],
  ['text-soft', ['bg', 'bg-deep', 'well', 'sky-1', 'sky-2']],
  ['link', ['bg', 'bg-deep', 'raised', 'sky-1', 'sky-2']],
  ['amber-text', ['bg', 'wall', 'sky-1', 'sky-2']],
  ['red-text', ['bg', 'bg-deep', 'sky-1', 'sky-2']],
  ['on-first', ['first', 'first-hover']],
  ['on-first-paper', ['first-paper']],
  ['on-red', ['red']],
  ['on-door', ['door', 'door-shade']],
  ['on-roof', ['roof']],
  ['ink', ['paper', 'paper-well', 'note']],
  ['ink-soft', ['paper', 'paper-well']],
  ['ink-link', ['paper', 'paper-well']],
  ['amber-ink', ['paper']],
  ['red-ink', ['paper']],
  ['note-ink', ['note']],
  ['stage-text', ['stage', 'stage-bar', 'stage-raised', 'plate']],
  ['stage-soft', ['stage', 'stage-bar']]
]

/** What must be seen, not read: edges of fields, focus, lit against unlit. */
const SEEN: readonly (readonly [string, readonly string[]])[] = [
  ['field-line', ['bg', 'sky-1', 'sky-2', 'well']],
  ['ink-field', ['paper', 'paper-well']],
  ['focus', ['bg', 'sky-1', 'sky-2', 'wall']],
  ['amber', ['pane-off']],
  ['green', ['stage', 'door-shade']]
]

describeTheme('dark')
describeTheme('light')

function describeTheme(theme: keyof typeof THEMES): void {
  const pairs = (list: typeof TEXT) =>
    list.flatMap(([front, grounds]) => grounds.map(ground => [front, ground] as const))
  test.each(pairs(TEXT))(`${theme}: %s can be read on %s`, (front, ground) => {
    expect(contrast(theme, front, ground)).toBeGreaterThanOrEqual(4.5)
  })
  test.each(pairs(SEEN))(`${theme}: %s can be told from %s`, (front, ground) => {
    expect(contrast(theme, front, ground)).toBeGreaterThanOrEqual(3)
  })
}

function contrast(theme: keyof typeof THEMES, front: string, ground: string): number {
  const [one = 0, other = 0] = [front, ground].map(name => luminanceOf(THEMES[theme].get(name) ?? `no token ${name}`))
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminanceOf(colour: string): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = [1, 3, 5].map(at => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

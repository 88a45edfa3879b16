/** Commands as tables: each option is declared once, and parsing, checking and help follow from it. */
import { parseArgs } from 'node:util'
import { UsageError } from '../protocol/errors.ts'
import { exitCodes, type ExitCode, type Surroundings } from './output.ts'

/** An option of a command. */
export interface OptionSpec {
  readonly type: 'text' | 'number' | 'list'
  /** What stands for its value in the help, for example `PORT`. */
  readonly value: string
  /** What it does, and why one would want it. */
  readonly help: string
  /** What holds without it, in words. */
  readonly otherwise?: string
}

/** A command. */
export interface Command<Options extends Readonly<Record<string, OptionSpec>> = Readonly<Record<string, OptionSpec>>> {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What it does, in a paragraph or two. */
  readonly about: readonly string[]
  readonly examples: readonly (readonly [command: string, meaning: string])[]
  readonly options: Options
  readonly exitCodes: readonly (readonly [code: ExitCode, meaning: string])[]
  run(values: ValuesOf<Options>, surroundings: Surroundings): Promise<ExitCode>
}

/** What was given on the command line. */
export type ValuesOf<Options extends Readonly<Record<string, OptionSpec>>> = {
  readonly [Name in keyof Options]?: { text: string; number: number; list: readonly string[] }[Options[Name]['type']]
}

/** Gives a command the types of its own options. */
export function defineCommand<const Options extends Readonly<Record<string, OptionSpec>>>(
  command: Command<Options>
): Command {
  return command
}

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'run'; readonly values: Readonly<Record<string, string | number | readonly string[]>> }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

/**
 * Reads the words behind a command's name.
 *
 * @throws {@link UsageError} `bad-option`
 */
export function parseWords(words: readonly string[], options: Readonly<Record<string, OptionSpec>>): Request {
  const declared = Object.keys(options).map(name => [name, { type: 'string', multiple: true }] as const)
  const { tokens } = parseArgs({
    args: [...words],
    options: {
      ...Object.fromEntries(declared),
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' }
    },
    strict: false,
    tokens: true
  })
  const given = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') throw usage(`"${token.value}" is not understood here; options begin with --.`)
    if (token.kind !== 'option') continue
    if (token.name === 'help' || token.name === 'version') return { kind: token.name }
    const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (spec === undefined || !token.rawName.startsWith('--')) throw unknown(token.rawName, Object.keys(options))
    const isMissing = token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))
    if (isMissing || token.value === undefined)
      throw usage(`--${token.name} needs a value: --${token.name} ${spec.value}`)
    const values = given.get(token.name) ?? []
    if (values.length > 0 && spec.type !== 'list') throw usage(`--${token.name} is given twice.`)
    given.set(token.name, [...values, token.value])
  }
  const values = [...given].map(([name, texts]) => [name, valueOf(name, options[name], texts)] as const)
  return { kind: 'run', values: Object.fromEntries(values) }
}

function valueOf(
  name: string,
  spec: OptionSpec | undefined,
  texts: readonly string[]
): string | number | readonly string[] {
  const [text = ''] = texts
  if (spec?.type === 'list') return texts
  if (spec?.type !== 'number') return text
  if (/^\d+$/.test(text)) return Number(text)
  throw usage(`--${name}: a whole number, not ${JSON.stringify(text)}.`)
}

function usage(message: string): UsageError {
  return new UsageError('bad-option', message)
}

function unknown(name: string, known: readonly string[]): UsageError {
  const nearest = nearestOf(
    name,
    [...known, 'help', 'version'].map(option => `--${option}`)
  )
  return usage(`There is no option ${name}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`)
}

/** The word that is nearest to what was typed, when one is near at all. */
export function nearestOf(typed: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map(word => ({ word, distance: editDistance(typed, word) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(2, typed.length / 3) ? best.word : undefined
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The exit code an error stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'bad-option') return exitCodes.wrongUsage
  if (code === 'port-in-use') return exitCodes.portInUse
  return String(code).startsWith('data-') ? exitCodes.dataUnusable : exitCodes.failed
}

/** The help of a command, laid out for a terminal of 80 columns. */
import type { Command } from './command.ts'

const WIDTH = 80
const INDENT = 6

/** What `videocity COMMAND --help` prints. */
export function helpOf(command: Command): string {
  const options = Object.entries(command.options).flatMap(([name, { value, help, otherwise }]) => [
    `  --${name} ${value}`,
    ...wrapped(otherwise === undefined ? help : `${help} Default: ${otherwise}.`, INDENT)
  ])
  return [
    `videocity ${command.name} [OPTIONS]`,
    '',
    ...command.about.flatMap(paragraph => [...wrapped(paragraph, 0), '']),
    'Examples:',
    ...command.examples.flatMap(([line, meaning]) => [`  ${line}`, ...wrapped(meaning, INDENT)]),
    '',
    'Options:',
    ...options,
    '  --help',
    ...wrapped('Shows this text.', INDENT),
    '',
    'Exit codes:',
    ...command.exitCodes.map(([code, meaning]) => `  ${code}   ${meaning}`)
  ].join('\n')
}

/** What `videocity --help` prints. */
export function overview(commands: readonly Command[]): string {
  return [
    'Internet Video City: homes, doors and video rooms with no one in charge.',
    '',
    'videocity COMMAND [OPTIONS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(INDENT)}  ${summary}`),
    '',
    'videocity COMMAND --help says what a command does, videocity --version which one this is.'
  ].join('\n')
}

function wrapped(text: string, indent: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line].map(content => ' '.repeat(indent) + content)
}

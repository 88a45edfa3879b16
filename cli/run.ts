/** Finds the command that was named and turns however it ends into an exit code. */
import { CityError } from '../protocol/errors.ts'
import { exitCodeOf, nearestOf, parseWords, type Command } from './command.ts'
import { helpOf, overview } from './help.ts'
import { exitCodes, version, type ExitCode, type Surroundings } from './output.ts'

/** Runs one command line, without the program's own name. */
export async function runCommandLine(
  words: readonly string[],
  commands: readonly Command[],
  surroundings: Surroundings
): Promise<ExitCode> {
  const [first = '--help', ...rest] = words
  if (first === '--version') return say(surroundings, version())
  if (first === '--help' || first === '-h' || first === 'help') return say(surroundings, overview(commands))
  const command = commands.find(({ name }) => name === first)
  if (command === undefined) return refuse(first, commands, surroundings)
  try {
    const request = parseWords(rest, command.options)
    if (request.kind === 'help') return say(surroundings, helpOf(command))
    if (request.kind === 'version') return say(surroundings, version())
    return await command.run(request.values, surroundings)
  } catch (error) {
    report(error, command, surroundings)
    return exitCodeOf(error)
  }
}

function say({ out }: Surroundings, text: string): ExitCode {
  out(text)
  return exitCodes.fine
}

function refuse(word: string, commands: readonly Command[], { log }: Surroundings): ExitCode {
  const nearest = nearestOf(
    word,
    commands.map(({ name }) => name)
  )
  log(`There is no command ${word}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`)
  log('videocity --help lists them.')
  return exitCodes.wrongUsage
}

/** Ours are sentences; of others the whole story is shown, for whoever has to mend it. */
function report(error: unknown, command: Command, { log }: Surroundings): void {
  if (!(error instanceof CityError)) {
    log(
      `Something went wrong that nobody foresaw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
    )
    return
  }
  log(error.message)
  if (error.code === 'bad-option') log(`videocity ${command.name} --help explains every option.`)
}

/** Many people at once: processes with some guests each, spread over the rooms of a home. */
import { fork, type ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { HomeId } from '../../protocol/identity/genesis.ts'

const CROWD = fileURLToPath(new URL('crowd.mjs', import.meta.url))

/** What one person has seen. */
export interface Seen {
  /** Number of the person: that modulo the number of rooms is where it went. */
  readonly person: number
  /** People in the room, oneself included. */
  readonly members: number
  /** Every line, in the order in which it is shown. */
  readonly texts: readonly string[]
  /** From the moment a line was said until it was here, of every line of others. */
  readonly latenciesMs: readonly number[]
}

/** Some people in one process. */
export interface Crowd {
  /** Each says a line; resolves when all are out. */
  say(text: string): Promise<void>
  report(): Promise<readonly Seen[]>
  /** All leave, and the process ends. Idempotent. */
  end(): Promise<void>
}

/** Lets people with the numbers from `first` on in; resolves when all are inside. */
export async function gather(
  url: string,
  { home, first, count }: { home: HomeId; first: number; count: number }
): Promise<Crowd> {
  const child = fork(CROWD, [url, home, String(first), String(count)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc']
  })
  const ended = once(child, 'exit')
  await answerTo(child, 'inside')
  const ask = async (question: { kind: string; text?: string }): Promise<unknown> => {
    const answered = answerTo(child, question.kind)
    child.send(question)
    return answered
  }
  return {
    say: async text => void (await ask({ kind: 'say', text })),
    report: async () => (await ask({ kind: 'report' })) as readonly Seen[],
    async end() {
      if (child.connected) child.send({ kind: 'leave' })
      await ended
    }
  }
}

/** @throws Error when the process ends before it has answered */
async function answerTo(child: ChildProcess, kind: string): Promise<unknown> {
  const gone = new AbortController()
  const onExit = (code: number | null): void => gone.abort(new Error(`a crowd ended with code ${code}`))
  child.once('exit', onExit)
  try {
    for await (const [message] of on(child, 'message', { signal: gone.signal })) {
      const { kind: answered, answer } = message as { kind: string; answer?: unknown }
      if (answered === kind) return answer
    }
  } catch (error) {
    throw gone.signal.reason ?? error
  } finally {
    child.off('exit', onExit)
  }
  throw new Error('a crowd told nothing')
}

/** Fetches what was missed: from one member, from the next if that fails, again later if all fail. */
import type { Direct } from '../channel/channel.ts'
import { pause } from '../pause.ts'
import { StateError } from '../errors.ts'
import { fetchHistory, type History } from './history.ts'

/** Pauses before each round of questions; before the first one faces go ahead of words. */
const ROUNDS_MS = [300, 2_500, 5_000, 10_000]
/** While nobody knows who is here, it is looked again after this. */
const UNKNOWN_MS = 100
/** Looks before it is taken for granted that nobody is here. */
const UNKNOWN_LOOKS_MAX = 50
/** Own words wait this long for those before them. */
const SOON_MS = 3_000
/** Differences that asking has not resolved are remembered, so that nobody is asked about them for ever. */
const ASKED_MAX = 256

/** What {@link createCatchUp} needs. */
export interface CatchUpOptions {
  readonly direct: Pick<Direct, 'open'>
  members(): readonly string[] | undefined
  merge(history: History): Promise<void>
}

/** The catcher-up. */
export interface CatchUp {
  /** Whether everything that members could tell was told. */
  readonly isWhole: boolean
  /** Settles when it was, or when that takes too long to wait for. */
  readonly soon: Promise<void>
  start(): void
  /** Asks one member because of a difference, once for each. */
  ask(peer: string, difference: string): void
  close(): void
}

/** Makes one. */
export function createCatchUp({ direct, members, merge }: CatchUpOptions): CatchUp {
  const closing = new AbortController()
  const asked = new Set<string>()
  let isWhole = false
  let isRunning = false
  let isAsking = false
  let onWhole = (): void => undefined
  const soon = new Promise<void>(resolve => (onWhole = resolve))
  // not for ever: closing ends it as well
  void pause(SOON_MS, closing.signal).then(() => onWhole())

  /** Asks one; says whether he answered, and whether with everything. */
  const fetchFrom = async (peer: string): Promise<'nothing' | 'part' | 'whole'> => {
    try {
      const history = await fetchHistory(direct, peer, closing.signal)
      await merge(history)
      return history.isWhole ? 'whole' : 'part'
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return 'nothing' // gone, unreachable, busy or hostile: another is asked
    }
  }

  const askAll = async (): Promise<boolean> => {
    const peers = await knownMembers()
    const answers: string[] = []
    for (const peer of peers) {
      if (closing.signal.aborted) return true
      const answer = await fetchFrom(peer)
      if (answer === 'whole') return true
      answers.push(answer)
    }
    // all of them newcomers like us: together they know what there is to know
    return !answers.includes('nothing')
  }

  const knownMembers = async (): Promise<readonly string[]> => {
    for (let look = 0; look < UNKNOWN_LOOKS_MAX; look++) {
      const known = members()
      if (known !== undefined && known.length > 0) return known
      if (known !== undefined || !(await pause(UNKNOWN_MS, closing.signal))) return []
    }
    return []
  }

  const run = async (): Promise<void> => {
    for (const pauseMs of ROUNDS_MS) {
      if (!(await pause(pauseMs, closing.signal))) return
      if (await askAll()) break
    }
    isWhole = true
    onWhole()
  }

  return {
    get isWhole() {
      return isWhole
    },
    soon,
    start() {
      if (isRunning) return
      isRunning = true
      void run().finally(() => (isRunning = false))
    },
    ask(peer, difference) {
      if (isRunning || isAsking || asked.has(difference)) return
      asked.add(difference)
      if (asked.size > ASKED_MAX) asked.delete(asked.values().next().value ?? difference)
      isAsking = true
      void fetchFrom(peer).finally(() => (isAsking = false))
    },
    close() {
      closing.abort(new StateError('room-closed', 'the room was left'))
    }
  }
}

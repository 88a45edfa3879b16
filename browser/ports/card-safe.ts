/** Seals a root seed into a login card with a passphrase, and opens it again, with progress while it takes its time. */
import { AuthError, CodecError, CityError, type CityErrorCode } from '../../protocol/errors.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import type { OpenedLoginCard } from '../../protocol/identity/login-card.ts'
import type { CardAnswer, CardQuestion } from '../workers/card-worker.ts'
import { workerFailure } from './late-part.ts'

/** Told some times a second: how far, 0 to 1, by estimate. */
export type OnProgress = (fraction: number) => void

/** Seals and opens login cards. */
export interface CardSafe {
  /** The card's bytes. */
  seal(card: { seed: Uint8Array; home: HomeId; passphrase: string }, onProgress?: OnProgress): Promise<Uint8Array>
  /**
   * @throws {@link AuthError} `wrong-passphrase`, `kdf-refused`
   * @throws {@link CodecError} `too-large`, `malformed`, `not-canonical`, `unknown-version`
   */
  open(payload: Uint8Array, passphrase: string, onProgress?: OnProgress): Promise<OpenedLoginCard>
}

/** A computer of today needs about this long; the estimate only ever slows down, so it is never wrong by much. */
const TYPICAL_MS = 900
const INTERVAL_MS = 100

/**
 * A safe that works in a worker of its own for each card, so that nothing of a seed stays in a worker's memory.
 *
 * @param startWorker - a fresh `card-worker`
 */
export function createCardSafe(startWorker: () => Worker): CardSafe {
  return {
    async seal(card, onProgress) {
      const answer = await ask(startWorker(), { kind: 'seal', ...card }, onProgress)
      if (answer.kind !== 'sealed') throw new CodecError('malformed', 'the worker answered something else')
      return answer.payload
    },
    async open(payload, passphrase, onProgress) {
      const answer = await ask(startWorker(), { kind: 'open', payload, passphrase }, onProgress)
      if (answer.kind !== 'opened') throw new CodecError('malformed', 'the worker answered something else')
      return answer.card
    }
  }
}

function ask(worker: Worker, question: CardQuestion, onProgress: OnProgress | undefined): Promise<CardAnswer> {
  return new Promise((resolve, reject) => {
    const beganMs = performance.now()
    const timer = setInterval(() => onProgress?.(1 - Math.exp((beganMs - performance.now()) / TYPICAL_MS)), INTERVAL_MS)
    const end = (act: () => void): void => {
      clearInterval(timer)
      worker.terminate()
      act()
    }
    worker.onerror = event => end(() => reject(workerFailure(event)))
    worker.onmessage = (event: MessageEvent<CardAnswer>) => {
      const answer = event.data
      if (answer.kind === 'failed') end(() => reject(errorOf(answer.code, answer.message)))
      else end(() => resolve(answer))
    }
    worker.postMessage(question)
  })
}

/** An error's class is lost between worker and page; its code is what callers match on. */
function errorOf(code: string, message: string): Error {
  if (code === 'wrong-passphrase' || code === 'kdf-refused') return new AuthError(code, message)
  return new CityError(code as CityErrorCode, message)
}

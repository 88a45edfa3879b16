/** What is true for the whole page and said on top of it: no super-peer answers, the clock is wrong, nothing is kept. */
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { City, CityState } from '../../protocol/city/city.ts'
import type { Clock } from '../ports/clock.ts'
import type { PageLife } from '../ports/page-life.ts'
import type { Storage } from '../ports/storage.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import { lengthOf } from '../text/times.ts'
import { defineModel, onDispose } from './model.ts'

/** A line at the top of the page that stays while it is true: the clock is wrong, nobody is reached, storage is denied. */
export interface Notice {
  readonly id: string
  readonly tone: 'plain' | 'danger'
  readonly problem: Problem
}

/** What is said on top of the page. */
export interface Notices {
  readonly all: ReadonlySignal<readonly Notice[]>
  /** Says something until it is `undefined` again. */
  set(id: string, problem: Problem | undefined): void
  /** Says what is wrong with the way into the city. */
  watch(city: City): void
}

/** What notices listen to. */
export interface NoticeParts {
  readonly storage: Pick<Storage, 'onDenied'>
  readonly clock: Clock
  readonly life: PageLife
}

/** A line that is lost for less than this is not worth a word. */
const PATIENCE_MS = 4_000

/** Makes the notices, empty at first. */
export const createNotices = defineModel(({ storage, clock, life }: NoticeParts): Notices => {
  const problems = signal<ReadonlyMap<string, Problem>>(new Map())
  const set = (id: string, said: Problem | undefined): void => {
    const next = new Map(problems.peek())
    if (said === undefined) next.delete(id)
    else next.set(id, said)
    problems.value = next
  }

  let stopWaiting = (): void => undefined
  let state: CityState = 'connecting'
  const tellState = (): void => {
    stopWaiting()
    set('network', undefined)
    if (state === 'online') return
    stopWaiting = clock.after(PATIENCE_MS, () => set('network', problem(life.isOnline() ? 'NET-1' : 'NET-7')))
  }
  const undo: (() => void)[] = [
    storage.onDenied(error => set('storage', problemFor(error.code, 'storage'))),
    life.onNetwork(tellState),
    () => stopWaiting()
  ]
  onDispose(() => {
    for (const end of undo.splice(0)) end()
  })

  return {
    all: computed(() =>
      [...problems.value]
        // nobody lets a wrong clock in, and by it no paper's time is right: said once, by its cause
        .filter(([id]) => !['network', 'device'].includes(id) || !problems.value.has('clock'))
        // what has one cause in several places is one trouble
        .filter(([, { code }], index, told) => told.findIndex(([, other]) => other.code === code) === index)
        .map(([id, said]): Notice => ({ id, tone: toneOf(id), problem: said }))
    ),
    set,
    watch(city) {
      if (undo.length === 0) return // given back meanwhile
      const onState = (): void => {
        state = city.state
        tellState()
      }
      const onClock = (event: CustomEvent<{ skewMs: number; isWrong: boolean }>): void => {
        const { skewMs, isWrong } = event.detail
        set('clock', isWrong ? problem('CLOCK-1', { skew: lengthOf(Math.abs(skewMs)) }) : undefined)
      }
      city.addEventListener('state-changed', onState)
      city.addEventListener('clock-checked', onClock)
      undo.push(
        () => city.removeEventListener('state-changed', onState),
        () => city.removeEventListener('clock-checked', onClock)
      )
      onState()
    }
  }
})

/** What mends itself is said calmly. */
function toneOf(id: string): Notice['tone'] {
  return id === 'network' ? 'plain' : 'danger'
}

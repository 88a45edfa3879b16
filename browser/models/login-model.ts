/** The dialog «Log in»: a card and its passphrase. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../text/problem.ts'

/** The dialog «Log in». */
export interface LoginModel {
  readonly step: ReadonlySignal<'choosing' | 'reading' | 'ready' | 'working'>
  /** The picture that was dropped or chosen, to be shown. */
  readonly cardUrl: ReadonlySignal<string | undefined>
  readonly passphrase: ReadonlySignal<string>
  readonly problem: ReadonlySignal<Problem | undefined>
  readonly progress: ReadonlySignal<{ readonly text: string; readonly fraction: number }>
  choose(file: Blob): void
  setPassphrase(value: string): void
  logIn(): void
}

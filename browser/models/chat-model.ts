/** What the chat panel shows. Truth is in the protocol's `Chat`; this only mirrors it, with comings and goings in between. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../text/problem.ts'

/** One entry of the log. */
export type ChatEntry =
  | {
      readonly kind: 'line'
      readonly id: string
      readonly name: string
      readonly isSelf: boolean
      readonly atMs: number
      readonly text: string
    }
  | { readonly kind: 'event'; readonly id: string; readonly atMs: number; readonly text: string }

/** The chat panel. */
export interface ChatModel {
  readonly entries: ReadonlySignal<readonly ChatEntry[]>
  readonly draft: ReadonlySignal<string>
  readonly canSend: ReadonlySignal<boolean>
  readonly problem: ReadonlySignal<Problem | undefined>
  readonly isOpen: ReadonlySignal<boolean>
  /** Lines that came while the panel was closed. */
  readonly unread: ReadonlySignal<number>
  type(text: string): void
  send(): void
  open(): void
  close(): void
}

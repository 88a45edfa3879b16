/** What the chat panel shows. Truth is in the protocol's `Chat`; this only mirrors it, with comings and goings in between. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Chat, ChatLine } from '../../protocol/chat/chat.ts'
import { utf8Length } from '../../protocol/codec/fields.ts'
import { codeOf } from '../../protocol/errors.ts'
import { CHAT_TEXT_BYTES_MAX } from '../../protocol/limits.ts'
import type { Problem } from '../text/problem.ts'
import { problem } from '../text/problems.ts'
import { words } from '../text/words.ts'
import { defineModel, listen } from './model.ts'

/** One entry of the log. */
export type ChatEntry =
  | {
      readonly kind: 'line'
      readonly id: string
      /** «NAME» or «NAME (guest)», as on the tile: a guest may call himself by any name. */
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

/** Someone coming or going, as the chat tells it. */
export interface Happening {
  readonly atMs: number
  readonly text: string
}

/** What the chat panel is made of. */
export interface ChatParts {
  readonly chat: Chat
  /** Tells of comings and goings. Returns its undo. */
  onHappening(listener: (happening: Happening) => void): () => void
}

/** Comings and goings kept between the lines. */
const EVENTS_MAX = 200

/** An event stays behind the line after which it happened, whatever that line's clock says. */
interface PlacedEvent extends Happening {
  readonly id: string
  readonly afterLine: string | undefined
}

/** Makes the chat panel's model. */
export const createChatModel = defineModel(({ chat, onHappening }: ChatParts): ChatModel => {
  const lines = signal<readonly ChatLine[]>(chat.lines())
  const events = signal<readonly PlacedEvent[]>([])
  const draft = signal('')
  const trouble = signal<Problem>()
  const isOpen = signal(false)
  const unread = signal(0)
  let eventsSoFar = 0

  listen(chat, 'lines-changed', () => {
    const known = new Set(lines.peek().map(line => line.id))
    const fresh = chat.lines().filter(line => !known.has(line.id))
    lines.value = [...chat.lines()]
    if (!isOpen.peek()) unread.value += fresh.filter(line => !line.isSelf).length
  })

  effect(() =>
    onHappening(({ atMs, text }) => {
      const placed = { id: `event-${++eventsSoFar}`, atMs, text, afterLine: lines.peek().at(-1)?.id }
      events.value = [...events.peek(), placed].slice(-EVENTS_MAX)
    })
  )

  const isLegal = (text: string): boolean => text.trim() !== '' && utf8Length(text) <= CHAT_TEXT_BYTES_MAX

  return {
    entries: computed(() => entriesOf(lines.value, events.value)),
    draft,
    canSend: computed(() => isLegal(draft.value)),
    problem: trouble,
    isOpen,
    unread,
    type(text) {
      draft.value = text
      trouble.value = utf8Length(text) > CHAT_TEXT_BYTES_MAX ? problem('ROOM-8') : undefined
    },
    send() {
      const text = draft.peek()
      if (!isLegal(text)) return
      draft.value = ''
      chat.say(text.trim()).catch((error: unknown) => {
        // what was typed is never lost; what was typed since stays before it
        draft.value = draft.peek() === '' ? text : `${text}\n${draft.peek()}`
        trouble.value = codeOf(error) === 'too-large' ? problem('ROOM-8') : problem('ROOM-9')
      })
    },
    open() {
      isOpen.value = true
      unread.value = 0
    },
    close: () => (isOpen.value = false)
  }
})

function entriesOf(lines: readonly ChatLine[], events: readonly PlacedEvent[]): readonly ChatEntry[] {
  const known = new Set(lines.map(line => line.id))
  const placed = groupByLine(events, known)
  const told = (after: string | undefined): ChatEntry[] =>
    (placed.get(after) ?? []).map(({ id, atMs, text }) => ({ kind: 'event', id, atMs, text }))
  return [
    ...told(undefined),
    ...lines.flatMap(({ id, name, kind, isSelf, atMs, text }): ChatEntry[] => [
      { kind: 'line', id, name: kind === 'guest' ? words.happenings.guest(name) : name, isSelf, atMs, text },
      ...told(id)
    ])
  ]
}

/** Events whose line is no longer kept come first. */
function groupByLine(
  events: readonly PlacedEvent[],
  known: ReadonlySet<string>
): Map<string | undefined, PlacedEvent[]> {
  const groups = new Map<string | undefined, PlacedEvent[]>()
  for (const event of events) {
    const after = event.afterLine !== undefined && known.has(event.afterLine) ? event.afterLine : undefined
    groups.set(after, [...(groups.get(after) ?? []), event])
  }
  return groups
}

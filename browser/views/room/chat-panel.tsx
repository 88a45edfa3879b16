/** The chat: what was said, who came and went, and a field to say something. */
import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { Send } from '../../icons/icons.ts'
import type { ChatEntry, ChatModel } from '../../models/chat-model.ts'
import { dayOf, isSameDay, timeOf } from '../../text/times.ts'
import { words } from '../../text/words.ts'
import { ProblemNote } from '../problem-note.tsx'
import { ChatText } from './chat-text.tsx'
import { useFocusBack } from './use-focus-back.ts'

/** So close to the end one is reading along, and new lines scroll in. */
const NEAR_END_PX = 80

export interface ChatPanelProps {
  readonly model: ChatModel
  /** Not on a phone, where the keyboard would cover what one opened the chat to read. */
  readonly takesFocus: boolean
}

export function ChatPanel({ model, takesFocus }: ChatPanelProps): VNode {
  const problem = model.problem.value
  const panel = useRef<HTMLElement>(null)
  useFocusBack(panel, '[data-opens=chat]')
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it wherever the focus is inside
    <section
      ref={panel}
      class="panel chat"
      aria-labelledby="chat-title"
      onKeyDown={event => {
        if (event.key === 'Escape') model.close()
      }}
    >
      <h2 id="chat-title">{words.chat.title}</h2>
      <ChatLog entries={model.entries.value} />
      {problem !== undefined && <ProblemNote problem={problem} isAlert={true} />}
      <ChatForm model={model} takesFocus={takesFocus} />
    </section>
  )
}

function ChatLog({ entries }: { entries: readonly ChatEntry[] }): VNode {
  const log = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    const element = log.current
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [entries])
  return (
    <div
      ref={log}
      class="chat-log"
      role="log"
      aria-label={words.chat.title}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
      tabIndex={0}
      onScroll={event => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX
      }}
    >
      {entries.length === 0 && <p class="chat-empty">{words.chat.empty}</p>}
      {entries.map((entry, index) => (
        <Entry key={entry.id} entry={entry} before={entries[index - 1]} />
      ))}
    </div>
  )
}

function Entry({ entry, before }: { entry: ChatEntry; before: ChatEntry | undefined }): VNode {
  const isNewDay = before === undefined ? !isSameDay(entry.atMs, Date.now()) : !isSameDay(before.atMs, entry.atMs)
  const time = <time dateTime={new Date(entry.atMs).toISOString()}>{timeOf(entry.atMs)}</time>
  return (
    <>
      {isNewDay && <p class="chat-day">{dayOf(entry.atMs, Date.now())}</p>}
      {entry.kind === 'event' ? (
        <p class="chat-event">
          {entry.text}, {time}
        </p>
      ) : (
        <div class="chat-line">
          <p class="chat-who">
            <strong>{entry.isSelf ? words.chat.you : entry.name}</strong> {time}
          </p>
          <ChatText text={entry.text} />
        </div>
      )}
    </>
  )
}

function ChatForm({ model, takesFocus }: ChatPanelProps): VNode {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [])
  const send = (): void => {
    if (model.canSend.peek()) model.send()
  }
  return (
    <form
      class="chat-form"
      onSubmit={event => {
        event.preventDefault()
        send()
        field.current?.focus()
      }}
    >
      <textarea
        ref={field}
        class="input"
        rows={1}
        aria-label={words.chat.message}
        placeholder={words.chat.example}
        value={model.draft.value}
        onInput={event => model.type(event.currentTarget.value)}
        onKeyDown={event => {
          // Enter that ends the composition of a character sends nothing
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <button type="submit" class="button first" aria-disabled={model.canSend.value ? undefined : 'true'}>
        <Icon of={Send} />
        {words.chat.send}
      </button>
    </form>
  )
}

/** The chat of a room: every line once, in one order for all, earlier lines for who comes later. */
import { TypedEventEmitter, type TypedEventTarget } from 'main-event'
import { toString as bytesToText } from 'uint8arrays'
import type { Broadcast, ChannelMessage, Direct } from '../channel/channel.ts'
import { utf8Length } from '../codec/fields.ts'
import { equalBytes } from '../codec/message.ts'
import type { Signer } from '../codec/signer.ts'
import { CityError, CodecError, StateError } from '../errors.ts'
import { withMembers } from '../events.ts'
import { CHAT_LAMPORT_LEAP_MAX, CHAT_LAMPORT_MAX, CHAT_TEXT_BYTES_MAX } from '../limits.ts'
import { type ChatAuthor, ChatAuthors } from './authors.ts'
import { createCatchUp } from './catch-up.ts'
import { chatFrame, readChatFrame } from './chat-frame.ts'
import { CHAT_LINE_ID_BYTES, chatLine, type ChatLineFields } from './chat-line.ts'
import { type History, serveHistory } from './history.ts'
import { OrderedLines, type SignedLine } from './ordered-lines.ts'
import { createOutbox } from './outbox.ts'

/** One line as it is shown. */
export interface ChatLine {
  /** In hexadecimal. */
  readonly id: string
  /** `Infinity` for an own line that has no place yet. */
  readonly lamport: number
  /** The author's clock. */
  readonly atMs: number
  readonly text: string
  readonly name: string
  readonly kind: 'citizen' | 'guest'
  /** The author's device or guest key, in hexadecimal. */
  readonly key: string
  readonly isSelf: boolean
}

/** What changes in a chat. */
export interface ChatEvents {
  'lines-changed': CustomEvent<undefined>
}

/** The chat of a room. */
export interface Chat extends TypedEventTarget<ChatEvents> {
  lines(): readonly ChatLine[]
  /**
   * Says a line. It is among {@link Chat.lines} at once; the promise settles when it is out.
   *
   * @throws {@link CodecError} `too-large`, `malformed` for an empty one
   * @throws {@link NetworkError} `refused` if too many lines wait for a way out
   * @throws {@link StateError} `room-closed`
   */
  say(text: string): Promise<void>
}

/** The chat, and what its room must tell it. */
export interface RoomChat extends Chat {
  /** Looks again whether something was missed. */
  catchUp(): void
  /** Tells others what is here, so that who lacks a line notices. */
  tellDigest(): void
  close(): void
}

/** What {@link createChat} needs. */
export interface ChatOptions {
  readonly tag: Uint8Array
  /** Where lines are said to all, sealed. */
  readonly topic: Broadcast
  readonly direct: Direct
  readonly signer: Signer
  readonly name: string
  readonly self: ChatAuthor
  readonly clock: () => number
  /** Who somebody in the room is, verified. */
  authorOf(peer: string): ChatAuthor | undefined
  /** Whom to ask for earlier lines; `undefined` while it is not known who is here. */
  members(): readonly string[] | undefined
}

/** Opens the chat of a room, which first asks for what was said before. */
export function createChat(options: ChatOptions): RoomChat {
  const { tag, topic, direct, signer, name, self, clock, authorOf } = options
  const events = new TypedEventEmitter<ChatEvents>()
  const lines = new OrderedLines()
  const authors = new ChatAuthors()
  authors.add(self)
  const outbox = createOutbox(bytes => topic.publish(bytes))
  let lamport = 0
  /** Something others said has its place; until then nobody knows where the order of this room is. */
  let isStarted = false
  /** Said, but not yet in its place among what was said before we came. */
  let drafts: readonly ChatLine[] = []
  let shown: readonly ChatLine[] = []
  let placing: Promise<unknown> = Promise.resolve()
  let isClosed = false

  const changed = (): void => {
    shown = [...lines.all().map(line => show(line, authors, self.key)), ...drafts]
    events.safeDispatchEvent('lines-changed', { detail: undefined })
  }

  /** The highest place a line may have: nobody may push the order of all others to its end. */
  const reachOf = (source: 'lane' | 'history'): number => {
    // what is kept of a long-lived room begins anywhere; a lie about it leaves as much as half of the order
    if (source === 'history' && !isStarted) return CHAT_LAMPORT_MAX / 2
    return Math.max(lamport, lines.lamport) + CHAT_LAMPORT_LEAP_MAX
  }

  const add = (line: SignedLine, source: 'lane' | 'history'): boolean => {
    const isAdded = equalBytes(line.value.tag, tag) && line.value.lamport <= reachOf(source) && lines.add(line)
    isStarted ||= isAdded
    return isAdded
  }

  const open = async (envelope: Uint8Array, by?: ChatAuthor): Promise<SignedLine | undefined> => {
    try {
      const line = await chatLine.open(envelope)
      return by === undefined || by.key === bytesToText(line.signer, 'hex') ? line : undefined
    } catch (error) {
      if (!(error instanceof CityError)) throw error
      return undefined // forged or broken: it is as if it had not been said
    }
  }

  const hearLine = async (envelope: Uint8Array, author: ChatAuthor): Promise<void> => {
    const line = await open(envelope, author)
    if (line === undefined || isClosed) return
    authors.add(author)
    if (add(line, 'lane')) changed()
  }

  const merge = async (history: History): Promise<void> => {
    for (const session of history.sessions) await authors.learn(session, clock())
    let isNew = false
    for (const envelope of history.lines) {
      const line = await open(envelope)
      if (isClosed) return
      if (line !== undefined) isNew = add(line, 'history') || isNew
    }
    if (isNew) changed()
  }

  const catchUp = createCatchUp({ direct, members: options.members, merge })

  const onMessage = ({ detail: { from, bytes: said } }: CustomEvent<ChannelMessage>): void => {
    const author = authorOf(from)
    const frame = readChatFrame(said)
    if (author === undefined || frame === undefined) return
    if (frame.kind === 'line') void hearLine(frame.line, author)
    else if (differs(frame, lines))
      catchUp.ask(from, `${frame.count} ${String(frame.sum)} ${String(lines.digest().sum)}`)
  }

  /** Own lines take their places one after the other, and not before it is known what was said before them. */
  const place = (said: ChatLineFields, draft: ChatLine): Promise<SignedLine> => {
    const mine = placing.then(async () => {
      await catchUp.soon
      // at the end of the order author and ID decide: out of order is better than unsaid
      lamport = Math.min(CHAT_LAMPORT_MAX, Math.max(lamport, lines.lamport) + 1)
      try {
        const line = await chatLine.sign({ ...said, lamport }, signer)
        lines.add(line)
        return line
      } finally {
        drafts = drafts.filter(each => each !== draft)
        if (!isClosed) changed()
      }
    })
    placing = mine.catch(() => undefined) // whoever said it hears of it
    return mine
  }

  const history = (): History => {
    const all = lines.all()
    const keys = new Set(all.map(line => bytesToText(line.signer, 'hex')))
    const sessions = [...keys].flatMap(key => authors.get(key)?.sessionCert ?? [])
    return { lines: all.map(line => line.bytes), sessions, isWhole: catchUp.isWhole }
  }

  topic.addEventListener('message', onMessage)
  const stopServing = serveHistory(direct, { history, clock })
  catchUp.start()

  return withMembers(events, {
    lines: () => shown,
    async say(text: string) {
      if (isClosed) throw new StateError('room-closed', 'the room was left')
      if (utf8Length(text) > CHAT_TEXT_BYTES_MAX) throw new CodecError('too-large', 'a line too long')
      const id = crypto.getRandomValues(new Uint8Array(CHAT_LINE_ID_BYTES))
      const said = { tag, id, lamport: 0, atMs: clock(), name, text }
      chatLine.message.encode(said) // before it is shown: what nobody would accept is not said at all
      const draft = { ...show({ value: said, signer: signer.publicKey }, authors, self.key), lamport: Infinity }
      drafts = [...drafts, draft]
      changed()
      const line = await place(said, draft)
      await outbox.send(chatFrame.encode({ kind: 'line', line: line.bytes }))
    },
    catchUp: () => catchUp.start(),
    tellDigest() {
      if (lines.all().length === 0) return
      // lost is not lost for long: the next one comes with the next sign of life
      topic.publish(chatFrame.encode({ kind: 'digest', ...lines.digest() })).catch(() => undefined)
    },
    close() {
      if (isClosed) return
      isClosed = true
      topic.removeEventListener('message', onMessage)
      stopServing()
      catchUp.close()
      outbox.close()
    }
  })
}

function show({ value, signer }: Pick<SignedLine, 'value' | 'signer'>, authors: ChatAuthors, own: string): ChatLine {
  const key = bytesToText(signer, 'hex')
  const { lamport, atMs, text, name } = value
  return {
    id: bytesToText(value.id, 'hex'),
    lamport,
    atMs,
    text,
    name,
    kind: authors.kindOf(key),
    key,
    isSelf: key === own
  }
}

function differs(theirs: { readonly count: number; readonly sum: Uint8Array }, lines: OrderedLines): boolean {
  const own = lines.digest()
  return own.count !== theirs.count || !equalBytes(own.sum, theirs.sum)
}

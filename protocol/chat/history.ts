/** Earlier lines, handed by a member to who comes later, each with what proves it. Wire: docs/protocol.md#chat-history */
import * as v from 'valibot'
import type { Direct } from '../channel/channel.ts'
import { bytesUpTo } from '../codec/fields.ts'
import type { Frames } from '../codec/frames.ts'
import { defineMessage } from '../codec/message.ts'
import { asError, CodecError } from '../errors.ts'
import {
  CHAT_HISTORY_BYTES_MAX,
  CHAT_HISTORY_FRAME_BYTES_MAX,
  CHAT_HISTORY_TIMEOUT_MS,
  CHAT_LINE_BYTES_MAX,
  CHAT_LINES_MAX,
  FRAME_READ_TIMEOUT_MS,
  SESSION_CERT_BYTES_MAX
} from '../limits.ts'

/** libp2p protocol of the history. */
export const HISTORY_PROTOCOL = '/videocity/history/1'

/** The question, and the frames of the answer: authors before their lines, lines in their order, then the end. */
export const historyFrame = defineMessage(
  'videocity/history-frame/v1',
  CHAT_HISTORY_FRAME_BYTES_MAX,
  v.variant('kind', [
    v.object({ kind: v.literal('ask') }),
    v.object({ kind: v.literal('author'), session: bytesUpTo(SESSION_CERT_BYTES_MAX) }),
    v.object({ kind: v.literal('line'), line: bytesUpTo(CHAT_LINE_BYTES_MAX) }),
    /** `isWhole` is false if who answers is still catching up himself. */
    v.object({ kind: v.literal('end'), isWhole: v.boolean() })
  ])
)

/** Lines and authors as they are handed over: nothing of it is verified. */
export interface History {
  /** Envelopes, the oldest first. */
  readonly lines: readonly Uint8Array[]
  /** Session certificates of their authors, as far as known. */
  readonly sessions: readonly Uint8Array[]
  readonly isWhole: boolean
}

/** Members served at once; others are told to come again by a closed stream. */
const SERVED_MAX = 4
/** Pause before the same member is served again. */
const SERVE_INTERVAL_MS = 2_000

/**
 * Asks a member for what was said.
 *
 * @throws {@link NetworkError} if the way there or back is broken
 * @throws {@link CodecError} `malformed`, `too-large` if the answer is none
 */
export async function fetchHistory(direct: Pick<Direct, 'open'>, peer: string, signal: AbortSignal): Promise<History> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(CHAT_HISTORY_TIMEOUT_MS)])
  const frames = await direct.open(peer, HISTORY_PROTOCOL, CHAT_HISTORY_FRAME_BYTES_MAX, { signal: until })
  try {
    await frames.write(historyFrame.encode({ kind: 'ask' }))
    const answer = await readAnswer(frames, until)
    await frames.close()
    return answer
  } catch (error) {
    frames.abort(asError(error))
    throw error
  }
}

async function readAnswer(frames: Frames, signal: AbortSignal): Promise<History> {
  const lines: Uint8Array[] = []
  const sessions: Uint8Array[] = []
  for (let bytesRead = 0; bytesRead <= 2 * CHAT_HISTORY_BYTES_MAX;) {
    const bytes = await frames.read({ signal, firstByteTimeoutMs: FRAME_READ_TIMEOUT_MS })
    if (bytes === undefined) throw new CodecError('malformed', 'a history without an end')
    bytesRead += bytes.length
    const frame = historyFrame.decode(bytes)
    if (frame.kind === 'end') return { lines, sessions, isWhole: frame.isWhole }
    if (frame.kind === 'line') lines.push(frame.line)
    if (frame.kind === 'author') sessions.push(frame.session)
    if (frame.kind === 'ask' || lines.length > CHAT_LINES_MAX || sessions.length > CHAT_LINES_MAX) break
  }
  throw new CodecError('too-large', 'a history that does not end')
}

/**
 * Answers members who ask.
 *
 * @param options.history - what there is now, the oldest line first
 * @returns its undo
 */
export function serveHistory(
  direct: Pick<Direct, 'handle'>,
  { history, clock }: { history(): History; clock: () => number }
): () => void {
  const served = new Map<string, number>()
  let serving = 0

  const serve = async (frames: Frames): Promise<void> => {
    const question = await frames.read({ firstByteTimeoutMs: FRAME_READ_TIMEOUT_MS })
    if (question === undefined || historyFrame.decode(question).kind !== 'ask') {
      throw new CodecError('malformed', 'not a question')
    }
    const { lines, sessions, isWhole } = history()
    for (const session of sessions) await frames.write(historyFrame.encode({ kind: 'author', session }))
    for (const line of newest(lines)) await frames.write(historyFrame.encode({ kind: 'line', line }))
    await frames.write(historyFrame.encode({ kind: 'end', isWhole }))
    await frames.close()
  }

  return direct.handle(HISTORY_PROTOCOL, CHAT_HISTORY_FRAME_BYTES_MAX, (frames, from) => {
    const nowMs = clock()
    for (const [peer, atMs] of served) if (nowMs - atMs > SERVE_INTERVAL_MS) served.delete(peer)
    if (serving >= SERVED_MAX || served.has(from)) return void frames.close()
    served.set(from, nowMs)
    serving += 1
    serve(frames)
      .catch((error: unknown) => frames.abort(asError(error)))
      .finally(() => (serving -= 1))
  })
}

/** The newest lines that fit one answer, in their order. */
function newest(lines: readonly Uint8Array[]): readonly Uint8Array[] {
  let bytesLeft = CHAT_HISTORY_BYTES_MAX
  const first = lines.findLastIndex(line => (bytesLeft -= line.length) < 0)
  return lines.slice(first + 1)
}

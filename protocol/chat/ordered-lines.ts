/** Lines in the order all agree on, each once, the newest few hundred. */
import { toString as bytesToText } from 'uint8arrays'
import type { Signed } from '../codec/envelope.ts'
import { compareBytes } from '../codec/message.ts'
import { CHAT_LINES_MAX } from '../limits.ts'
import type { ChatLineFields } from './chat-line.ts'

/** A line whose signature held. */
export type SignedLine = Signed<ChatLineFields>

/** Order of two lines: by Lamport time, then author, then ID. */
export function compareLines(a: SignedLine, b: SignedLine): number {
  return a.value.lamport - b.value.lamport || compareBytes(a.signer, b.signer) || compareBytes(a.value.id, b.value.id)
}

/** The name of a line: the same ID by another author is another line. */
export function lineKey({ value, signer }: SignedLine): string {
  return `${bytesToText(value.id, 'hex')} ${bytesToText(signer, 'hex')}`
}

/** The lines of a room. */
export class OrderedLines {
  private readonly lines: SignedLine[] = []
  private readonly known = new Set<string>()

  /** Puts a line in its place; says whether it was new and is not older than all that is kept. */
  add(line: SignedLine): boolean {
    const key = lineKey(line)
    if (this.known.has(key)) return false
    const index = this.placeOf(line)
    if (index === 0 && this.lines.length >= CHAT_LINES_MAX) return false
    this.lines.splice(index, 0, line)
    this.known.add(key)
    const oldest = this.lines.length > CHAT_LINES_MAX ? this.lines.shift() : undefined
    if (oldest !== undefined) this.known.delete(lineKey(oldest))
    return true
  }

  has(line: SignedLine): boolean {
    return this.known.has(lineKey(line))
  }

  all(): readonly SignedLine[] {
    return this.lines
  }

  /** The Lamport time of the last line, 0 if there is none. */
  get lamport(): number {
    return this.lines.at(-1)?.value.lamport ?? 0
  }

  /** Says of two sets of lines whether they differ: the count, and eight bytes of all IDs. */
  digest(): { readonly count: number; readonly sum: Uint8Array } {
    const sum = new Uint8Array(8)
    // authors choose their IDs, so a member could hide a missing line behind another: his own loss alone
    for (const { value } of this.lines) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) ^ (value.id[i] ?? 0)
    return { count: this.lines.length, sum }
  }

  private placeOf(line: SignedLine): number {
    let index = this.lines.length
    // lines mostly come last
    while (index > 0) {
      const before = this.lines[index - 1]
      if (before === undefined || compareLines(before, line) <= 0) break
      index -= 1
    }
    return index
  }
}

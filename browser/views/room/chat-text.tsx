/** What somebody wrote: text nodes, and links made from them. Nothing of it is ever markup. */
import type { VNode } from 'preact'
import { piecesOf } from '../../text/links.ts'

export function ChatText({ text }: { readonly text: string }): VNode {
  return (
    <p class="chat-text">
      {piecesOf(text).map((piece, index) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        )
      )}
    </p>
  )
}

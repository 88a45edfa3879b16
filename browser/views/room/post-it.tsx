/** A post-it on a seam between tiles: who came and went. Polite: it is read out when nothing else is. */
import type { VNode } from 'preact'
import type { PostIt as Note } from '../../models/room-model.ts'

export interface PostItProps {
  readonly note: Note | undefined
  /** The chat says the same, and would say it twice. */
  readonly isSaid: boolean
  readonly seam: { readonly left: number; readonly top: number }
}

export function PostIt({ note, seam, isSaid }: PostItProps): VNode {
  return (
    <div
      class="post-it-place"
      role="status"
      aria-live={isSaid ? 'polite' : 'off'}
      style={{ left: `${seam.left}px`, top: `${seam.top}px` }}
    >
      {note !== undefined && (
        <p key={note.id} class="post-it">
          <strong>{note.title}</strong> {note.text !== undefined && <span>{note.text}</span>}
        </p>
      )}
    </div>
  )
}

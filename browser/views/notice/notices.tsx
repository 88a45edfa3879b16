/** What is true for the whole page while it is true: no super-peer answers, the clock is wrong, storage is refused. */
import type { VNode } from 'preact'
import type { Notice } from '../../models/app-model.ts'
import { words } from '../../text/words.ts'
import { ProblemNote } from '../problem-note.tsx'

export function Notices({ notices }: { readonly notices: readonly Notice[] }): VNode {
  return (
    <section class="notices" role="status" aria-label={words.app.notices}>
      {notices.map(notice => (
        <div key={notice.id} class="notice">
          <ProblemNote problem={notice.problem} isCalm={notice.tone === 'plain'} />
        </div>
      ))}
    </section>
  )
}

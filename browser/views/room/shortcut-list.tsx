/** The list of keyboard shortcuts. */
import type { VNode } from 'preact'
import { words } from '../../text/words.ts'
import { Dialog } from '../dialog.tsx'

export function ShortcutList({ onClose }: { readonly onClose: () => void }): VNode {
  return (
    <Dialog title={words.room.shortcuts} class="shortcuts" closesOutside={true} onClose={onClose}>
      <dl class="shortcut-list">
        {words.shortcuts.map(([keys, action]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{action}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

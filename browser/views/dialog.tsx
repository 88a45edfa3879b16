/** A modal dialog: the browser's own, so focus stays inside, Escape closes, and focus returns to where it was. */
import type { ComponentChildren, VNode } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../icons/icon.tsx'
import { X } from '../icons/icons.ts'
import { words } from '../text/words.ts'

export interface DialogProps {
  readonly title: string
  readonly class?: string
  /** Pressing beside the dialog closes it: only where nothing typed would be lost. */
  readonly closesOutside?: boolean
  readonly onClose: () => void
  readonly children: ComponentChildren
}

export function Dialog({ title, class: extra = '', closesOutside = false, onClose, children }: DialogProps): VNode {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    dialog?.showModal()
    // where one would begin; without it the browser takes «Close», which comes first
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- Escape is the key, told by the cancel event
    <dialog
      ref={ref}
      class={`dialog paper ${extra}`}
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClick={event => {
        if (closesOutside && event.target === ref.current) onClose()
      }}
    >
      <div class="dialog-inside">
        <header class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="button plain small" onClick={onClose}>
            <Icon of={X} />
            {words.app.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}

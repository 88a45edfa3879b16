/** A button that asks for a picture from this computer. */
import type { ComponentChildren, VNode } from 'preact'
import { useRef } from 'preact/hooks'

export interface FileButtonProps {
  readonly onFile: (file: Blob) => void
  readonly children: ComponentChildren
}

export function FileButton({ onFile, children }: FileButtonProps): VNode {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" class="button small" onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={event => {
          const file = event.currentTarget.files?.[0]
          // the same file may be chosen again after a problem
          event.currentTarget.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
    </>
  )
}

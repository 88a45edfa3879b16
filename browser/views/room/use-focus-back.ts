/** A panel that closes gives the focus back to what opened it. */
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** @param control - the button for it in the toolbar, a selector: for a panel that was opened by a shortcut */
export function useFocusBack(panel: RefObject<HTMLElement | null>, control: string): void {
  useLayoutEffect(() => {
    const opener = document.activeElement
    return () => {
      if (panel.current?.contains(document.activeElement) !== true) return
      const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected
      const next = isThere ? opener : document.querySelector<HTMLElement>(control)
      next?.focus()
    }
  }, [])
}

/** Catches the focus when what had it goes away: without this Tab begins again at the top, and screen readers fall silent. */
import { useEffect } from 'preact/hooks'

/** Where the focus goes when nothing nearer has taken it: the heading says where one is. */
const HEADING = 'main h1'

export function useFocusNet(): void {
  useEffect(() => {
    let last: Element | null = null
    const onFocus = (event: FocusEvent): void => {
      last = event.target instanceof Element ? event.target : null
    }
    const catchFocus = (): void => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return
      last = null
      document.querySelector<HTMLElement>(HEADING)?.focus({ preventScroll: true })
    }
    const changes = new MutationObserver(catchFocus)
    changes.observe(document.body, { childList: true, subtree: true })
    addEventListener('focusin', onFocus)
    return () => {
      changes.disconnect()
      removeEventListener('focusin', onFocus)
    }
  }, [])
}

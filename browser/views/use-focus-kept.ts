/** Keeps the focus near where it was when what had it goes away: without this it falls back to the top of the page. */
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/**
 * @param change - what makes things come and go inside the area
 * @param next - where the focus shall go then, a selector
 */
export function useFocusKept(area: RefObject<HTMLElement | null>, change: unknown, next: string): void {
  // asked before this change reaches the page
  const hadFocus = area.current?.contains(document.activeElement) ?? false
  useLayoutEffect(() => {
    if (!hadFocus || area.current === null || area.current.contains(document.activeElement)) return
    area.current.querySelector<HTMLElement>(next)?.focus()
  }, [change])
}

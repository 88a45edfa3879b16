/** A new place: its title in the tab, its heading with the focus, its beginning in view. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { PageModel } from '../models/app-model.ts'
import { words } from '../text/words.ts'

/** @param number - changes with every place. */
export function usePageChange(page: PageModel, number: number): void {
  const title = titleOf(page)
  useEffect(() => {
    document.title = title === undefined ? words.city.name : `${title} · ${words.city.name}`
  }, [title])
  const hasBegun = useRef(false)
  // with the page itself, not after it is painted: who presses Tab at once would be taken back to the heading
  useLayoutEffect(() => {
    if (page.kind === 'starting') return
    // whoever opens the page has moved nowhere yet
    const isFirst = !hasBegun.current
    hasBegun.current = true
    if (isFirst) return
    scrollTo(0, 0)
    // so that screen readers say where one is, and Tab goes on from there
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [number])
}

function titleOf(page: PageModel): string | undefined {
  switch (page.kind) {
    case 'starting':
    case 'city':
      return undefined
    case 'not-secure':
      return words.notSecure.title
    case 'build':
      return words.build.title
    case 'home':
      return page.model.name.value || undefined
    case 'door':
      return page.model.roomTitle.value || undefined
    case 'room':
      return page.model.roomTitle
    case 'left':
      return words.left.title(page.model.roomTitle)
    case 'unknown':
      return page.problem.what
  }
}

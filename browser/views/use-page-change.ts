/** A new place: its title in the tab, its heading with the focus, its beginning in view. */
import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { AppModel, PageModel } from '../models/app-model.ts'
import { words } from '../text/words.ts'

/** @param number - changes with every place. */
export function usePageChange(app: AppModel, number: number): void {
  useSignalEffect(() => {
    const title = titleOf(app.page.value)
    document.title = title === undefined ? words.city.name : `${title} · ${words.city.name}`
  })
  const before = useRef<PageModel['kind']>('starting')
  useEffect(() => {
    const isFirst = before.current === 'starting'
    before.current = app.page.peek().kind
    if (isFirst || before.current === 'starting') return
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

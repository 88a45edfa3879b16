/** The place that is shown: the model's, a moment later where a door opens on a room. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { AppModel, PageModel } from '../models/app-model.ts'

/** Whether this browser can show the room behind the doors while they open. */
export function opensDoors(): boolean {
  return 'startViewTransition' in document && !matchMedia('(prefers-reduced-motion: reduce)').matches
}

export function useShownPage(app: AppModel): PageModel {
  const shown = useSignal(app.page.peek())
  useSignalEffect(() => {
    const next = app.page.value
    const before = shown.peek()
    if (before === next) return
    const show = (): void => {
      shown.value = app.page.peek()
    }
    if (before.kind === 'door' && next.kind === 'room' && opensDoors()) openDoors(show)
    else show()
  })
  return shown.value
}

/** The browser keeps a picture of both leaves and slides them apart (see door.css); the room behind is live at once. */
function openDoors(show: () => void): void {
  cutWallAtDoor()
  const transition = document.startViewTransition(async () => {
    show()
    // the new page is in place after a turn; frames stand still meanwhile, so none is waited for
    await new Promise(resolve => setTimeout(resolve))
  })
  // a page that is hidden opens its doors without a picture of it
  transition.ready.catch(() => undefined)
  transition.finished.catch(() => undefined)
}

/** The wall stays while the leaves slide behind it: its picture gets a hole where the door is. */
function cutWallAtDoor(): void {
  const frame = document.querySelector('.door-frame')
  if (frame === null) return
  const { left, top } = frame.getBoundingClientRect()
  const { style } = document.documentElement
  style.setProperty('--door-left', `${left + frame.clientLeft}px`)
  style.setProperty('--door-top', `${top + frame.clientTop}px`)
  style.setProperty('--door-width', `${frame.clientWidth}px`)
  style.setProperty('--door-height', `${frame.clientHeight}px`)
}

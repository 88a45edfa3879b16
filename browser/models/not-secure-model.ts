/** The page over plain http from another computer: nothing that needs keys or devices is started. */
import { signal } from '@preact/signals'
import type { AppModel, AppParts } from './app-model.ts'
import { defineModel, onDispose } from './model.ts'
import type { PageModel } from './page-shown.ts'

/** Makes the page that says why nothing works at this address, and which one does. */
export const createNotSecureModel = defineModel((parts: Pick<AppParts, 'address' | 'origin'>): AppModel => {
  const command = `npm start -- --host ${parts.address.hostname} --tls self`
  const page = signal<PageModel>({ kind: 'not-secure', httpsAddress: undefined, command })
  let isGone = false
  onDispose(() => (isGone = true))
  void parts.origin.then(told => {
    // the way to the place in the address is kept
    if (told?.https === undefined || isGone) return
    page.value = { kind: 'not-secure', httpsAddress: new URL(parts.address.hash(), told.https).href, command }
  })
  const nothing = (): void => undefined
  return {
    page,
    citizen: signal(undefined),
    login: signal(undefined),
    notices: signal([]),
    dropping: signal(false),
    reading: signal(false),
    dropProblem: signal(undefined),
    openLogin: nothing,
    closeLogin: nothing,
    dragOver: nothing,
    drop: nothing,
    dismissDropProblem: nothing
  }
})

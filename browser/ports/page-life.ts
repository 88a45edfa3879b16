/** When the page goes away or comes back. */
import { isLoopback } from './address.ts'

/** The life of the page. */
export interface PageLife {
  /** The page is being closed, left or put aside: the last moment to say good-bye. Returns its undo. */
  onLeaving(listener: () => void): () => void
  /** While held, the browser asks before the page is closed or loaded again. Returns its undo. */
  holdOpen(): () => void
  /** The page was put aside and is shown again. Returns its undo. */
  onReturn(listener: () => void): () => void
  /** The page became visible or was hidden. Returns its undo. */
  onVisibility(listener: (isVisible: boolean) => void): () => void
  /** Whether the computer has any network that the page needs. */
  isOnline(): boolean
  /** The network came or went. Returns its undo. */
  onNetwork(listener: () => void): () => void
}

/** The life of the page in a window. */
export function createPageLife(scope: Window = window): PageLife {
  return {
    onLeaving: listener => listenTo(scope, 'pagehide', listener),
    holdOpen: () => listenTo(scope, 'beforeunload', event => event.preventDefault()),
    onReturn: listener =>
      listenTo(scope, 'pageshow', event => {
        if ((event as PageTransitionEvent).persisted) listener()
      }),
    onVisibility: listener =>
      listenTo(scope.document, 'visibilitychange', () => listener(scope.document.visibilityState === 'visible')),
    // a page of this very computer needs no network
    isOnline: () => scope.navigator.onLine || isLoopback(scope.location.hostname),
    onNetwork(listener) {
      const undo = [listenTo(scope, 'online', listener), listenTo(scope, 'offline', listener)]
      return () => {
        for (const end of undo) end()
      }
    }
  }
}

function listenTo(target: EventTarget, type: string, listener: (event: Event) => void): () => void {
  target.addEventListener(type, listener)
  return () => target.removeEventListener(type, listener)
}

/** The keys of a room. They carry a modifier, or count only while nothing that takes keys has the focus. */
import { useEffect } from 'preact/hooks'

export interface ShortcutActions {
  readonly toggleMicrophone: () => void
  readonly toggleCamera: () => void
  readonly toggleChat: () => void
  readonly togglePeople: () => void
  readonly toggleList: () => void
  /** Talk while a key is held. */
  readonly isMicrophoneOn: () => boolean
}

export function useShortcuts(actions: ShortcutActions): void {
  useEffect(() => {
    // while Space is held the microphone is on, and it was us who switched it on
    let isTalking = false
    const stopTalking = (): void => {
      if (!isTalking) return
      isTalking = false
      if (actions.isMicrophoneOn()) actions.toggleMicrophone()
    }
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isModalOpen()) return
      const action = actionOf(event, actions)
      if (action !== undefined) {
        event.preventDefault()
        if (!event.repeat) action()
      } else if (event.key === ' ' && isPlain(event) && isNothingFocused()) {
        event.preventDefault()
        if (event.repeat || isTalking || actions.isMicrophoneOn()) return
        isTalking = true
        actions.toggleMicrophone()
      }
    }
    const onKeyUp = (event: KeyboardEvent): void => {
      if (event.key === ' ') stopTalking()
    }
    addEventListener('keydown', onKeyDown)
    addEventListener('keyup', onKeyUp)
    addEventListener('blur', stopTalking)
    return () => {
      stopTalking()
      removeEventListener('keydown', onKeyDown)
      removeEventListener('keyup', onKeyUp)
      removeEventListener('blur', stopTalking)
    }
  }, [])
}

function actionOf(event: KeyboardEvent, actions: ShortcutActions): (() => void) | undefined {
  const letter = letterOf(event)
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    if (letter === 'd') return actions.toggleMicrophone
    if (letter === 'e') return actions.toggleCamera
  }
  if (event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey) {
    if (letter === 'm') return actions.toggleChat
    if (letter === 'p') return actions.togglePeople
    if (letter === 'k') return actions.toggleList
  }
  return undefined
}

/** The letter on the key; with Alt some keyboards write signs, and others have no Latin letters: then the key's place. */
function letterOf({ key, code }: KeyboardEvent): string {
  const written = key.toLowerCase()
  return /^[a-z]$/.test(written) ? written : code.replace(/^Key/, '').toLowerCase()
}

function isPlain({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && !shiftKey
}

/** A heading that got the focus when the page changed takes no keys. */
function isNothingFocused(): boolean {
  const focused = document.activeElement
  return focused === null || focused === document.body || focused.matches('h1')
}

function isModalOpen(): boolean {
  return document.querySelector('dialog:modal') !== null
}

/** Whether the page is as narrow or low as on a phone. */
import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** The same as in the styles: one column, at most five buttons. */
const NARROW = '(max-width: 700px), (max-height: 480px)'

export function useNarrow(): ReadonlySignal<boolean> {
  const isNarrow = useSignal(matchMedia(NARROW).matches)
  useEffect(() => {
    const query = matchMedia(NARROW)
    const tell = (): void => {
      isNarrow.value = query.matches
    }
    tell()
    query.addEventListener('change', tell)
    return () => query.removeEventListener('change', tell)
  }, [])
  return isNarrow
}

/** Whether the page is as narrow or low as the styles ask for. */
import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** A phone, held upright or not, or a page enlarged as much: at most five buttons. The same as in the styles. */
export const NARROW = '(max-width: 700px), (max-height: 480px)'
/** Room for one column only. The same as in the styles. */
export const ONE_COLUMN = '(max-width: 1000px)'

/** Follows a media query. */
export function useMedia(query: typeof NARROW | typeof ONE_COLUMN): ReadonlySignal<boolean> {
  const matches = useSignal(matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const tell = (): void => {
      matches.value = list.matches
    }
    tell()
    list.addEventListener('change', tell)
    return () => list.removeEventListener('change', tell)
  }, [query])
  return matches
}

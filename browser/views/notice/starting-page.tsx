/** The page while it starts: the sign of the city, and after a second a word. */
import type { VNode } from 'preact'
import { words } from '../../text/words.ts'
import { BrandMark } from '../brand.tsx'

export function StartingPage(): VNode {
  return (
    <main class="starting">
      <h1 class="unseen">{words.city.name}</h1>
      <BrandMark />
      <p role="status">{words.app.starting}</p>
    </main>
  )
}

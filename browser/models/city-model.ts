/** The City page: the ways in. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../text/problem.ts'

/** The City page: the ways in. */
export interface CityModel {
  /** What is typed into «Visit a home». */
  readonly address: ReadonlySignal<string>
  readonly problem: ReadonlySignal<Problem | undefined>
  /** The town square of the super-peer that serves the page. */
  readonly square: ReadonlySignal<
    | { readonly kind: 'looking' }
    | { readonly kind: 'none'; readonly problem: Problem }
    | { readonly kind: 'found'; readonly title: string; readonly href: string; readonly peopleIn: number }
  >
  /** Super-peers that hold this city, as far as this page knows. */
  readonly superPeers: ReadonlySignal<number>
  type(address: string): void
  go(): void
}

/** The Home page: a name, a card, doors. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../text/problem.ts'
import type { Download } from './build-model.ts'
import type { InviteModel } from './invite-model.ts'

/** A door as seen from the street. */
export interface DoorPlate {
  readonly slug: string
  readonly title: string
  readonly href: string
  readonly door: 'open' | 'card' | 'closed'
  /** `undefined` while nobody has told yet. */
  readonly peopleIn: number | undefined
  readonly names: readonly string[]
}

/** The Home page. */
export interface HomeModel {
  readonly state: ReadonlySignal<
    { readonly kind: 'looking' } | { readonly kind: 'found' } | { readonly kind: 'problem'; readonly problem: Problem }
  >
  readonly name: ReadonlySignal<string>
  readonly about: ReadonlySignal<string>
  readonly cardUrl: ReadonlySignal<string | undefined>
  readonly rooms: ReadonlySignal<readonly DoorPlate[]>
  readonly isOwner: ReadonlySignal<boolean>
  readonly visitingCard: ReadonlySignal<Download | undefined>
  readonly loginCard: ReadonlySignal<Download | undefined>
  readonly invite: ReadonlySignal<InviteModel | undefined>
  /** A line about the home itself, for example that it is not yet published. */
  readonly note: ReadonlySignal<Problem | undefined>
  openInvite(): void
  closeInvite(): void
  retry(): void
  logOut(): void
}

/** The dialog «Invite to ROOM»: a link, a QR code and a card. */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Clock } from '../ports/clock.ts'
import type { Sharing } from '../ports/sharing.ts'
import { words } from '../text/words.ts'
import type { Download } from './download.ts'
import { defineModel, onDispose, type Owned } from './model.ts'
import type { PlaceLink } from './place-links.ts'

/** The dialog «Invite to ROOM». */
export interface InviteModel {
  readonly roomTitle: string
  readonly link: string
  /** The QR code as rows of dark (true) and light modules, quiet zone not included. */
  readonly qr: readonly (readonly boolean[])[]
  /** The link works only on this computer. */
  readonly isLocal: boolean
  /** Only the owner has one to give. */
  readonly visitingCard: ReadonlySignal<Download | undefined>
  readonly canShare: boolean
  readonly copied: ReadonlySignal<'no' | 'yes' | 'failed'>
  copy(): void
  share(): void
}

/** What an invitation is made of. */
export interface InviteParts {
  readonly roomTitle: string
  readonly place: PlaceLink
  readonly visitingCard: ReadonlySignal<Download | undefined>
  readonly sharing: Sharing
  readonly clock: Clock
  /** The QR code of the place, as rows of modules. */
  readonly qr: InviteModel['qr']
}

/** How long «Copied» is said. */
const COPIED_MS = 4_000

/** Makes an invitation to a room. */
export const createInviteModel = defineModel(
  ({ roomTitle, place, visitingCard, sharing, clock, qr }: InviteParts): InviteModel => {
    const copied = signal<'no' | 'yes' | 'failed'>('no')
    let stopSaying = (): void => undefined
    onDispose(() => stopSaying())
    return {
      roomTitle,
      link: place.link,
      qr,
      isLocal: place.isLocal,
      visitingCard,
      canShare: sharing.canShare,
      copied,
      copy() {
        void sharing.copy(place.link).then(isDone => {
          stopSaying()
          copied.value = isDone ? 'yes' : 'failed'
          if (isDone) stopSaying = clock.after(COPIED_MS, () => (copied.value = 'no'))
        })
      },
      share() {
        // turned away or refused: the link is there to be copied
        void sharing.share({ title: words.invite.title(roomTitle), text: words.invite.lead, url: place.link })
      }
    }
  }
)

/** The place on a page where an invitation may lie. */
export interface InviteSlot {
  readonly invite: ReadonlySignal<InviteModel | undefined>
  open(): void
  close(): void
}

/** Makes an empty one. What is drawn for an invitation is loaded when the first is opened. Part of the model that calls it. */
export function createInviteSlot(make: () => Promise<Owned<InviteModel>> | undefined): InviteSlot {
  const invite = signal<Owned<InviteModel>>()
  /** Raised by closing: what is still being made is not shown. */
  let turn = 0
  const close = (): void => {
    turn++
    invite.peek()?.[Symbol.dispose]()
    invite.value = undefined
  }
  onDispose(close)
  return {
    invite,
    open() {
      if (invite.peek() !== undefined) return
      const mine = ++turn
      make()
        ?.then(made => {
          if (mine === turn) invite.value = made
          else made[Symbol.dispose]()
        })
        .catch(() => undefined) // it can be opened again; the notice says when parts of the page cannot be loaded
    },
    close
  }
}

/** The dialog «Invite to ROOM»: a link, a QR code and a card. */
import type { ReadonlySignal } from '@preact/signals'
import type { Download } from './build-model.ts'

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

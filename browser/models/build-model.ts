/** The Build page: a name, a photo, a passphrase, and the home that comes of them. */
import type { ReadonlySignal } from '@preact/signals'
import type { Problem } from '../text/problem.ts'

/** The photo being taken or chosen. `crop` is in fractions of the source's shorter side. */
export type PictureStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'camera'; readonly stream: MediaStream | undefined }
  | {
      readonly kind: 'crop'
      readonly sourceUrl: string
      readonly widthPx: number
      readonly heightPx: number
      /** Left, top and side of the square frame, each as a fraction of the source's width, height and shorter side. */
      readonly frame: { readonly left: number; readonly top: number; readonly side: number }
    }
  | { readonly kind: 'done'; readonly url: string }

/** A file ready to be saved. */
export interface Download {
  readonly href: string
  readonly fileName: string
}

/** The Build page. */
export interface BuildModel {
  readonly step: ReadonlySignal<'form' | 'working' | 'built'>
  /** What is being done while `working`, and how far, 0 to 1. */
  readonly progress: ReadonlySignal<{ readonly text: string; readonly fraction: number }>
  readonly name: ReadonlySignal<string>
  readonly about: ReadonlySignal<string>
  readonly passphrase: ReadonlySignal<string>
  readonly repeat: ReadonlySignal<string>
  readonly wantsSheet: ReadonlySignal<boolean>
  readonly picture: ReadonlySignal<PictureStep>
  /** Pictures of both cards as they will be; stamped NOT YET VALID until signed. */
  readonly loginCardUrl: ReadonlySignal<string | undefined>
  readonly visitingCardUrl: ReadonlySignal<string | undefined>
  /** By field, and `form` for the whole. */
  readonly problems: ReadonlySignal<
    Readonly<Partial<Record<'name' | 'about' | 'passphrase' | 'repeat' | 'picture' | 'form', Problem>>>
  >
  readonly loginCard: ReadonlySignal<Download | undefined>
  readonly visitingCard: ReadonlySignal<Download | undefined>
  readonly recoverySheet: ReadonlySignal<Download | undefined>
  /** Said when no super-peer has taken the home yet; it is tried again by itself. */
  readonly publishNote: ReadonlySignal<Problem | undefined>
  setName(value: string): void
  setAbout(value: string): void
  setPassphrase(value: string): void
  setRepeat(value: string): void
  setWantsSheet(value: boolean): void
  useCamera(): void
  takePhoto(): void
  choosePhoto(file: Blob): void
  /** Moves or resizes the crop frame. */
  setFrame(frame: { left: number; top: number; side: number }): void
  /** Takes what the frame holds as the photo. */
  keepCrop(): void
  cancelPicture(): void
  build(): void
  goHome(): void
}

/** Pictures of both cards as they will be, drawn again as one types. */
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import type { CardDrawing, CardFace } from '../ports/card-drawing.ts'
import type { Clock } from '../ports/clock.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { Photo } from '../ports/pictures.ts'
import { defineModel, onDispose } from './model.ts'

/** What previews are made of. */
export interface PreviewParts {
  readonly drawing: CardDrawing
  readonly urls: ObjectUrls
  readonly clock: Clock
  readonly name: ReadonlySignal<string>
  readonly about: ReadonlySignal<string>
  readonly photo: ReadonlySignal<Photo | undefined>
}

/** Both cards, stamped NOT YET VALID. */
export interface CardPreviews {
  readonly loginCardUrl: ReadonlySignal<string | undefined>
  readonly visitingCardUrl: ReadonlySignal<string | undefined>
}

/** A pause in typing after which the cards are drawn again. */
const PAUSE_MS = 120

/** Makes the previews. */
export const createCardPreviews = defineModel(
  ({ drawing, urls, clock, name, about, photo }: PreviewParts): CardPreviews => {
    const loginCardUrl = signal<string>()
    const visitingCardUrl = signal<string>()
    let drawn = 0
    let isGone = false

    const replace = (target: typeof loginCardUrl, blob: Blob | undefined): void => {
      const old = target.peek()
      if (old !== undefined) urls.revoke(old)
      target.value = blob === undefined ? undefined : urls.make(blob)
    }
    const draw = async (face: CardFace): Promise<void> => {
      const mine = ++drawn
      const [login, visiting] = await Promise.all([drawing.loginCard(face), drawing.visitingCard(face)])
      if (mine !== drawn || isGone) return // something newer is being drawn
      replace(loginCardUrl, login)
      replace(visitingCardUrl, visiting)
    }
    effect(() => {
      const face = { name: name.value, about: about.value, photo: photo.value?.image, signed: undefined }
      return clock.after(drawn === 0 ? 0 : PAUSE_MS, () => {
        draw(face).catch(() => undefined) // a preview that cannot be drawn is only not shown
      })
    })
    onDispose(() => {
      isGone = true
      replace(loginCardUrl, undefined)
      replace(visitingCardUrl, undefined)
    })
    return { loginCardUrl, visitingCardUrl }
  }
)

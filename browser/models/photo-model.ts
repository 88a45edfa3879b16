/** Taking or choosing a photo, and the square of it that is kept. */
import { batch, signal, type ReadonlySignal } from '@preact/signals'
import { codeOf } from '../../protocol/errors.ts'
import type { Devices } from '../ports/devices.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { Photo, Pictures, SourcePicture, SquareFrame } from '../ports/pictures.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import { defineModel, onDispose } from './model.ts'

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

/** What a photo needs. */
export interface PhotoPorts {
  readonly pictures: Pictures
  readonly devices: Pick<Devices, 'open' | 'streamOf'>
  readonly urls: ObjectUrls
}

/** Taking or choosing a photo. */
export interface PhotoModel {
  readonly step: ReadonlySignal<PictureStep>
  /** The photo that is kept. */
  readonly photo: ReadonlySignal<Photo | undefined>
  readonly problem: ReadonlySignal<Problem | undefined>
  useCamera(): void
  takePhoto(): void
  choosePhoto(file: Blob): void
  setFrame(frame: SquareFrame): void
  keepCrop(): void
  /** Back to the photo there was before, if any. */
  cancel(): void
  /** Whatever is open is closed; a frame that was set is kept. Done when the photo is. */
  finish(): Promise<void>
}

/** Makes a photo model, without a photo. */
export const createPhotoModel = defineModel(({ pictures, devices, urls }: PhotoPorts): PhotoModel => {
  const step = signal<PictureStep>({ kind: 'none' })
  const photo = signal<Photo>()
  const trouble = signal<Problem>()
  let track: MediaStreamTrack | undefined
  let source: SourcePicture | undefined
  /** Raised by everything that makes work under way unwanted. */
  let turn = 0

  /** Shows something else; what was shown before is given back, and a camera goes off. */
  const show = (next: PictureStep): void => {
    const { kind } = next
    if (kind !== 'camera') {
      track?.stop()
      track = undefined
    }
    if (kind !== 'crop') {
      source?.close()
      source = undefined
    }
    const shown = urlOf(step.peek())
    if (shown !== undefined && shown !== urlOf(next)) urls.revoke(shown)
    step.value = next
  }
  const rest = (): PictureStep => {
    const kept = photo.peek()
    return kept === undefined ? { kind: 'none' } : { kind: 'done', url: urls.make(kept.image) }
  }
  const fail =
    (mine: number, ofCamera: boolean) =>
    (error: unknown): void => {
      if (mine !== turn) return
      batch(() => {
        show(rest())
        trouble.value = ofCamera ? problemFor(codeOf(error), 'media', { device: 'camera' }) : pictureProblem(error)
      })
    }
  const begin = (): number => {
    trouble.value = undefined
    return ++turn
  }
  const cropOf = (opened: SourcePicture): void => {
    show({ kind: 'none' }) // closes whatever was open before
    source = opened
    const { widthPx, heightPx, image } = opened
    const shorter = Math.min(widthPx, heightPx)
    const frame = { left: (widthPx - shorter) / 2 / widthPx, top: (heightPx - shorter) / 2 / heightPx, side: 1 }
    show({ kind: 'crop', sourceUrl: urls.make(image), widthPx, heightPx, frame })
  }
  const keepCrop = async (): Promise<void> => {
    const now = step.peek()
    if (now.kind !== 'crop' || source === undefined) return
    const mine = begin()
    await source.crop(now.frame).then(
      kept => {
        if (mine !== turn) return
        batch(() => {
          photo.value = kept
          show(rest())
        })
      },
      fail(mine, false)
    )
  }
  onDispose(() => {
    turn++
    show({ kind: 'none' })
  })

  return {
    step,
    photo,
    problem: trouble,
    useCamera() {
      const mine = begin()
      show({ kind: 'camera', stream: undefined })
      devices.open('camera').then(
        opened => {
          if (mine !== turn) return opened.stop()
          track = opened
          opened.onended = () => {
            show(rest())
            trouble.value = problem('MEDIA-8', { device: 'camera' })
          }
          show({ kind: 'camera', stream: devices.streamOf(opened) })
        },
        fail(mine, true)
      )
    },
    takePhoto() {
      const now = step.peek()
      if (now.kind !== 'camera' || now.stream === undefined) return
      const mine = begin()
      pictures.snapshot(now.stream).then(
        taken => {
          if (mine !== turn) return taken.close()
          cropOf(taken)
        },
        fail(mine, true)
      )
    },
    choosePhoto(file) {
      const mine = begin()
      pictures.open(file).then(
        opened => {
          if (mine !== turn) return opened.close()
          cropOf(opened)
        },
        fail(mine, false)
      )
    },
    setFrame(frame) {
      const now = step.peek()
      if (now.kind === 'crop') step.value = { ...now, frame }
    },
    keepCrop: () => void keepCrop(),
    cancel() {
      begin()
      show(rest())
    },
    async finish() {
      if (step.peek().kind === 'crop') await keepCrop()
      if (step.peek().kind !== 'camera') return
      begin()
      show(rest())
    }
  }
})

function urlOf(step: PictureStep): string | undefined {
  if (step.kind === 'crop') return step.sourceUrl
  return step.kind === 'done' ? step.url : undefined
}

function pictureProblem(error: unknown): Problem {
  return codeOf(error) === 'too-large' ? problem('CARD-4') : problem('CARD-9')
}

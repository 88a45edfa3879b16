/** The Build page: a name, a photo, a passphrase, and the home that comes of them. */
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { toName, utf8Length } from '../../protocol/codec/fields.ts'
import { codeOf } from '../../protocol/errors.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { ABOUT_BYTES_MAX, NAME_BYTES_MAX } from '../../protocol/limits.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { PageLife } from '../ports/page-life.ts'
import type { Storage } from '../ports/storage.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import { words } from '../text/words.ts'
import { buildProblems, type BuildField, type BuildWish } from './build-form.ts'
import { createCardPreviews } from './card-previews.ts'
import { buildHome, type FoundingPorts, type Progress } from './founding.ts'
import { defineModel, lifetime, onDispose } from './model.ts'
import type { Download } from './download.ts'
import { createPhotoModel, type PhotoPorts, type PictureStep } from './photo-model.ts'
import type { Who } from './who.ts'

export type { Download } from './download.ts'
export type { PictureStep } from './photo-model.ts'

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
  /** As others will read it, who may have typed more than a name may hold; empty for none. */
  readonly nameOnCards: ReadonlySignal<string>
  readonly picture: ReadonlySignal<PictureStep>
  /** Pictures of both cards as they will be; stamped NOT YET VALID until signed. */
  readonly loginCardUrl: ReadonlySignal<string | undefined>
  readonly visitingCardUrl: ReadonlySignal<string | undefined>
  /** By field, and `form` for the whole. */
  readonly problems: ReadonlySignal<Readonly<Partial<Record<BuildField | 'picture' | 'form', Problem>>>>
  readonly loginCard: ReadonlySignal<Download | undefined>
  readonly visitingCard: ReadonlySignal<Download | undefined>
  readonly recoverySheet: ReadonlySignal<Download | undefined>
  /** Said when no super-peer has taken the home yet; it is tried again by itself. */
  readonly publishNote: ReadonlySignal<Problem | undefined>
  /** Said when the browser promises nothing about what it keeps for this page. */
  readonly keepNote: ReadonlySignal<Problem | undefined>
  /** Said once to whoever goes without the login card, or without the sheet, which is made only now. */
  readonly unsavedNote: ReadonlySignal<Problem | undefined>
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
  /** A field was left: from now on it says what is wrong with it. */
  leave(field: BuildField): void
  build(): void
  /** A card or the sheet was downloaded. */
  saved(file: 'login' | 'visiting' | 'sheet'): void
  goHome(): void
}

/** What building needs. */
export interface BuildParts extends FoundingPorts, PhotoPorts {
  readonly who: Who
  readonly storage: Pick<Storage, 'persist' | 'isKept'>
  readonly life: Pick<PageLife, 'holdOpen'>
  readonly urls: ObjectUrls
  /** Why the home is not yet in the city; it is put there in the background. */
  readonly publishNote: ReadonlySignal<Problem | undefined>
  onGoHome(home: HomeId): void
}

/** Makes the Build page. */
export const createBuildModel = defineModel((parts: BuildParts): BuildModel => {
  const { who, storage, urls } = parts
  // whoever has a home here already finds its cards: a second one would take the place of the first in this browser
  const step = signal<'form' | 'working' | 'built'>(who.citizen.peek() === undefined ? 'form' : 'built')
  const progress = signal<Progress>({ text: '', fraction: 0 })
  const name = signal('')
  const about = signal('')
  const passphrase = signal('')
  const repeat = signal('')
  const wantsSheet = signal(false)
  const left = signal<ReadonlySet<BuildField>>(new Set())
  const formTrouble = signal<Problem>()
  const sheetUrl = signal<string>()
  const keepNote = signal<Problem>()
  const unsavedNote = signal<Problem>()
  /** Files of which it was said that they are not saved. */
  const named = new Set<'login' | 'sheet'>()
  /** Made here just now; nobody can make it again. */
  const isSheetUnsaved = signal(false)
  const life = lifetime()

  const citizen = computed(() => (step.value === 'built' ? who.citizen.value : undefined))
  const unsaved = computed(() => ({
    login: citizen.value?.stored.isCardSaved === false,
    sheet: citizen.value !== undefined && isSheetUnsaved.value
  }))
  const photo = createPhotoModel(parts)
  const nameOnCards = computed(() => citizen.value?.name ?? toName(name.value, NAME_BYTES_MAX))
  const aboutOnCards = computed(() => toAbout(about.value))
  const previews = createCardPreviews({ ...parts, name: nameOnCards, about: aboutOnCards, photo: photo.photo })
  const wish = computed<BuildWish>(() => ({
    name: name.value,
    about: about.value,
    passphrase: passphrase.value,
    repeat: repeat.value
  }))
  const problems = computed(() => {
    const found = Object.entries(buildProblems(wish.value)).filter(([field]) => left.value.has(field as BuildField))
    return {
      ...Object.fromEntries(found),
      ...(photo.problem.value === undefined ? {} : { picture: photo.problem.value }),
      ...(formTrouble.value === undefined ? {} : { form: formTrouble.value })
    }
  })
  onDispose(() => {
    const url = sheetUrl.peek()
    if (url !== undefined) urls.revoke(url)
  })

  const build = async (): Promise<void> => {
    await photo.finish()
    // refused or not, the login card is what counts; the page says so
    void storage.persist().then(isGranted => {
      if (!isGranted && storage.isKept()) keepNote.value = problem('STORE-3')
    })
    const built = await buildHome(
      {
        name: nameOnCards.peek(),
        about: aboutOnCards.peek(),
        passphrase: passphrase.peek(),
        photo: photo.photo.peek(),
        wantsSheet: wantsSheet.peek()
      },
      parts,
      made => (progress.value = made)
    )
    if (life.aborted) return // gone elsewhere: nobody would be there to take cards and sheet
    progress.value = { text: words.progress.store, fraction: 0.95 }
    // kept before anything is told to the city: from here on a closed tab loses nothing
    await who.become(built.citizen)
    if (life.aborted) return
    batch(() => {
      if (built.sheetPng !== undefined) sheetUrl.value = urls.make(built.sheetPng)
      isSheetUnsaved.value = built.sheetPng !== undefined
      passphrase.value = ''
      repeat.value = ''
      step.value = 'built'
    })
  }

  effect(() => {
    const isCitizen = who.citizen.value !== undefined
    if (step.value === 'built' && !isCitizen) step.value = 'form' // logged out meanwhile
    else if (step.value === 'form' && isCitizen) step.value = 'built' // logged in meanwhile, in another tab
  })
  const isUnsaved = computed(() => unsaved.value.login || unsaved.value.sheet)
  effect(() => (isUnsaved.value ? parts.life.holdOpen() : undefined))

  return {
    step,
    progress,
    name,
    about,
    passphrase,
    repeat,
    wantsSheet,
    nameOnCards,
    picture: photo.step,
    loginCardUrl: computed(() => citizen.value?.loginCard.href ?? previews.loginCardUrl.value),
    visitingCardUrl: computed(() => citizen.value?.visitingCard.href ?? previews.visitingCardUrl.value),
    problems,
    loginCard: computed(() => citizen.value?.loginCard),
    visitingCard: computed(() => citizen.value?.visitingCard),
    recoverySheet: computed(() =>
      sheetUrl.value === undefined
        ? undefined
        : { href: sheetUrl.value, fileName: words.files.sheet(nameOnCards.value) }
    ),
    publishNote: computed(() => (citizen.value === undefined ? undefined : parts.publishNote.value)),
    keepNote,
    unsavedNote,
    setName: value => (name.value = value),
    setAbout: value => (about.value = value),
    setPassphrase: value => (passphrase.value = value),
    setRepeat: value => (repeat.value = value),
    setWantsSheet: value => (wantsSheet.value = value),
    useCamera: photo.useCamera,
    takePhoto: photo.takePhoto,
    choosePhoto: photo.choosePhoto,
    setFrame: photo.setFrame,
    keepCrop: photo.keepCrop,
    cancelPicture: photo.cancel,
    leave(field) {
      // an empty field that was only passed through is no mistake yet
      if (wish.peek()[field] !== '') left.value = new Set([...left.peek(), field])
    },
    build() {
      if (step.peek() !== 'form') return
      left.value = new Set<BuildField>(['name', 'about', 'passphrase', 'repeat'])
      if (Object.keys(buildProblems(wish.peek())).length > 0) return
      batch(() => {
        formTrouble.value = undefined
        step.value = 'working'
        progress.value = { text: words.progress.keys, fraction: 0 }
      })
      build().catch((error: unknown) => {
        if (life.aborted) return
        batch(() => {
          step.value = 'form'
          formTrouble.value = problemFor(codeOf(error), 'card')
        })
      })
    },
    saved(file) {
      if (file === 'visiting') return
      unsavedNote.value = undefined
      named.add(file) // at once, while it is still being kept
      if (file === 'sheet') isSheetUnsaved.value = false
      else void who.change({ isCardSaved: true })
    },
    goHome() {
      const forgotten = (['login', 'sheet'] as const).find(file => unsaved.peek()[file] && !named.has(file))
      if (forgotten !== undefined) {
        named.add(forgotten)
        unsavedNote.value = problem(forgotten === 'login' ? 'FORM-10' : 'FORM-9')
        return
      }
      const home = citizen.peek()?.home
      if (home !== undefined) parts.onGoHome(home)
    }
  }
})

/** What somebody wrote about themselves, in the form that may be signed. */
function toAbout(typed: string): string {
  const text = typed
    .split('\n')
    .map(line => toName(line, ABOUT_BYTES_MAX))
    .join('\n')
    .trim()
  return utf8Length(text) <= ABOUT_BYTES_MAX ? text : toName(text, ABOUT_BYTES_MAX)
}

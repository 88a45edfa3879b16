/** The dialog «Log in»: a card and its passphrase. */
import { batch, signal, type ReadonlySignal } from '@preact/signals'
import type { City } from '../../protocol/city/city.ts'
import { toName } from '../../protocol/codec/fields.ts'
import { codeOf } from '../../protocol/errors.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { NAME_BYTES_MAX } from '../../protocol/limits.ts'
import type { ObjectUrls } from '../ports/object-urls.ts'
import type { Storage, StoredCitizen } from '../ports/storage.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import { words } from '../text/words.ts'
import type { DroppedPicture } from './dropped-picture.ts'
import { enterHome, rememberedName, type FoundingPorts, type Progress } from './founding.ts'
import { defineModel, lifetime, onDispose } from './model.ts'
import type { Who } from './who.ts'

/** The dialog «Log in». */
export interface LoginModel {
  readonly step: ReadonlySignal<'choosing' | 'reading' | 'ready' | 'working'>
  /** The picture that was dropped or chosen, to be shown. */
  readonly cardUrl: ReadonlySignal<string | undefined>
  readonly passphrase: ReadonlySignal<string>
  readonly problem: ReadonlySignal<Problem | undefined>
  readonly progress: ReadonlySignal<{ readonly text: string; readonly fraction: number }>
  /** Nobody holds the home any more: its owner's name is asked, to put it up again. */
  readonly needsName: ReadonlySignal<boolean>
  readonly name: ReadonlySignal<string>
  choose(file: Blob): void
  setPassphrase(value: string): void
  setName(value: string): void
  logIn(): void
}

/** What logging in needs. */
export interface LoginParts extends FoundingPorts {
  readonly city: Promise<City>
  readonly who: Who
  readonly storage: Pick<Storage, 'home'>
  readonly urls: ObjectUrls
  /** A login card that was dropped on the page. */
  readonly card?: { readonly file: Blob; readonly payload: Uint8Array }
  /** Tells what a chosen picture is. */
  read(file: Blob, options: { signal: AbortSignal; onProgress(fraction: number): void }): Promise<DroppedPicture>
  onDone(home: HomeId): void
}

/** Makes the dialog «Log in». */
export const createLoginModel = defineModel((parts: LoginParts): LoginModel => {
  const { who, urls } = parts
  const step = signal<'choosing' | 'reading' | 'ready' | 'working'>('choosing')
  const cardUrl = signal<string>()
  const passphrase = signal('')
  const trouble = signal<Problem>()
  const progress = signal<Progress>({ text: '', fraction: 0 })
  const needsName = signal(false)
  const name = signal('')
  const life = lifetime()
  let payload: Uint8Array | undefined
  let reading = new AbortController()

  const show = (file: Blob | undefined): void => {
    const old = cardUrl.peek()
    if (old !== undefined) urls.revoke(old)
    cardUrl.value = file === undefined ? undefined : urls.make(file)
  }
  onDispose(() => {
    reading.abort()
    show(undefined)
  })

  const take = (found: Uint8Array): void => {
    payload = found
    needsName.value = false
    step.value = 'ready'
  }
  if (parts.card !== undefined) {
    show(parts.card.file)
    take(parts.card.payload)
  }

  const read = async (file: Blob): Promise<void> => {
    reading.abort()
    const mine = (reading = new AbortController())
    const before = payload === undefined ? 'choosing' : 'ready'
    batch(() => {
      step.value = 'reading'
      trouble.value = undefined
      progress.value = { text: words.login.reading, fraction: 0 }
    })
    const found = await parts.read(file, {
      signal: mine.signal,
      onProgress: fraction => (progress.value = { text: words.login.reading, fraction })
    })
    if (mine.signal.aborted || life.aborted) return
    batch(() => {
      if (found.kind === 'login') {
        show(file)
        take(found.payload)
        return
      }
      // what was there before stays: a wrong picture costs nothing
      step.value = before
      trouble.value = found.kind === 'place' ? problem('CARD-8') : found.problem
    })
  }

  const logIn = async (card: Uint8Array): Promise<void> => {
    const tell = (text: string, fraction: number): void => {
      progress.value = { text, fraction }
    }
    const before = who.citizen.peek()
    const citizen = await openAndEnter(card, parts, { passphrase: passphrase.peek(), name: name.peek() }, tell)
    if (life.aborted) return
    if (citizen === 'needs-name') {
      batch(() => {
        needsName.value = true
        step.value = 'ready'
        trouble.value = problem('CARD-12')
      })
      return
    }
    await who.become(citizen, before?.home)
    passphrase.value = ''
    parts.onDone(citizen.home)
  }

  return {
    step,
    cardUrl,
    passphrase,
    problem: trouble,
    progress,
    needsName,
    name,
    choose(file) {
      read(file).catch((error: unknown) => {
        if (codeOf(error) !== 'AbortError') trouble.value = problemFor(codeOf(error), 'card')
      })
    },
    setPassphrase: value => (passphrase.value = value),
    setName: value => (name.value = value),
    logIn() {
      if (step.peek() === 'working' || step.peek() === 'reading') return
      const missing = payload === undefined ? 'FORM-8' : passphrase.peek() === '' ? 'FORM-7' : undefined
      if (missing !== undefined || payload === undefined) {
        trouble.value = problem(missing ?? 'FORM-8')
        return
      }
      if (needsName.peek() && toName(name.peek(), NAME_BYTES_MAX) === '') {
        trouble.value = problem('FORM-1')
        return
      }
      batch(() => {
        step.value = 'working'
        trouble.value = undefined
        progress.value = { text: words.progress.unlock, fraction: 0 }
      })
      logIn(payload).catch((error: unknown) => {
        if (life.aborted) return
        batch(() => {
          step.value = 'ready'
          trouble.value = problemFor(codeOf(error), isOfTheNetwork(error) ? 'home' : 'card')
        })
      })
    }
  }
})

/** Opens the card, finds its home, and makes this browser one of its devices. */
async function openAndEnter(
  card: Uint8Array,
  parts: LoginParts,
  typed: { readonly passphrase: string; readonly name: string },
  tell: (text: string, fraction: number) => void
): Promise<StoredCitizen | 'needs-name'> {
  const { who, storage, safe, keys, city } = parts
  const opened = await safe.open(card, typed.passphrase, fraction => tell(words.progress.unlock, 0.6 * fraction))
  tell(words.progress.find, 0.65)
  const { homes } = await city
  const held = await homes.lookup(opened.home).newest
  const present = who.citizen.peek()
  const own = present?.home === opened.home ? present.stored : undefined
  // what was never in the city is known here alone
  const remembered = (await storage.home(opened.home)) ?? own?.record
  const name = toName(typed.name, NAME_BYTES_MAX) || (await rememberedName(remembered))
  if (held === undefined && name === undefined && !opened.moved) {
    opened.seed.fill(0)
    return 'needs-name'
  }
  const cid = held?.record.picture?.cid
  const picture = cid === undefined ? undefined : await homes.picture(cid).catch(() => undefined) // the card is drawn without it
  tell(words.progress.admit, 0.85)
  const key = own?.key ?? (await keys.make())
  const known = { held, remembered, picture: picture ?? own?.picture, name: name ?? '' }
  const entered = await enterHome(opened, card, known, key, parts)
  // the card may be the one that was here
  return { ...entered, isCardSaved: own?.isCardSaved ?? true }
}

/** A home that is not found is no fault of the card. */
function isOfTheNetwork(error: unknown): boolean {
  return ['unknown-home', 'no-super-peer', 'timed-out', 'no-route', 'connection-lost'].includes(codeOf(error))
}

/** What a picture that somebody dropped, chose or pasted leads to: their own home, another one, or nowhere. */
import { codeOf, CodecError } from '../../protocol/errors.ts'
import { recogniseCard, recogniseQrText } from '../../protocol/identity/card-picture.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { openVisitingCard } from '../../protocol/identity/visiting-card.ts'
import { formatLink } from '../../protocol/identity/link.ts'
import { PHOTO_FILE_BYTES_MAX } from '../../protocol/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { QrReader } from '../ports/qr-reader.ts'
import type { Problem } from '../text/problem.ts'
import { problem, problemFor } from '../text/problems.ts'
import { followLink } from './place-links.ts'

/** What a picture is. */
export type DroppedPicture =
  | { readonly kind: 'login'; readonly payload: Uint8Array }
  | {
      readonly kind: 'place'
      readonly hash: string
      readonly hints: readonly string[]
      /** The home whose visiting card this is: the picture may be shown as such. */
      readonly cardOf: HomeId | undefined
    }
  | { readonly kind: 'nothing'; readonly problem: Problem }

/** What reading a picture needs. */
export interface DroppedPictureOptions {
  readonly qr: QrReader
  readonly clock: Clock
  /** Of this page: links made on others name who knows their home. */
  readonly origin: string
  readonly signal?: AbortSignal
  onProgress?(fraction: number): void
}

/** Tells what a picture is: by what is in the file, else by the QR code in view. Rejects only when aborted. */
export async function readDropped(file: Blob, options: DroppedPictureOptions): Promise<DroppedPicture> {
  try {
    if (file.size > PHOTO_FILE_BYTES_MAX) throw new CodecError('too-large', `a file of ${file.size} bytes`)
    const card = recogniseCard(new Uint8Array(await file.arrayBuffer()))
    options.signal?.throwIfAborted()
    if (card.kind === 'picture') return await placeOfCode(file, options)
    return card.kind === 'login' ? { kind: 'login', payload: card.payload } : await placeOfCard(card.payload, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    return { kind: 'nothing', problem: problemFor(codeOf(error), 'card') }
  }
}

async function placeOfCard(payload: Uint8Array, { clock, origin }: DroppedPictureOptions): Promise<DroppedPicture> {
  const { chain, hints, page } = await openVisitingCard(payload, { nowMs: clock.nowMs() })
  const link = formatLink({ home: chain.home, hints, ...(page === undefined ? {} : { origin: page }) })
  return { kind: 'place', ...followLink(link, origin), cardOf: chain.home }
}

async function placeOfCode(
  file: Blob,
  { qr, origin, signal, onProgress }: DroppedPictureOptions
): Promise<DroppedPicture> {
  const text = await qr.read(file, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: fraction => onProgress?.(fraction)
  })
  const content = text === undefined ? undefined : recogniseQrText(text)
  switch (content?.kind) {
    case undefined:
      return { kind: 'nothing', problem: problem('CARD-1') }
    case 'login':
      return { kind: 'login', payload: content.payload }
    case 'recovery':
      return { kind: 'nothing', problem: problem('CARD-11') }
    case 'link':
      return { kind: 'place', ...followLink(text ?? '', origin), cardOf: undefined }
  }
}

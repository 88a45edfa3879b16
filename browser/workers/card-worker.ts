/** Seals and opens login cards away from the page: argon2id takes long on purpose, and the page stays responsive. */
import { codeOf } from '../../protocol/errors.ts'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import { makeLoginCard, openLoginCard, type OpenedLoginCard } from '../../protocol/identity/login-card.ts'

/** What the page sends. */
export type CardQuestion =
  | { readonly kind: 'seal'; readonly seed: Uint8Array; readonly home: HomeId; readonly passphrase: string }
  | { readonly kind: 'open'; readonly payload: Uint8Array; readonly passphrase: string }

/** What comes back. */
export type CardAnswer =
  | { readonly kind: 'sealed'; readonly payload: Uint8Array }
  | { readonly kind: 'opened'; readonly card: OpenedLoginCard }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

addEventListener('message', (event: MessageEvent<CardQuestion>) => {
  answer(event.data).then(
    reply => postMessage(reply),
    (error: unknown) =>
      postMessage({ kind: 'failed', code: codeOf(error), message: String(error) } satisfies CardAnswer)
  )
})

async function answer(question: CardQuestion): Promise<CardAnswer> {
  return question.kind === 'seal'
    ? { kind: 'sealed', payload: await makeLoginCard(question) }
    : { kind: 'opened', card: await openLoginCard(question.payload, question.passphrase) }
}

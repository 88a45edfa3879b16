/** Both cards as they will be, redrawn while one types. */
import type { VNode } from 'preact'
import type { BuildModel } from '../../models/build-model.ts'
import { words } from '../../text/words.ts'
import { ONE_COLUMN, useMedia } from '../use-media.ts'

export function CardPreviews({ model }: { readonly model: BuildModel }): VNode {
  const isStrip = useMedia(ONE_COLUMN).value
  const name = model.nameOnCards.value || words.build.someone
  const state = model.step.value === 'built' ? '' : `, ${words.build.notYetValid}`
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a strip that scrolls must be reachable by keys
    <section class="build-cards" aria-label={words.build.cards} tabIndex={isStrip ? 0 : undefined}>
      <figure class="build-login">
        <CardPicture url={model.loginCardUrl.value} alt={`${words.build.loginAlt(name)}${state}`} />
        <figcaption>
          <strong>{words.build.login}</strong> <span class="soft">{words.build.loginAbout}</span>
        </figcaption>
      </figure>
      <figure class="build-visiting">
        <CardPicture url={model.visitingCardUrl.value} alt={`${words.build.visitingAlt(name)}${state}`} />
        <figcaption>
          <strong>{words.build.visiting}</strong> <span class="soft">{words.build.visitingAbout}</span>
        </figcaption>
      </figure>
    </section>
  )
}

function CardPicture({ url, alt }: { url: string | undefined; alt: string }): VNode {
  if (url === undefined) return <div class="card" />
  return <img class="card" src={url} alt={alt} width={600} height={360} />
}

/** Build your home: the form on paper, both cards beside it, the plot in the town. */
import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { BuildModel } from '../../models/build-model.ts'
import { words } from '../../text/words.ts'
import { Skyline, Stars } from '../town/skyline.tsx'
import { BuildForm } from './build-form.tsx'
import { Built } from './built.tsx'
import { CardPreviews } from './card-previews.tsx'

export function BuildPage({ model }: { readonly model: BuildModel }): VNode {
  const step = model.step.value
  return (
    <div class="build">
      <Stars />
      <main class="build-main">
        <section class="paper build-paper">
          {step === 'form' && <BuildForm model={model} />}
          {step === 'working' && <Working model={model} />}
          {step === 'built' && <Built model={model} />}
        </section>
        <CardPreviews model={model} />
      </main>
      <Skyline view="low" plot={step === 'built' ? 'built' : 'free'} />
    </div>
  )
}

function Working({ model }: { readonly model: BuildModel }): VNode {
  const { text, fraction } = model.progress.value
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  return (
    <div class="build-working">
      <h1 ref={heading} tabIndex={-1}>
        {words.build.working}
      </h1>
      <div class="progress">
        <progress aria-label={words.build.working} max={1} value={fraction} />
        <p role="status">{text}</p>
      </div>
    </div>
  )
}

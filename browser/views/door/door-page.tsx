/** The door: what one looks and sounds like, before going in. */
import type { VNode } from 'preact'
import { DoorOpen } from '../../icons/icons.ts'
import type { DoorModel } from '../../models/door-model.ts'
import { words } from '../../text/words.ts'
import { WhoIsIn } from '../lit-window.tsx'
import { LookingFor } from '../notice/looking-for.tsx'
import { Sign } from '../notice/sign.tsx'
import { Portrait } from '../portrait.tsx'
import { opensDoors } from '../use-shown-page.ts'
import { Trouble } from '../trouble.tsx'
import { DoorPaper } from './door-paper.tsx'
import { DoorPreview } from './door-preview.tsx'
import { Transom } from './transom.tsx'

/** Tiles one sees while the door opens; the room shows them all. */
const SHOWN_BEHIND = 4

export function DoorPage({ model }: { readonly model: DoorModel }): VNode {
  const state = model.state.value
  if (state.kind === 'looking') {
    return <LookingFor title={words.door.looking} about={words.door.lookingAbout} />
  }
  if (state.kind === 'problem') return <NoDoor model={model} problem={state.problem} />
  const occupants = model.occupants.value
  const isLit = occupants.length > 0
  // where the browser can show the room itself behind the doors, they stay closed until it is there
  const isOpening = model.entering.value === 'opening' && !opensDoors()
  return (
    <main class={`doorstep${isLit ? ' lit' : ''}${isOpening ? ' opening' : ''}`}>
      <header class="door-head">
        <div class="door-title">
          <h1 tabIndex={-1}>{model.roomTitle.value}</h1>
          <p>
            <a href={model.homeHref.value}>{words.door.subtitle(model.homeName.value, model.door.value)}</a>
          </p>
        </div>
        <Transom people={occupants.length} />
        <p class="door-in" aria-live="polite">
          <WhoIsIn
            count={occupants.length}
            text={isLit ? words.people.peopleInNames(occupants) : words.people.nobodyIn}
          />
        </p>
      </header>
      <div class="door-frame">
        <div class="door-behind" aria-hidden="true">
          {occupants.slice(0, SHOWN_BEHIND).map((name, index) => (
            <span key={index}>
              <Portrait name={name} />
            </span>
          ))}
        </div>
        <div class="door-leaf left">
          <DoorPreview model={model} />
        </div>
        <div class="door-leaf right">
          <DoorPaper model={model} />
        </div>
      </div>
    </main>
  )
}

function NoDoor({ model, problem }: { model: DoorModel; problem: Parameters<typeof Trouble>[0]['problem'] }): VNode {
  return (
    <Sign>
      <Trouble problem={problem} icon={DoorOpen} heading="h1">
        <button type="button" class="button first" onClick={() => model.retry()}>
          {words.app.retry}
        </button>
        <a class="button" href={model.homeHref.value}>
          {words.door.toHome}
        </a>
      </Trouble>
    </Sign>
  )
}

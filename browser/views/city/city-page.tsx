/** The City: the ways in, over the town at dusk. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { CreditCard, House } from '../../icons/icons.ts'
import type { CityModel } from '../../models/city-model.ts'
import { hashOf } from '../../routes.ts'
import { words } from '../../text/words.ts'
import { Field } from '../field.tsx'
import { ArchedWindow } from '../lit-window.tsx'
import { Skyline, Stars } from '../town/skyline.tsx'
import { TownSquare } from './town-square.tsx'

/** From so many super-peers on a city does not depend on one. */
const SUPER_PEERS_ENOUGH = 3

export interface CityPageProps {
  readonly model: CityModel
  readonly onLogin: () => void
}

export function CityPage({ model, onLogin }: CityPageProps): VNode {
  const superPeers = model.superPeers.value
  return (
    <div class="city">
      <Stars />
      <main class="city-main">
        <div class="city-words">
          <h1 tabIndex={-1}>{words.city.name}</h1>
          <p class="city-lead">{words.city.lead}</p>
          <div class="city-first">
            <button
              type="button"
              class="button first tall"
              onClick={() => {
                location.hash = hashOf({ kind: 'build' })
              }}
            >
              <Icon of={House} />
              {words.city.build}
            </button>
            <button type="button" class="button tall" onClick={onLogin}>
              <Icon of={CreditCard} />
              {words.city.logIn}
            </button>
          </div>
          <VisitForm model={model} />
        </div>
        <TownSquare square={model.square.value} />
      </main>
      <Skyline label={words.city.skyline} />
      <footer class="city-foot">
        <p>
          <ArchedWindow isLit={true} />
          {words.city.legend}
        </p>
        {superPeers > 0 && superPeers < SUPER_PEERS_ENOUGH && <p>{words.city.heldBy(superPeers)}</p>}
      </footer>
    </div>
  )
}

function VisitForm({ model }: { model: CityModel }): VNode {
  return (
    <form
      class="city-visit"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        model.go()
      }}
    >
      <Field label={words.city.visit} hint={words.city.dropHint} problem={model.problem.value} isAlert={true}>
        {links => (
          <div class="city-address">
            <input
              {...links}
              class="input"
              type="text"
              inputMode="url"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              placeholder={words.city.visitExample}
              value={model.address.value}
              onInput={event => model.type(event.currentTarget.value)}
            />
            <button type="submit" class="button">
              {words.city.go}
            </button>
          </div>
        )}
      </Field>
    </form>
  )
}

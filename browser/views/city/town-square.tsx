/** The notice of the town square: open to all, with how many are in. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { DoorOpen } from '../../icons/icons.ts'
import type { CityModel } from '../../models/city-model.ts'
import { words } from '../../text/words.ts'
import { WhoIsIn } from '../lit-window.tsx'
import { ProblemNote } from '../problem-note.tsx'

export function TownSquare({ square }: { readonly square: CityModel['square']['value'] }): VNode {
  return (
    <section class="paper city-square" aria-labelledby="town-square">
      <h2 id="town-square">{square.kind === 'found' ? square.title : words.city.square}</h2>
      {square.kind === 'looking' && (
        <>
          <p class="soft">{words.city.squareLooking}</p>
          <div class="waiting" />
        </>
      )}
      {square.kind === 'none' && <ProblemNote problem={square.problem} isCalm={true} />}
      {square.kind === 'found' && (
        <>
          <p class="soft">{words.city.squareAbout}</p>
          <p aria-live="polite">
            <WhoIsIn count={square.peopleIn} />
          </p>
          <a class="button" href={square.href}>
            <Icon of={DoorOpen} />
            {words.city.enterSquare}
          </a>
        </>
      )}
    </section>
  )
}

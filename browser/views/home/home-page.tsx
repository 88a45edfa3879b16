/** A home from the street: its name, its card, its doors. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { House, UserPlus } from '../../icons/icons.ts'
import type { HomeModel } from '../../models/home-model.ts'
import { hashOf } from '../../routes.ts'
import { words } from '../../text/words.ts'
import { InviteDialog } from '../invite/invite-dialog.tsx'
import { WhoIsIn } from '../lit-window.tsx'
import { LookingFor } from '../notice/looking-for.tsx'
import { ProblemNote } from '../problem-note.tsx'
import { Sign } from '../notice/sign.tsx'
import { Skyline, Stars } from '../town/skyline.tsx'
import { Trouble } from '../trouble.tsx'
import { HomeFront } from './home-front.tsx'

export function HomePage({ model }: { readonly model: HomeModel }): VNode {
  const state = model.state.value
  if (state.kind === 'looking') {
    return <LookingFor title={words.home.looking} about={words.home.lookingAbout} />
  }
  if (state.kind === 'problem') {
    return (
      <Sign>
        <Trouble problem={state.problem} icon={House} heading="h1">
          <button type="button" class="button first" onClick={() => model.retry()}>
            {words.app.retry}
          </button>
          <a class="button" href={hashOf({ kind: 'city' })}>
            {words.home.goCity}
          </a>
        </Trouble>
      </Sign>
    )
  }
  const invite = model.invite.value
  return (
    <div class="home">
      <Stars />
      <Skyline />
      <main class="home-main">
        <HomeWords model={model} />
        <HomeFront rooms={model.rooms.value} />
      </main>
      {invite !== undefined && <InviteDialog model={invite} onClose={() => model.closeInvite()} />}
    </div>
  )
}

function HomeWords({ model }: { readonly model: HomeModel }): VNode {
  const name = model.name.value
  const note = model.note.value
  const cardUrl = model.cardUrl.value
  return (
    <div class="home-words">
      <h1 tabIndex={-1}>{name}</h1>
      <p class="home-in" aria-live="polite">
        <Occupancy model={model} />
      </p>
      {cardUrl === undefined ? (
        <div class="card home-card" />
      ) : (
        <img class="card home-card" src={cardUrl} alt={words.home.card(name)} width={600} height={360} />
      )}
      {model.isOwner.value && model.rooms.value.length > 0 && (
        <div class="button-row">
          <button type="button" class="button first" onClick={() => model.openInvite()}>
            <Icon of={UserPlus} />
            {words.home.invite}
          </button>
        </div>
      )}
      <p class="home-about">{model.about.value}</p>
      {note !== undefined && (
        <div class="plate">
          <ProblemNote problem={note} isCalm={true} isAlert={true} />
        </div>
      )}
      {model.isOwner.value && <OwnCards model={model} />}
    </div>
  )
}

/** «3 in Living room», summed where people are in several. */
function Occupancy({ model }: { readonly model: HomeModel }): VNode | null {
  const lit = model.rooms.value.filter(room => (room.peopleIn ?? 0) > 0)
  const count = lit.reduce((sum, room) => sum + (room.peopleIn ?? 0), 0)
  const [first] = lit
  if (model.rooms.value.length === 0) return null
  if (first === undefined)
    return <WhoIsIn count={model.rooms.value.some(room => room.peopleIn !== undefined) ? 0 : undefined} />
  return (
    <WhoIsIn
      count={count}
      text={lit.length === 1 ? words.home.atHome(count, first.title) : words.home.somebodyIn(count)}
    />
  )
}

function OwnCards({ model }: { readonly model: HomeModel }): VNode | null {
  const [visiting, login] = [model.visitingCard.value, model.loginCard.value]
  if (visiting === undefined && login === undefined) return null
  return (
    <p class="plate home-keep">
      {visiting !== undefined && (
        <a href={visiting.href} download={visiting.fileName}>
          {words.home.downloadVisiting}
        </a>
      )}
      {login !== undefined && (
        <a href={login.href} download={login.fileName} onClick={() => model.cardSaved()}>
          {words.home.downloadLogin}
        </a>
      )}
    </p>
  )
}

/** The page as a whole: the place that is shown, and what lies over every place. */
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../icons/icon.tsx'
import { CreditCard, X } from '../icons/icons.ts'
import type { AppModel, PageModel } from '../models/app-model.ts'
import { words } from '../text/words.ts'
import { BuildPage } from './build/build-page.tsx'
import { CityPage } from './city/city-page.tsx'
import { DoorPage } from './door/door-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { LogOutQuestion } from './home/log-out-question.tsx'
import { LeftPage } from './left/left-page.tsx'
import { LoginDialog } from './login/login-dialog.tsx'
import { Notices } from './notice/notices.tsx'
import { NotSecurePage } from './notice/not-secure-page.tsx'
import { StartingPage } from './notice/starting-page.tsx'
import { UnknownPage } from './notice/unknown-page.tsx'
import { ProblemNote } from './problem-note.tsx'
import { RoomPage } from './room/room-page.tsx'
import { TopBar } from './top-bar.tsx'
import { useDrop } from './use-drop.ts'
import { useFocusNet } from './use-focus-net.ts'
import { usePageChange } from './use-page-change.ts'
import { useShownPage } from './use-shown-page.ts'

export function App({ model }: { readonly model: AppModel }): VNode {
  useDrop(model)
  useFocusNet()
  const page = useShownPage(model)
  const number = useNumbered(page)
  usePageChange(page, number)
  const login = model.login.value
  return (
    <>
      <Notices notices={model.notices.value} />
      <div key={number} class={`page ${page.kind}-page`}>
        <Page app={model} page={page} />
      </div>
      <DropOverlay isShown={model.dropping.value} />
      <DropAnswer app={model} />
      {login !== undefined && <LoginDialog model={login} onClose={() => model.closeLogin()} />}
    </>
  )
}

function Page({ app, page }: { app: AppModel; page: PageModel }): VNode {
  switch (page.kind) {
    case 'starting':
      return <StartingPage />
    case 'not-secure':
      return <NotSecurePage httpsAddress={page.httpsAddress} command={page.command} />
    case 'city':
      return (
        <>
          <TopBar app={app} isPlain={true} />
          <CityPage model={page.model} onLogin={() => app.openLogin()} />
        </>
      )
    case 'build':
      return (
        <>
          <TopBar app={app} />
          <BuildPage model={page.model} />
        </>
      )
    case 'home': {
      const { model } = page
      return (
        <>
          <TopBar app={app}>
            {model.isOwner.value && (
              <button type="button" class="bar-link quiet" onClick={() => model.logOut()}>
                {words.app.logOut}
              </button>
            )}
          </TopBar>
          <HomePage model={model} />
          {model.asksToLogOut.value && <LogOutQuestion model={model} />}
        </>
      )
    }
    case 'door':
      return (
        <>
          <TopBar app={app} />
          <DoorPage model={page.model} />
        </>
      )
    case 'room':
      return <RoomPage model={page.model} />
    case 'left':
      return (
        <>
          <TopBar app={app} />
          <LeftPage model={page.model} />
        </>
      )
    case 'unknown':
      return (
        <>
          <TopBar app={app} />
          <UnknownPage problem={page.problem} />
        </>
      )
  }
}

/** Counts places: another place of the same kind is another page, with nothing left of the one before. */
function useNumbered(page: PageModel): number {
  const place = 'model' in page ? page.model : page
  const last = useRef({ place, number: 0 })
  if (last.current.place !== place) last.current = { place, number: last.current.number + 1 }
  return last.current.number
}

function DropOverlay({ isShown }: { isShown: boolean }): VNode | null {
  if (!isShown) return null
  return (
    <div class="drop-overlay" aria-hidden="true">
      <div class="drop-slot">
        <Icon of={CreditCard} />
        <strong>{words.app.dropHere}</strong>
        <span>{words.app.dropSentence}</span>
      </div>
    </div>
  )
}

/** What comes of a dropped picture: it is read, or it was no card. */
function DropAnswer({ app }: { app: AppModel }): VNode | null {
  const problem = app.dropProblem.value
  if (app.reading.value) {
    return (
      <div class="paper drop-answer" role="status">
        <p>{words.app.readingDrop}</p>
        <div class="waiting" />
      </div>
    )
  }
  if (problem === undefined) return null
  return (
    <div class="paper drop-answer">
      <ProblemNote problem={problem} isAlert={true} />
      <button type="button" class="button small" onClick={() => app.dismissDropProblem()}>
        <Icon of={X} />
        {words.app.close}
      </button>
    </div>
  )
}

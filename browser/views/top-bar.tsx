/** The bar over every page but the room: the city's sign, and the way to one's home or in. */
import type { ComponentChildren, VNode } from 'preact'
import { Icon } from '../icons/icon.tsx'
import { CreditCard, House } from '../icons/icons.ts'
import type { AppModel } from '../models/app-model.ts'
import { hashOf } from '../routes.ts'
import { words } from '../text/words.ts'
import { Brand } from './brand.tsx'

export interface TopBarProps {
  readonly app: AppModel
  /** The City page carries its name itself. */
  readonly isPlain?: boolean
  /** The page offers «Log in» in a better place. */
  readonly withoutLogin?: boolean
  readonly children?: ComponentChildren
}

export function TopBar({ app, isPlain = false, withoutLogin = false, children }: TopBarProps): VNode | null {
  const citizen = app.citizen.value
  if (isPlain && citizen === undefined) return null
  return (
    <header class={isPlain ? 'top-bar over' : 'top-bar'}>
      {!isPlain && <Brand />}
      <nav>
        {citizen !== undefined && (
          <a class="bar-link" href={hashOf({ kind: 'home', home: citizen.home, hints: [] })}>
            {citizen.pictureUrl === undefined ? <Icon of={House} /> : <img src={citizen.pictureUrl} alt="" />}
            {words.app.myHome}
          </a>
        )}
        {(citizen === undefined || citizen.isRefused) && !withoutLogin && (
          <button type="button" class="bar-link" onClick={() => app.openLogin()}>
            <Icon of={CreditCard} />
            {words.city.logIn}
          </button>
        )}
        {children}
      </nav>
    </header>
  )
}

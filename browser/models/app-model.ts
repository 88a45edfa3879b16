/** The page as a whole: which place is shown, who one is, what lies on top. */
import type { ReadonlySignal } from '@preact/signals'
import type { HomeId } from '../../protocol/identity/genesis.ts'
import type { Problem } from '../text/problem.ts'
import type { BuildModel } from './build-model.ts'
import type { CityModel } from './city-model.ts'
import type { DoorModel } from './door-model.ts'
import type { HomeModel } from './home-model.ts'
import type { LeftModel } from './left-model.ts'
import type { LoginModel } from './login-model.ts'
import type { RoomModel } from './room-model.ts'

/** The place that is shown, with its model. */
export type PageModel =
  | { readonly kind: 'starting' }
  | { readonly kind: 'not-secure'; readonly httpsAddress: string | undefined; readonly command: string }
  | { readonly kind: 'city'; readonly model: CityModel }
  | { readonly kind: 'build'; readonly model: BuildModel }
  | { readonly kind: 'home'; readonly model: HomeModel }
  | { readonly kind: 'door'; readonly model: DoorModel }
  | { readonly kind: 'room'; readonly model: RoomModel }
  | { readonly kind: 'left'; readonly model: LeftModel }
  | { readonly kind: 'unknown'; readonly problem: Problem }

/** A line at the top of the page that stays while it is true: the clock is wrong, nobody is reached, storage is denied. */
export interface Notice {
  readonly id: string
  readonly tone: 'plain' | 'danger'
  readonly problem: Problem
}

/** The page as a whole. */
export interface AppModel {
  readonly page: ReadonlySignal<PageModel>
  /** The citizen this browser is logged in as. */
  readonly citizen: ReadonlySignal<
    { readonly home: HomeId; readonly name: string; readonly pictureUrl: string | undefined } | undefined
  >
  readonly login: ReadonlySignal<LoginModel | undefined>
  readonly notices: ReadonlySignal<readonly Notice[]>
  /** A picture is being dragged over the page. */
  readonly dropping: ReadonlySignal<boolean>
  /** What came of the last dropped or chosen picture that was no card. */
  readonly dropProblem: ReadonlySignal<Problem | undefined>
  openLogin(): void
  closeLogin(): void
  dragOver(isOver: boolean): void
  /** Takes a dropped or pasted picture: a login card opens «Log in», a visiting card or QR code leads to its door. */
  drop(file: Blob): void
  dismissDropProblem(): void
}

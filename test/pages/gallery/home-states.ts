/** Homes, and the dialogs «Log in» and «Invite». */
import type { DoorPlate } from '../../../browser/models/home-model.ts'
import { problem, problemFor } from '../../../browser/text/problems.ts'
import { PEOPLE, photoOf } from './faces.ts'
import { appOf, cityOf, HOME, homeOf, inviteOf, loginOf } from './pretend.ts'
import {
  LONG_NAME,
  DEVANAGARI,
  EMOJI,
  ABOUT,
  LONG_ABOUT,
  asUrl,
  download,
  cards,
  rooms,
  manyRooms,
  citizen
} from './samples.ts'
import type { State } from './state.ts'

export const homeStates: Readonly<Record<string, State>> = {
  login: () => appOf({ kind: 'city', model: cityOf() }, { login: loginOf() }),
  'login-ready': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf({ kind: 'city', model: cityOf() }, { login: loginOf({ step: 'ready', cardUrl: login }) })
  },
  'login-wrong': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'city', model: cityOf() },
      {
        login: loginOf({
          step: 'ready',
          cardUrl: login,
          passphrase: 'wrong words',
          problem: problemFor('wrong-passphrase', 'card')
        })
      }
    )
  },
  'login-no-card': () =>
    appOf({ kind: 'city', model: cityOf() }, { login: loginOf({ problem: problemFor('not-a-card', 'card') }) }),
  'login-name': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'city', model: cityOf() },
      {
        login: loginOf({
          step: 'ready',
          cardUrl: login,
          passphrase: 'right words',
          needsName: true,
          problem: problem('CARD-12')
        })
      }
    )
  },
  'login-working': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'city', model: cityOf() },
      { login: loginOf({ step: 'working', cardUrl: login, passphrase: 'right words' }) }
    )
  },
  home: async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'home', model: homeOf({ about: ABOUT, cardUrl: visiting, rooms }) },
      { citizen: await citizen() }
    )
  },
  'home-owner': async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf(
      {
        kind: 'home',
        model: homeOf({
          about: ABOUT,
          cardUrl: visiting,
          rooms: rooms.slice(0, 1),
          isOwner: true,
          visitingCard: download('v.png'),
          loginCard: download('l.png'),
          note: problemFor('no-acknowledgement', 'home')
        })
      },
      { citizen: { home: HOME, name: 'Asha Rao', pictureUrl: asUrl(await photoOf(PEOPLE.asha)) } }
    )
  },
  'home-many': async () => {
    const { visiting } = await cards({ name: LONG_NAME, about: LONG_ABOUT })
    return appOf({
      kind: 'home',
      model: homeOf({ name: LONG_NAME, about: LONG_ABOUT, cardUrl: visiting, rooms: manyRooms })
    })
  },
  'home-emoji': async () => {
    const { visiting } = await cards({ name: EMOJI, about: 'नमस्ते 🪕 आइए', withPhoto: false })
    return appOf({
      kind: 'home',
      model: homeOf({
        name: EMOJI,
        about: 'नमस्ते 🪕 आइए',
        cardUrl: visiting,
        rooms: [{ ...rooms[0], peopleIn: 0 } as DoorPlate]
      })
    })
  },
  'home-no-rooms': () => appOf({ kind: 'home', model: homeOf({ name: DEVANAGARI }) }),
  'home-looking': () => appOf({ kind: 'home', model: homeOf({ state: { kind: 'looking' } }) }),
  'home-unknown': () =>
    appOf({ kind: 'home', model: homeOf({ state: { kind: 'problem', problem: problemFor('unknown-home', 'home') } }) }),
  'home-expired': () =>
    appOf({ kind: 'home', model: homeOf({ state: { kind: 'problem', problem: problemFor('expired', 'home') } }) }),
  invite: async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf({ kind: 'home', model: homeOf({ cardUrl: visiting, rooms, isOwner: true, invite: inviteOf() }) })
  },
  'invite-local': async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf({
      kind: 'home',
      model: homeOf({
        cardUrl: visiting,
        rooms,
        isOwner: true,
        invite: inviteOf({
          isLocal: true,
          copied: 'failed',
          canShare: false,
          visitingCard: undefined,
          roomTitle: LONG_NAME
        })
      })
    })
  }
}

/** Building a home. */
import { problem, problemFor } from '../../../browser/text/problems.ts'
import { liveFace, PEOPLE, photoOf } from './faces.ts'
import { appOf, buildOf } from './pretend.ts'
import { LONG_NAME, DEVANAGARI, ABOUT, LONG_ABOUT, asUrl, download, cards } from './samples.ts'
import type { State } from './state.ts'

export const buildStates: Readonly<Record<string, State>> = {
  build: async () => {
    const { login, visiting } = await cards({ name: 'Asha Rao', isSigned: false })
    return appOf({
      kind: 'build',
      model: buildOf({
        name: 'Asha Rao',
        about: ABOUT,
        passphrase: 'four words to remember',
        repeat: 'four words to',
        picture: { kind: 'done', url: asUrl(await photoOf(PEOPLE.asha)) },
        loginCardUrl: login,
        visitingCardUrl: visiting
      })
    })
  },
  'build-empty': async () => {
    const { login, visiting } = await cards({ name: ' ', about: '', isSigned: false, withPhoto: false })
    return appOf({
      kind: 'build',
      model: buildOf({ wantsSheet: false, loginCardUrl: login, visitingCardUrl: visiting })
    })
  },
  'build-wrong': async () => {
    const { login, visiting } = await cards({ name: LONG_NAME, about: LONG_ABOUT, isSigned: false })
    return appOf({
      kind: 'build',
      model: buildOf({
        name: LONG_NAME,
        about: LONG_ABOUT,
        loginCardUrl: login,
        visitingCardUrl: visiting,
        problems: {
          name: problem('FORM-2'),
          about: problem('FORM-3'),
          passphrase: problem('FORM-4'),
          repeat: problem('FORM-5'),
          picture: problemFor('too-large', 'card'),
          form: problemFor('no-super-peer', 'network')
        }
      })
    })
  },
  'build-crop': async () => {
    const { login, visiting } = await cards({ name: DEVANAGARI, isSigned: false })
    const photo = await photoOf(PEOPLE.asha, 900)
    return appOf({
      kind: 'build',
      model: buildOf({
        name: DEVANAGARI,
        picture: {
          kind: 'crop',
          sourceUrl: asUrl(photo),
          widthPx: 900,
          heightPx: 900,
          frame: { left: 0.2, top: 0.1, side: 0.6 }
        },
        loginCardUrl: login,
        visitingCardUrl: visiting
      })
    })
  },
  'build-camera': () =>
    appOf({
      kind: 'build',
      model: buildOf({ name: 'Mei', picture: { kind: 'camera', stream: liveFace(PEOPLE.mei) } })
    }),
  'build-working': async () => {
    const { login, visiting } = await cards({ name: 'Asha Rao', isSigned: false })
    return appOf({
      kind: 'build',
      model: buildOf({ step: 'working', name: 'Asha Rao', loginCardUrl: login, visitingCardUrl: visiting })
    })
  },
  'build-built': async () => {
    const { login, visiting } = await cards({ name: 'Asha Rao' })
    return appOf({
      kind: 'build',
      model: buildOf({
        step: 'built',
        name: 'Asha Rao',
        loginCardUrl: login,
        visitingCardUrl: visiting,
        loginCard: download('Asha Rao login card.png'),
        visitingCard: download('Asha Rao visiting card.png'),
        recoverySheet: download('Asha Rao recovery sheet.png'),
        publishNote: problemFor('no-acknowledgement', 'home')
      })
    })
  }
}

/** Doors. */
import { signal } from '@preact/signals'
import type { PageModel } from '../../../browser/models/app-model.ts'
import { problem, problemFor } from '../../../browser/text/problems.ts'
import { liveFace, PEOPLE } from './faces.ts'
import { appOf, deviceOf, doorOf, roomOf } from './pretend.ts'
import { LONG_NAME, DEVANAGARI, EMOJI, tilesOf, citizen } from './samples.ts'
import type { State } from './state.ts'

export const doorStates: Readonly<Record<string, State>> = {
  door: () =>
    appOf({
      kind: 'door',
      model: doorOf({
        guestName: 'Mei',
        occupants: ['Asha', 'Tomás', 'Amara'],
        camera: deviceOf('camera', { on: true }),
        microphone: deviceOf('microphone', { on: true, chosen: 'b' }),
        preview: liveFace(PEOPLE.mei),
        level: 0.57,
        canSwitchCamera: true
      })
    }),
  'door-opening': () =>
    appOf({
      kind: 'door',
      model: doorOf({
        guestName: 'Mei',
        occupants: ['Asha', 'Tomás', 'Amara'],
        entering: 'opening',
        camera: deviceOf('camera', { on: true }),
        preview: liveFace(PEOPLE.mei)
      })
    }),
  'door-enters': () => {
    const page = signal<PageModel>({ kind: 'starting' })
    const model = doorOf({
      guestName: 'Mei',
      occupants: ['Asha', 'Tomás', 'Amara'],
      camera: deviceOf('camera', { on: true }),
      preview: liveFace(PEOPLE.mei)
    })
    const enter = (): void => {
      page.value = { kind: 'room', model: roomOf(tilesOf(4)) }
    }
    page.value = { kind: 'door', model: { ...model, enter } }
    return { ...appOf(page.value), page }
  },
  'door-empty': async () =>
    appOf({ kind: 'door', model: doorOf({ citizenName: 'Mei Tanaka' }) }, { citizen: await citizen() }),
  'door-denied': () =>
    appOf({
      kind: 'door',
      model: doorOf({
        occupants: [LONG_NAME, DEVANAGARI, EMOJI, 'Tomás', 'Noor (guest)'],
        roomTitle: LONG_NAME,
        homeName: LONG_NAME,
        camera: deviceOf('camera', {
          problem: problemFor('permission-denied', 'media', { device: 'camera' }),
          choices: []
        }),
        microphone: deviceOf('microphone', {
          problem: problemFor('device-busy', 'media', { device: 'microphone' }),
          choices: []
        }),
        nameProblem: problem('FORM-1'),
        enterProblem: problemFor('timed-out', 'room')
      })
    }),
  'door-looking': () => appOf({ kind: 'door', model: doorOf({ state: { kind: 'looking' } }) }),
  'door-unknown': () =>
    appOf({ kind: 'door', model: doorOf({ state: { kind: 'problem', problem: problemFor('unknown-room', 'room') } }) })
}

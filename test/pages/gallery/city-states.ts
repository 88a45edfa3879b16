/** The city, and pages of one sheet. */
import { problem, problemFor } from '../../../browser/text/problems.ts'
import { appOf, cityOf, HOME, noted } from './pretend.ts'
import { citizen } from './samples.ts'
import type { State } from './state.ts'

export const cityStates: Readonly<Record<string, State>> = {
  starting: () => appOf({ kind: 'starting' }),
  city: () => appOf({ kind: 'city', model: cityOf() }),
  'city-empty': () =>
    appOf({
      kind: 'city',
      model: cityOf({
        square: { kind: 'found', title: 'Town square', href: `#/${HOME}/town-square`, peopleIn: 0 },
        superPeers: 2
      })
    }),
  'city-looking': () => appOf({ kind: 'city', model: cityOf({ square: { kind: 'looking' }, superPeers: 0 }) }),
  'city-wrong': () =>
    appOf(
      {
        kind: 'city',
        model: cityOf({
          address: 'hello',
          problem: problem('HOME-4'),
          square: { kind: 'none', problem: problem('HOME-10') }
        })
      },
      {
        notices: [
          { id: 'n', tone: 'danger', problem: problem('NET-1') },
          { id: 'c', tone: 'plain', problem: problem('CLOCK-1', { skew: 'two days' }) }
        ]
      }
    ),
  'city-citizen': async () => appOf({ kind: 'city', model: cityOf({ superPeers: 5 }) }, { citizen: await citizen() }),
  'city-dropping': () => appOf({ kind: 'city', model: cityOf() }, { dropping: true }),
  'city-no-card': () => appOf({ kind: 'city', model: cityOf() }, { dropProblem: problemFor('not-a-card', 'card') }),
  'city-reading': () => appOf({ kind: 'city', model: cityOf() }, { reading: true }),
  left: () =>
    appOf({ kind: 'left', model: { roomTitle: 'Living room', rejoin: noted('rejoin'), goHome: noted('goHome') } }),
  'not-secure': () =>
    appOf({
      kind: 'not-secure',
      httpsAddress: 'https://192.168.1.20:5080/',
      command: 'npm start -- --host 192.168.1.20 --tls self'
    }),
  'not-secure-command': () =>
    appOf({ kind: 'not-secure', httpsAddress: undefined, command: 'npm start -- --host 192.168.1.20 --tls self' }),
  unknown: () => appOf({ kind: 'unknown', problem: problem('HOME-4') })
}

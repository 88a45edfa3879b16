/** Every page in every state that looks different, by name. */
import { buildStates } from './build-states.ts'
import { cityStates } from './city-states.ts'
import { doorStates } from './door-states.ts'
import { homeStates } from './home-states.ts'
import { roomStates } from './room-states.ts'
import type { State } from './state.ts'

export const STATES: Readonly<Record<string, State>> = {
  ...cityStates,
  ...buildStates,
  ...homeStates,
  ...doorStates,
  ...roomStates
}

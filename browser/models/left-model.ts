/** The page after leaving a room. */
import { defineModel } from './model.ts'

/** The page after leaving a room. */
export interface LeftModel {
  readonly roomTitle: string
  rejoin(): void
  goHome(): void
}

/** Makes the page after leaving a room. */
export const createLeftModel = defineModel((model: LeftModel): LeftModel => ({ ...model }))

/** The page after leaving a room. */

/** The page after leaving a room. */
export interface LeftModel {
  readonly roomTitle: string
  rejoin(): void
  goHome(): void
}

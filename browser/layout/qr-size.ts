/** How large a QR code is drawn: whole pixels a module, the quiet zone the standard asks for. */

/** Light modules around a QR code. */
export const QUIET_ZONE_MODULES = 4

export interface QrPlace {
  readonly modulePx: number
  /** The whole with its quiet zone. */
  readonly sidePx: number
}

/** The largest drawing of so many modules within a side; never less than a pixel a module. */
export function fitQr(modules: number, sideMaxPx: number): QrPlace {
  const across = modules + 2 * QUIET_ZONE_MODULES
  const modulePx = Math.max(1, Math.floor(sideMaxPx / across))
  return { modulePx, sidePx: modulePx * across }
}

/** A QR code by how much of it may be damaged; the strongest one whose modules are as large as the weakest's. */
export function strongestThatFits<T extends { readonly modules: number }>(
  weakestFirst: readonly T[],
  sideMaxPx: number
): T | undefined {
  const [weakest] = weakestFirst
  if (weakest === undefined) return undefined
  const { modulePx } = fitQr(weakest.modules, sideMaxPx)
  return weakestFirst.findLast(each => fitQr(each.modules, sideMaxPx).modulePx === modulePx)
}

/** A QR code as crisp squares, with the quiet zone the standard asks for. */
import type { VNode } from 'preact'
import { QUIET_ZONE_MODULES } from '../../layout/qr-size.ts'
import { words } from '../../text/words.ts'

export function QrPicture({ matrix }: { readonly matrix: readonly (readonly boolean[])[] }): VNode {
  const across = matrix.length + 2 * QUIET_ZONE_MODULES
  let dark = ''
  matrix.forEach((row, y) =>
    row.forEach((isDark, x) => {
      if (isDark) dark += `M${x + QUIET_ZONE_MODULES} ${y + QUIET_ZONE_MODULES}h1v1h-1Z`
    })
  )
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${across} ${across}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={words.invite.qr}
    >
      <path class="qr-light" d={`M0 0h${across}v${across}H0Z`} />
      <path class="qr-dark" d={dark} />
    </svg>
  )
}

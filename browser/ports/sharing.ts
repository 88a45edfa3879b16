/** Handing a text on: through the clipboard or the system's own «Share». */

/** Handing a text on. */
export interface Sharing {
  readonly canShare: boolean
  /** Puts a text on the clipboard; `false` when the browser refuses. */
  copy(text: string): Promise<boolean>
  /** Opens the system's «Share»; `false` when the browser cannot or the person turned away. */
  share(what: { title: string; text: string; url: string }): Promise<boolean>
}

/** The browser's ways of handing on; the clipboard is missing on pages that are not secure. */
export function createSharing(
  source: { readonly clipboard?: Pick<Clipboard, 'writeText'>; share?: Navigator['share'] } = navigator
): Sharing {
  return {
    canShare: typeof source.share === 'function',
    copy: async text => succeeds(async () => await source.clipboard?.writeText(text), source.clipboard !== undefined),
    share: async what => succeeds(async () => await source.share?.(what), source.share !== undefined)
  }
}

async function succeeds(act: () => Promise<void>, isPossible: boolean): Promise<boolean> {
  if (!isPossible) return false
  try {
    await act()
    return true
  } catch {
    return false // turned away or refused: what it means is said by the caller
  }
}

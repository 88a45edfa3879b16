/** What happens to people: a camera that another program holds, sound that the browser blocks, a page behind another tab. */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'

/** What the browser answers when a page asks for camera and microphone. */
export type Answer = 'granted' | 'denied' | 'prompt'

/**
 * Sets the browser's answer for camera and microphone alone; Playwright's own way would refuse everything else as well.
 *
 * @returns changes the answer
 */
export async function answerForDevices(
  context: BrowserContext,
  page: Page
): Promise<(answer: Answer) => Promise<void>> {
  // kept open: the browser forgets the answer when the session ends that gave it
  const session = await context.newCDPSession(page)
  return async answer => {
    for (const name of ['camera', 'microphone']) {
      await session.send('Browser.setPermission', { permission: { name }, setting: answer })
    }
  }
}

/**
 * What may be wrong with all devices: another program holds them, the system's own settings keep them from the browser,
 * there are none, or the person closes the browser's question without an answer.
 */
export type DeviceTrouble = 'busy' | 'forbidden' | 'missing' | 'dismissed'

/**
 * Brings trouble upon every device, in the words in which Chromium tells it.
 * Put on in the page, because Chromium's fake devices cannot be busy, forbidden or plugged in.
 *
 * @returns changes it, now and for pages still to come
 */
export async function troubleDevices(
  page: Page,
  atFirst: DeviceTrouble | undefined
): Promise<(trouble: DeviceTrouble | undefined) => Promise<void>> {
  const key = 'videocity-test-devices'
  if (atFirst === undefined) return async () => Promise.reject(new Error('only for a person who had trouble at first'))
  await page.addInitScript(
    ([flag, first]) => {
      const { mediaDevices } = navigator
      if (mediaDevices === undefined) return
      const trouble = (): string => sessionStorage.getItem(flag) ?? first
      const told: Readonly<Record<string, readonly [name: string, message: string]>> = {
        busy: ['NotReadableError', 'Could not start video source'],
        forbidden: ['NotAllowedError', 'Permission denied by system'],
        missing: ['NotFoundError', 'Requested device not found'],
        dismissed: ['NotAllowedError', 'Permission dismissed']
      }
      const ask = mediaDevices.getUserMedia.bind(mediaDevices)
      const list = mediaDevices.enumerateDevices.bind(mediaDevices)
      mediaDevices.getUserMedia = async constraints => {
        const refusal = told[trouble()]
        if (refusal === undefined) return ask(constraints)
        throw new DOMException(refusal[1], refusal[0])
      }
      mediaDevices.enumerateDevices = async () => (trouble() === 'missing' ? [] : list())
    },
    [key, atFirst] as const
  )
  return async trouble => {
    await page.evaluate(
      ([flag, value]) => {
        sessionStorage.setItem(flag, value)
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
      },
      [key, trouble ?? 'none'] as const
    )
  }
}

/**
 * Refuses to play sound until something is pressed after the first refusal.
 * Put on in the page, because every question Playwright asks a page counts as the person having touched it.
 */
export async function blockSound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const play = HTMLMediaElement.prototype.play
    let state: 'silent' | 'refused' | 'allowed' = 'silent'
    addEventListener(
      'click',
      event => {
        if (event.isTrusted && state === 'refused') state = 'allowed'
      },
      { capture: true }
    )
    HTMLMediaElement.prototype.play = async function (this: HTMLMediaElement) {
      const hasSound =
        !this.muted && (!(this.srcObject instanceof MediaStream) || this.srcObject.getAudioTracks().length > 0)
      if (!hasSound || state === 'allowed') return play.call(this)
      state = 'refused'
      this.autoplay = false
      this.pause()
      throw new DOMException(
        "play() failed because the user didn't interact with the document first.",
        'NotAllowedError'
      )
    }
  })
}

/**
 * Sets the clock of a computer wrong, in pages to come. Only what pages are told: timers and the browser itself go on as
 * they are, as with any clock that is wrong and runs.
 *
 * @param aheadMs - negative when it is behind
 */
export async function setClockAhead(context: BrowserContext, aheadMs: number): Promise<void> {
  await context.addInitScript(offsetMs => {
    const RightDate = Date
    globalThis.Date = class extends RightDate {
      constructor(...fields: unknown[]) {
        super(...((fields.length === 0 ? [RightDate.now() + offsetMs] : fields) as [number]))
      }
      static override now(): number {
        return RightDate.now() + offsetMs
      }
    } as DateConstructor
  }, aheadMs)
}

/** What we need of Playwright's insides; see {@link drawCurtain}. */
interface Insides {
  readonly _connection: {
    toImpl(page: Page): { delegate: { _mainFrameSession: { _client: Pick<CDPSession, 'send'> } } }
  }
}

/**
 * Puts another tab in front of a page, so that the page is hidden and slowed down as it would be for anybody.
 * Playwright tells every page that it has the focus, which keeps it visible, and has no way to take that back but
 * through the session it said so in.
 *
 * @returns the tab in front; closing it shows the page again
 */
export async function drawCurtain(context: BrowserContext, page: Page): Promise<Page> {
  const { delegate } = (page as unknown as Insides)._connection.toImpl(page)
  await delegate._mainFrameSession._client.send('Emulation.setFocusEmulationEnabled', { enabled: false })
  const opened = context.waitForEvent('page')
  const session = await context.newCDPSession(page)
  // Playwright's own newPage opens another window, which hides nothing
  await session.send('Target.createTarget', { url: 'about:blank', newWindow: false, background: false })
  await session.detach()
  const curtain = await opened
  await curtain.bringToFront()
  await page.waitForFunction(() => document.visibilityState === 'hidden')
  return curtain
}

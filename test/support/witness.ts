/** Notices everything a clean page never does: errors, warnings, refused or failed requests, foreign origins, dialogs. */
import type { BrowserContext, CDPSession, Page, Request } from 'playwright-core'

/** One thing a clean page would not have done. */
export interface Complaint {
  readonly kind:
    | 'console error'
    | 'console warning'
    | 'page error'
    | 'crash'
    | 'csp'
    | 'failed request'
    | 'foreign origin'
    | 'dialog'
  /** What an allow-list quotes; for requests the words the browser gives, and the address without its origin. */
  readonly text: string
  /** Where it happened. */
  readonly at: string
}

/** What was noticed. */
export interface Witness {
  readonly complaints: readonly Complaint[]
  /** Every origin that was asked for anything. */
  readonly origins: ReadonlySet<string>
  /** Looks at a page from its next document on; pages that open later are looked at by themselves. */
  watch(page: Page): Promise<void>
  /** Resolves when everything that happened until now has been told. */
  settled(): Promise<void>
}

/** Enough to see a pattern; a page in an endless loop must not fill the memory. */
const COMPLAINTS_MAX = 500

/** A world of its own inside the page: hears the page's events, and the page does not see it. */
const WORLD = 'videocity-witness'
const REPORT_VIOLATIONS = `
  document.addEventListener('securitypolicyviolation', event => {
    witnessed(event.effectiveDirective + ' refused ' + (event.blockedURI || 'inline') + ' ' + event.sample)
  })
`

/** @param ownOrigins - whom the page may ask; web sockets count with the page's protocol */
export async function witnessOf(context: BrowserContext, ownOrigins: readonly string[]): Promise<Witness> {
  const complaints: Complaint[] = []
  const origins = new Set<string>()
  const sessions = new Map<Page, CDPSession>()
  const complain = (kind: Complaint['kind'], text: string, at: string): void => {
    if (complaints.length < COMPLAINTS_MAX) complaints.push({ kind, text, at })
  }
  const seeAddress = (address: string): void => {
    const origin = originOf(address)
    if (origin === undefined) return
    origins.add(origin)
    if (!ownOrigins.includes(origin)) complain('foreign origin', origin, address)
  }
  const watch = async (page: Page): Promise<void> => {
    if (sessions.has(page)) return
    const session = await context.newCDPSession(page)
    sessions.set(page, session)
    session.on('Runtime.bindingCalled', ({ payload }) => complain('csp', payload.trim(), page.url()))
    await session.send('Runtime.enable')
    await session.send('Runtime.addBinding', { name: 'witnessed', executionContextName: WORLD })
    await session.send('Page.enable')
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: REPORT_VIOLATIONS, worldName: WORLD })
    page.on('websocket', socket => seeAddress(socket.url()))
    page.on('crash', () => complain('crash', 'the page crashed', page.url()))
    page.on('close', () => sessions.delete(page))
    page.on('dialog', dialog => {
      if (dialog.type() === 'beforeunload') return void dialog.accept()
      complain('dialog', `${dialog.type()}: ${dialog.message()}`, page.url())
      void dialog.dismiss()
    })
  }

  context.on('console', message => {
    const { url, lineNumber } = message.location()
    if (message.type() === 'error') complain('console error', message.text(), `${url}:${lineNumber}`)
    if (message.type() === 'warning') complain('console warning', message.text(), `${url}:${lineNumber}`)
  })
  context.on('weberror', problem => complain('page error', String(problem.error()), problem.page()?.url() ?? ''))
  context.on('request', request => seeAddress(request.url()))
  context.on('requestfailed', request => {
    if (!wasLeftBehind(request)) complain('failed request', failureOf(request), request.url())
  })
  // a page that closes while it is being attached to needs no witness
  context.on('page', page => void watch(page).catch(() => undefined))
  await Promise.all(context.pages().map(watch))

  return {
    complaints,
    origins,
    watch,
    async settled() {
      // events come in order: the answer to a question is behind all events that were raised before it
      const ask = [...sessions.values()].map(session => session.send('Runtime.evaluate', { expression: '0' }))
      await Promise.allSettled(ask)
    }
  }
}

/** A part of a document that was left before it had come; no page can give up such a request by itself. */
function wasLeftBehind(request: Request): boolean {
  const isPart = ['script', 'stylesheet', 'font', 'image'].includes(request.resourceType())
  return isPart && request.failure()?.errorText === 'net::ERR_ABORTED'
}

function failureOf(request: Request): string {
  const { pathname } = new URL(request.url())
  return `${request.method()} ${pathname}: ${request.failure()?.errorText ?? 'unknown'}`
}

/** The origin of an address on the network; `undefined` for what never leaves the page. */
function originOf(address: string): string | undefined {
  const url = new URL(address)
  if (url.protocol === 'ws:') return `http://${url.host}`
  if (url.protocol === 'wss:') return `https://${url.host}`
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : undefined
}

/** Notices every element and attribute that a page's own views never make, however short it was there. */
import type { BrowserContext, Page } from 'playwright-core'

const KEY = 'videocity-test-intruders'

/** Watches every page still to come, from before its first script. */
export async function watchForIntruders(context: BrowserContext): Promise<void> {
  await context.addInitScript(key => {
    const strange =
      /^(iframe|object|embed|base|meta|template|noscript|math|marquee|details|source|animate|x-.*|b|font|mglyph|mtext)$/
    const found = new Set<string>()
    Object.defineProperty(window, key, { value: found })
    const look = (element: Element): void => {
      const tag = element.localName
      const attributes = [...element.attributes]
      const isOwnPart = ['script', 'link'].includes(tag) && element.outerHTML.includes('/assets/')
      if (strange.test(tag) || (/^(script|link|style)$/.test(tag) && !isOwnPart)) found.add(element.outerHTML)
      for (const { name, value } of attributes) {
        const leads = /^(href|src|xlink:href|action|formaction|data|srcdoc)$/.test(name)
        const isBad = name.startsWith('on') || name === 'autofocus' || (name === 'style' && value.includes('url('))
        if (isBad || (leads && /^[\s\0-\x1f]*(javascript|data|vbscript):/i.test(value))) found.add(element.outerHTML)
      }
    }
    const lookInside = (node: Node): void => {
      if (!(node instanceof Element)) return
      look(node)
      for (const element of node.querySelectorAll('*')) look(element)
    }
    addEventListener('DOMContentLoaded', () => {
      // what the page begins with is the page's own
      new MutationObserver(changes => {
        for (const { type, target, addedNodes } of changes) {
          if (type === 'attributes' && target instanceof Element) look(target)
          for (const node of addedNodes) lookInside(node)
        }
      }).observe(document, { subtree: true, childList: true, attributes: true })
    })
  }, KEY)
}

/** Everything strange so far in the page that is open; `undefined` when nobody watched. */
export function intrudersIn(page: Page): Promise<string[] | undefined> {
  return page.evaluate(key => {
    const found = (window as unknown as Record<string, Set<string> | undefined>)[key]
    return found === undefined ? undefined : [...found]
  }, KEY)
}

/** Somebody who has no mouse: goes from one thing to the next by Tab, sees where the focus is, and never loses it. */
import type { Locator } from 'playwright-core'
import type { Name, Role, Tab } from './tab.ts'
import { until } from './until.ts'

/** More presses than anything in the city is away. */
const PRESSES_MAX = 40

/** What has the focus, as it is read out: `button "Go"`; `nothing` when it is lost. */
export async function focused(tab: Tab): Promise<string> {
  const at = tab.page.locator(':focus')
  if ((await at.count()) === 0) return 'nothing'
  const [line = ''] = (await at.ariaSnapshot()).replace(/^- /, '').split('\n')
  // what is typed, chosen or pressed is no part of it
  return /^\w+(?: "(?:[^"\\]|\\.)*")?/.exec(line)?.[0] ?? line
}

/** Waits until this has the focus. */
export async function hasFocus(tab: Tab, role: Role, name: Name): Promise<void> {
  const wanted = tab.page.getByRole(role, { name, exact: true }).and(tab.page.locator(':focus'))
  await until(`${role} "${name}" was to have the focus`, async () =>
    (await wanted.count()) > 0 ? { yes: true, value: undefined } : { yes: false, saw: await focused(tab) }
  )
}

/**
 * Presses Tab (or Shift and Tab) until this has the focus, and sees it every time.
 *
 * @returns what had the focus on the way, the last included
 */
export async function tabTo(tab: Tab, role: Role, name: Name, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string[]> {
  await tab.sees(role, name)
  return tabOnto(tab, tab.page.getByRole(role, { name, exact: true }), key)
}

/** As {@link tabTo}, for what has no role of its own. */
export async function tabOnto(tab: Tab, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string[]> {
  const wanted = target.and(tab.page.locator(':focus'))
  const way: string[] = []
  while ((await wanted.count()) === 0) {
    if (way.length >= PRESSES_MAX)
      throw new Error(`${String(target)} is not within reach; on the way: ${way.join(', ')}`)
    await tab.keys(key)
    way.push(await focused(tab))
    await seesFocus(tab)
  }
  return way
}

/** Goes to something and presses it. */
export async function pressByKey(tab: Tab, role: Role, name: Name, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(tab, role, name)
  await tab.keys(key)
}

/** Goes to a field and types, in place of what is there. */
export async function typeByKey(tab: Tab, field: Name, text: string): Promise<void> {
  await tabTo(tab, 'textbox', field)
  await tab.keys('Control+A')
  await tab.page.keyboard.type(text)
}

/** @throws Error when what has the focus does not show it, or is not in view */
async function seesFocus(tab: Tab): Promise<void> {
  const at = tab.page.locator(':focus')
  // from the last element the focus goes to the browser's own bar, and comes back
  if ((await at.count()) === 0) return
  const unseen = await at.evaluate(element => {
    const hasRing = (part?: '::after'): boolean => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element, part)
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
    }
    const { top, left, bottom, right } = element.getBoundingClientRect()
    // a link may be as large as the door it is on
    if (!hasRing() && !hasRing('::after')) return 'shows no ring'
    return bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth ? 'is out of view' : undefined
  })
  if (unseen !== undefined) throw new Error(`${await focused(tab)} has the focus and ${unseen}`)
}

/** Everything that can be used and has no name to be read out, by its role. */
export async function namelessIn(tab: Tab): Promise<string[]> {
  const session = await tab.context.newCDPSession(tab.page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  const used = /^(button|link|textbox|searchbox|combobox|checkbox|radio|switch|slider|tab|menuitem|dialog|img|image)$/
  return nodes
    .filter(({ ignored, role, name }) => !ignored && used.test(String(role?.value)) && !name?.value)
    .map(({ role }) => String(role?.value))
}

/** Whether the page is wider than the window. */
export function isTooWide(tab: Tab): Promise<boolean> {
  return tab.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
}

/** Whether the focus is inside a place. */
export async function isFocusIn(place: Locator): Promise<boolean> {
  return place.evaluate(element => element.contains(document.activeElement))
}

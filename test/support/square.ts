/** The way of a guest into the town square, and what is said there. */
import type { Person, Tab } from './person.ts'
import { until, type Patience } from './until.ts'

/** What is on at the door. */
export interface AtTheDoor {
  readonly camera?: boolean
  readonly microphone?: boolean
  /** Default: the person's own. */
  readonly as?: string
}

/** Goes from the first page to the door of the town square, and no further. */
export async function goToSquare(tab: Tab): Promise<void> {
  await tab.visit()
  await tab.follow('Enter the town square')
  await tab.sees('heading', 'Town square')
  await tab.sees('button', 'Enter room')
}

/** Goes in as a guest, with everything off unless told otherwise. */
export async function enterSquare(
  tab: Tab,
  { camera = false, microphone = false, as = tab.name }: AtTheDoor = {}
): Promise<void> {
  await goToSquare(tab)
  await tab.write('Your name', as)
  if (camera) await tab.press('Camera')
  if (microphone) await tab.press('Microphone')
  // a device that still starts is not taken along, and a person would wait for it
  if (camera) await tab.reads('status', undefined, 'Camera is on')
  if (microphone)
    await until('the microphone was to start', async () => {
      const held = await tab.holds()
      return held.includes('audio') ? { yes: true, value: undefined } : { yes: false, saw: held.join() }
    })
  await tab.press('Enter room')
  await tab.sees('group', 'You')
}

/** Says one line after the other, as fast as the page takes them. The chat must be open. */
export async function say(tab: Tab, ...lines: readonly string[]): Promise<void> {
  const field = tab.page.getByRole('textbox', { name: 'Message', exact: true })
  for (const line of lines) {
    await field.fill(line)
    await field.press('Enter')
  }
}

/** All that the chat shows and that looks like this, in the order it is shown. */
export async function linesOf(tab: Tab, pattern: RegExp): Promise<string[]> {
  const text = await tab.page.getByRole('log', { name: 'Chat', exact: true }).innerText()
  return text.split('\n').filter(line => pattern.test(line))
}

/** Waits until the chat shows so many lines that look like this; gives them in their order. */
export function waitForLines(tab: Tab, pattern: RegExp, count: number, patience?: Patience): Promise<string[]> {
  return until(
    `${tab.name} was to read ${count} lines`,
    async () => {
      const lines = await linesOf(tab, pattern)
      return lines.length >= count
        ? { yes: true, value: lines }
        : { yes: false, saw: `${lines.length}, the last ${lines.at(-1) ?? 'none'}` }
    },
    patience
  )
}

/** How long something takes from now on, in ms. */
export async function measure(what: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now()
  await what()
  return performance.now() - beganMs
}

/** Both see and hear each other. */
export async function expectCall(one: Person, other: Person, names: readonly [string, string]): Promise<void> {
  const [nameOfOne, nameOfOther] = names
  await one.seesColour(nameOfOther, other.colour)
  await other.seesColour(nameOfOne, one.colour)
  await one.hears(nameOfOther, other.toneHz)
  await other.hears(nameOfOne, one.toneHz)
}

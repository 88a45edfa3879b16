/** The toy from a test's side: starts it, and carries offers and answers between two people who are in it. */
import { fileURLToPath } from 'node:url'
import type { Person, Tab } from '../person.ts'

/** The `program` of a super-peer that is the toy. */
export const TOY: readonly string[] = [process.execPath, fileURLToPath(new URL('server.js', import.meta.url))]

/** What the toy's page offers to its test. */
interface Toy {
  offerTo(name: string): Promise<RTCSessionDescriptionInit>
  answerTo(name: string, offer: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit>
  accept(name: string, answer: RTCSessionDescriptionInit): Promise<void>
}
type ToyWindow = Window & { readonly toy: Toy }

/** Opens the toy and turns on camera and microphone. */
export async function enterToy(person: Tab): Promise<void> {
  await person.visit()
  await person.press('Enter room')
  await person.reads('status', 'News', 'entered')
}

/** Connects two people who are in the toy; each gets a tile named after the other. */
export async function call(caller: Person, called: Person): Promise<void> {
  const offer = await caller.page.evaluate(name => (window as unknown as ToyWindow).toy.offerTo(name), called.name)
  const answer = await called.page.evaluate(
    ([name, description]) => (window as unknown as ToyWindow).toy.answerTo(name, description),
    [caller.name, offer] as const
  )
  await caller.page.evaluate(([name, description]) => (window as unknown as ToyWindow).toy.accept(name, description), [
    called.name,
    answer
  ] as const)
}

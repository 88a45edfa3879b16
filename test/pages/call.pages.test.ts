/** Calls in the town square: what is off does not leave the computer, who goes is gone, and nothing said is lost. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { TONES_HZ } from '../support/fake-capture.ts'
import type { Person, PersonOptions } from '../support/person.ts'
import { createScene, type Scene } from '../support/scene.ts'
import { enterSquare, expectCall, linesOf, measure, say, waitForLines } from '../support/square.ts'
import { until } from '../support/until.ts'

/** What people are promised, three times over. */
const GONE_AT_ONCE_MS = 3_000
const GONE_BY_ITSELF_MS = 15_000

const LOOKS = {
  Ada: { colour: 'green', toneHz: TONES_HZ[0] },
  Bea: { colour: 'magenta', toneHz: TONES_HZ[1] },
  Cyd: { colour: 'yellow', toneHz: TONES_HZ[2] }
} as const

let scene: Scene
let url: string
let people: Person[] = []

beforeAll(async () => {
  scene = await createScene()
  url = (await scene.superPeer()).url
})
afterEach(async () => {
  await Promise.all(people.map(person => person.close()))
  people = []
})
afterAll(() => scene.close())

async function start(name: keyof typeof LOOKS, options: Partial<PersonOptions> = {}): Promise<Person> {
  const person = await scene.person({ name, url, ...LOOKS[name], ...options })
  people.push(person)
  return person
}

const ON = { camera: true, microphone: true }

test('nothing of a person is sent before it is switched on, nor after it is switched off', async () => {
  const ada = await start('Ada')
  const bea = await start('Bea')
  await enterSquare(ada)
  await enterSquare(bea)
  await bea.sees('group', 'Ada (guest)')
  await bea.misses('status', /line was lost/)
  expect(await ada.everHeld()).toBe(0)
  await bea.hearsNothing('Ada (guest)')
  await bea.seesNoPicture('Ada (guest)')
  expect(await bea.tile('Ada (guest)').innerText()).toContain('Microphone is off')
  expect(await bea.received()).toEqual({ audio: 0, video: 0 })

  await ada.press('Turn camera on')
  await ada.seesColour('You', 'green')
  expect(await ada.seesMirrored('You')).toBe(true)
  await bea.seesColour('Ada (guest)', 'green')
  expect(await bea.seesMirrored('Ada (guest)')).toBe(false)
  expect(await bea.tile('Ada (guest)').innerText()).toContain('Microphone is off')
  expect((await bea.received()).audio).toBe(0)
  expect(await ada.holds()).toEqual(['video'])

  await ada.press('Unmute microphone')
  await bea.hears('Ada (guest)', ada.toneHz)
  expect(await bea.tile('Ada (guest)').innerText()).not.toContain('Microphone is off')

  await ada.press('Mute microphone')
  await bea.hearsNothing('Ada (guest)')
  expect(await bea.tile('Ada (guest)').innerText()).toContain('Microphone is off')
  await expectStandstill(bea, 'audio')
  await bea.seesColour('Ada (guest)', 'green')

  await ada.press('Turn camera off')
  await bea.seesNoPicture('Ada (guest)')
  await ada.seesNoPicture('You')
  // a silhouette in its place: the initials of the name
  expect(await bea.tile('Ada (guest)').innerText()).toMatch(/^A\n/)
  await expectStandstill(bea, 'video')
  expect(await ada.holds()).toEqual([])

  await ada.press('Turn camera on')
  await ada.press('Unmute microphone')
  await bea.seesColour('Ada (guest)', 'green')
  await bea.hears('Ada (guest)', ada.toneHz)
  expect(await ada.received()).toEqual({ audio: 0, video: 0 })
  await scene.expectClean()
})

test('two people talk and write, and a late-comer reads what was said before', async ({ annotate }) => {
  const ada = await start('Ada')
  const bea = await start('Bea', { device: 'phone' })
  await enterSquare(ada, ON)
  await enterSquare(bea, ON)
  await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
  expect(await ada.tile('Bea (guest)').innerText()).toContain('Bea (guest)')

  for (const person of [ada, bea]) await person.press('Open chat')
  await say(ada, 'Good evening, Bea.')
  await bea.reads('log', 'Chat', 'Good evening, Bea.')
  await say(bea, 'Good evening, Ada.')
  await ada.reads('log', 'Chat', 'Good evening, Ada.')
  for (const person of [ada, bea]) {
    expect(await linesOf(person, /^Good evening/)).toEqual(['Good evening, Bea.', 'Good evening, Ada.'])
  }

  const fifty = (who: string): string[] => Array.from({ length: 50 }, (_, i) => `${who} ${String(i).padStart(2, '0')}`)
  const LINE = /^(Ada|Bea) \d\d$/
  const tookMs = await measure(async () => {
    await Promise.all([say(ada, ...fifty('Ada')), say(bea, ...fifty('Bea'))])
    await Promise.all([
      waitForLines(ada, LINE, 100, { capMs: 60_000 }),
      waitForLines(bea, LINE, 100, { capMs: 60_000 })
    ])
  })
  await annotate(`100 lines from two people: ${Math.round(tookMs)} ms`)
  const atAda = await linesOf(ada, LINE)
  expect(await linesOf(bea, LINE)).toEqual(atAda)
  expect(atAda.toSorted()).toEqual([...fifty('Ada'), ...fifty('Bea')])
  for (const who of ['Ada', 'Bea']) expect(atAda.filter(line => line.startsWith(who))).toEqual(fifty(who))

  const cyd = await start('Cyd')
  await enterSquare(cyd)
  await cyd.press('Open chat')
  expect(await waitForLines(cyd, LINE, 100)).toEqual(atAda)
  expect(await linesOf(cyd, /^Good evening/)).toEqual(['Good evening, Bea.', 'Good evening, Ada.'])
  await scene.expectClean()
})

test('three people see and hear each other, and a post-it says who comes and goes', async ({ annotate }) => {
  const ada = await start('Ada')
  const bea = await start('Bea')
  const cyd = await start('Cyd')
  await enterSquare(ada, ON)
  await enterSquare(bea, ON)
  await ada.reads('status', undefined, 'Bea (guest) came in')
  await enterSquare(cyd, ON)
  await ada.reads('status', undefined, 'Cyd (guest) came in')
  for (const [one, other] of [
    [ada, bea],
    [ada, cyd],
    [bea, cyd]
  ] as const) {
    await expectCall(one, other, [`${one.name} (guest)`, `${other.name} (guest)`])
  }

  const pressing = bea.press('Leave room')
  const left = await Promise.all([ada, cyd].map(each => measure(() => each.misses('group', 'Bea (guest)'))))
  await pressing
  await ada.reads('status', undefined, 'Bea (guest) left')
  await bea.sees('heading', 'You left Town square')
  expect(await bea.holds()).toEqual([])
  await annotate(`tile gone after “Leave room”: ${left.map(Math.round).join(' and ')} ms`)
  for (const ms of left) expect(ms).toBeLessThan(GONE_AT_ONCE_MS)
  await expectCall(ada, cyd, ['Ada (guest)', 'Cyd (guest)'])

  await bea.press('Rejoin')
  await ada.reads('status', undefined, 'Bea (guest) came in')
  expect(await bea.holds()).toEqual([])
  await bea.press('Turn camera on')
  await bea.press('Unmute microphone')
  await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
  await expectCall(bea, cyd, ['Bea (guest)', 'Cyd (guest)'])
  await scene.expectClean()
})

test('who closes the tab, or whose computer crashes, is gone within five seconds', async ({ annotate }) => {
  const ada = await start('Ada')
  const bea = await start('Bea')
  const cyd = await start('Cyd')
  for (const each of [ada, bea, cyd]) await enterSquare(each, ON)
  await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
  await expectCall(ada, cyd, ['Ada (guest)', 'Cyd (guest)'])

  const closing = bea.page.close()
  const closedMs = await measure(() => ada.misses('group', 'Bea (guest)', { capMs: 2 * GONE_BY_ITSELF_MS }))
  await closing
  const crashing = cyd.close()
  const crashedMs = await measure(() => ada.misses('group', 'Cyd (guest)', { capMs: 2 * GONE_BY_ITSELF_MS }))
  await crashing
  await annotate(
    `tile gone after the tab was closed: ${Math.round(closedMs)} ms; after a crash: ${Math.round(crashedMs)} ms`
  )
  expect(closedMs).toBeLessThan(GONE_BY_ITSELF_MS)
  expect(crashedMs).toBeLessThan(GONE_BY_ITSELF_MS)
  await ada.reads('status', undefined, 'Cyd (guest) left')
  await scene.expectClean()
})

test('a page that is reloaded in a call comes back as the same person, once', async () => {
  const ada = await start('Ada')
  const bea = await start('Bea')
  for (const each of [ada, bea]) await enterSquare(each, ON)
  await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
  await bea.press('Open chat')
  await say(bea, 'Before the reload.')
  await ada.press('Open chat')
  await ada.reads('log', 'Chat', 'Before the reload.')

  await bea.page.reload()
  await bea.sees('button', 'Enter room')
  expect(await bea.page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('Bea')
  await bea.press('Camera')
  await bea.press('Microphone')
  await bea.seesColour(bea.region('Preview'), bea.colour)
  await bea.press('Enter room')
  await bea.sees('group', 'You')
  await expectOneTile(ada, 'Bea (guest)')
  await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
  await bea.press('Open chat')
  await bea.reads('log', 'Chat', 'Before the reload.')
  await say(bea, 'After the reload.')
  await ada.reads('log', 'Chat', 'After the reload.')
  expect(await linesOf(ada, /the reload\.$/)).toEqual(['Before the reload.', 'After the reload.'])
  await scene.expectClean()
})

test('one guest in two tabs is two tiles, each with its own picture and sound', async () => {
  const ada = await start('Ada')
  const bea = await start('Bea')
  for (const each of [ada, bea]) await enterSquare(each, ON)
  const second = await bea.openTab()
  await enterSquare(second, { camera: true })
  const beas = ada.region('Stage').getByRole('group', { name: 'Bea (guest)', exact: true })
  await expectTiles(ada, 'Bea (guest)', 2)
  await ada.hears(beas.nth(0), bea.toneHz)
  for (const tile of [beas.nth(0), beas.nth(1)]) await ada.seesColour(tile, bea.colour)
  await second.seesColour('Ada (guest)', ada.colour)
  await second.seesColour('Bea (guest)', bea.colour)

  await second.press('Leave room')
  await expectOneTile(ada, 'Bea (guest)')
  await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
  await scene.expectClean()
})

async function expectTiles(person: Person, name: string, count: number): Promise<void> {
  const tiles = person.region('Stage').getByRole('group', { name, exact: true })
  await until(`${person.name} was to see ${count} tiles of ${name}`, async () => {
    const seen = await tiles.count()
    return seen === count ? { yes: true, value: undefined } : { yes: false, saw: String(seen) }
  })
}

const expectOneTile = (person: Person, name: string): Promise<void> => expectTiles(person, name, 1)

/** Packets on their way may still come in, and then none. */
async function expectStandstill(person: Person, kind: 'audio' | 'video'): Promise<void> {
  let before = -1
  await until(`no more ${kind} was to come in`, async () => {
    const now = (await person.received())[kind]
    const isStill = now === before
    before = now
    await new Promise(resolve => setTimeout(resolve, 1_000))
    return isStill ? { yes: true, value: undefined } : { yes: false, saw: `${now} packets` }
  })
}

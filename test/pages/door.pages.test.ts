/** At the door: devices in every state they can be in, what is chosen stays chosen, and no light stays on behind anybody. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceTrouble } from '../support/circumstances.ts'
import { TONES_HZ } from '../support/fake-capture.ts'
import type { Person, PersonOptions, Tab } from '../support/person.ts'
import { createScene, type Scene } from '../support/scene.ts'
import { enterSquare, goToSquare } from '../support/square.ts'
import { until } from '../support/until.ts'

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

async function start(options: Partial<PersonOptions> = {}): Promise<Person> {
  const person = await scene.person({ name: 'Ada', colour: 'green', toneHz: TONES_HZ[0], url, ...options })
  people.push(person)
  return person
}

const startBea = (): Promise<Person> => start({ name: 'Bea', colour: 'magenta', toneHz: TONES_HZ[1] })

describe('a device that cannot be had says what happened, why, and what to do', () => {
  const TOLD: readonly {
    it: string
    trouble: DeviceTrouble
    code: string
    what: string
    why: string
    tryThis: RegExp
  }[] = [
    {
      it: 'is kept from the browser by the system',
      trouble: 'forbidden',
      code: 'MEDIA-2',
      what: 'This computer blocks the camera.',
      why: 'Its privacy settings keep the camera from the browser.',
      tryThis: /Allow the browser to use the camera in the system’s settings, then press Retry\./
    },
    {
      it: 'is not there',
      trouble: 'missing',
      code: 'MEDIA-3',
      what: 'No camera was found.',
      why: 'None is connected, or it is switched off.',
      tryThis: /Connect one or switch it on, then press Retry\./
    },
    {
      it: 'is used by another program',
      trouble: 'busy',
      code: 'MEDIA-4',
      what: 'The camera is busy.',
      why: 'Another program or page is using it.',
      tryThis: /Close that program, then press Retry\./
    }
  ]

  test.each(TOLD)('$it', async ({ trouble, code, what, why, tryThis }) => {
    const ada = await start({ devices: trouble })
    await goToSquare(ada)
    await ada.press('Camera')
    await ada.sees('heading', what)
    for (const words of [why, tryThis, code]) await ada.reads('alert', undefined, words)
    await ada.press('Retry')
    await ada.sees('heading', what)
    await ada.setDeviceTrouble()
    await ada.press('Retry')
    await ada.seesColour(ada.region('Preview'), ada.colour)
    await expectNoAlert(ada)
    expect(await ada.holds()).toEqual(['video'])
    await scene.expectClean()
  })

  test('is refused to this page', async () => {
    const ada = await start({ permissions: 'denied' })
    await goToSquare(ada)
    await ada.press('Camera')
    await ada.sees('heading', 'The browser blocks the camera.')
    await ada.reads('alert', undefined, 'This page was refused the camera earlier.')
    await ada.reads('alert', undefined, 'Press the sign beside the address, allow the camera, then press Retry.')
    await ada.reads('alert', undefined, 'MEDIA-1')
    await ada.setPermissions('granted')
    await ada.press('Retry')
    await ada.seesColour(ada.region('Preview'), ada.colour)
    await scene.expectClean()
  })

  test('was asked for, and nobody answered', async () => {
    const ada = await start({ devices: 'dismissed' })
    await goToSquare(ada)
    await ada.press('Microphone')
    await ada.sees('heading', 'The microphone was not allowed.')
    await ada.reads('alert', undefined, 'The browser’s question was closed without an answer.')
    await ada.reads('alert', undefined, 'Press Retry and choose Allow.')
    await ada.reads('alert', undefined, 'MEDIA-5')
    await ada.setDeviceTrouble()
    await ada.press('Retry')
    await expectMeterToMove(ada)
    await scene.expectClean()
  })
})

test('who has no devices goes on without, is told of nothing more, and sees and hears the others', async () => {
  const ada = await start({ devices: 'none' })
  const bea = await startBea()
  await enterSquare(bea, { camera: true, microphone: true })
  await goToSquare(ada)
  for (const [button, what] of [
    ['Camera', 'No camera was found.'],
    ['Microphone', 'No microphone was found.']
  ] as const) {
    await ada.press(button)
    await ada.sees('heading', what)
    await ada.press('Go on without')
    await ada.misses('heading', what)
  }
  await ada.write('Your name', 'Ada')
  await ada.press('Enter room')
  await ada.seesColour('Bea (guest)', bea.colour)
  await ada.hears('Bea (guest)', bea.toneHz)
  await bea.sees('group', 'Ada (guest)')
  await ada.press('Turn camera on')
  await ada.reads('alert', undefined, 'No camera was found.')
  await ada.press('Go on without')
  await expectNoAlert(ada)
  await scene.expectClean()
})

test('chosen devices stay chosen after a reload, and are the ones that start', async () => {
  const ada = await start({ devices: 'two cameras' })
  await goToSquare(ada)
  const [first, second] = await choicesIn(ada, 'Camera device', 2)
  expect(first).not.toBe(second)
  const microphone = (await choicesIn(ada, 'Microphone device', 2)).at(-1) ?? ''
  const speaker = (await choicesIn(ada, 'Speaker device', 2)).at(-1) ?? ''
  await ada.choose('Camera device', second ?? '')
  await ada.choose('Microphone device', microphone)
  await ada.choose('Speaker device', speaker)
  await ada.write('Your name', 'Ada')
  await ada.page.reload()
  await ada.sees('button', 'Enter room')
  await expectChosen(ada, 'Camera device', second ?? '')
  await expectChosen(ada, 'Microphone device', microphone)
  await expectChosen(ada, 'Speaker device', speaker)
  await ada.press('Camera')
  await ada.reads('status', undefined, 'Camera is on')
  await expectLabel(ada, second ?? '')
  await ada.press('Switch camera')
  await expectLabel(ada, first ?? '')
  await expectChosen(ada, 'Camera device', first ?? '')
  await scene.expectClean()
})

test('the meter follows the microphone, and the speaker can be tried', async () => {
  const ada = await start()
  await goToSquare(ada)
  const meter = await ada.sees('meter', 'We hear you')
  expect(await meter.getAttribute('aria-valuetext')).toBe('Microphone is off')
  expect(await meter.getAttribute('aria-valuenow')).toBe('0')
  await ada.press('Microphone')
  await expectMeterToMove(ada)
  await ada.press('Microphone')
  await until('the meter was to rest', async () => {
    const now = await meter.getAttribute('aria-valuenow')
    return now === '0' ? { yes: true, value: undefined } : { yes: false, saw: String(now) }
  })
  await ada.press('Test sound')
  await ada.sees('button', 'Playing…')
  await ada.sees('button', 'Test sound')
  await scene.expectClean()
})

test('no light stays on behind anybody who leaves, goes elsewhere or switches off', async () => {
  const ada = await start()
  const bea = await startBea()
  await enterSquare(bea)
  await goToSquare(ada)
  await ada.press('Camera')
  await ada.press('Microphone')
  await ada.seesColour(ada.region('Preview'), ada.colour)
  await expectHeld(ada, ['audio', 'video'])
  await ada.press('Camera')
  await expectHeld(ada, ['audio'])
  // away from the door
  await ada.page.goBack()
  await ada.sees('heading', 'Internet Video City')
  await expectHeld(ada, [])

  await enterSquare(ada, { camera: true, microphone: true })
  await expectHeld(ada, ['audio', 'video'])
  await bea.seesColour('Ada (guest)', ada.colour)
  await ada.press('Leave room')
  await expectHeld(ada, [])
  await ada.press('Rejoin')
  await ada.sees('group', 'You')
  await expectHeld(ada, [])
  await ada.press('Turn camera on')
  await ada.press('Unmute microphone')
  await bea.seesColour('Ada (guest)', ada.colour)
  // away from the room, by the browser's own button
  await ada.page.goBack()
  await ada.sees('heading', 'Internet Video City')
  await expectHeld(ada, [])
  await bea.misses('group', 'Ada (guest)')
  await scene.expectClean()
})

test('the door shows who is in, and for how long they stay', async () => {
  const ada = await start()
  const bea = await startBea()
  await goToSquare(bea)
  await bea.page.getByText('Nobody in', { exact: true }).waitFor()
  await enterSquare(ada)
  await bea.page.getByText('1 in: Ada (guest)').waitFor()
  // at the door one is not in
  await expectTilesAlone(ada)
  await ada.press('Leave room')
  await bea.page.getByText('Nobody in', { exact: true }).waitFor()
  await scene.expectClean()
})

async function expectNoAlert(tab: Tab): Promise<void> {
  await tab.page.getByRole('alert').first().waitFor({ state: 'hidden' })
}

async function expectTilesAlone(tab: Tab): Promise<void> {
  expect(await tab.region('Stage').getByRole('group').count()).toBe(1)
}

/** What a list offers, once it offers that many. */
async function choicesIn(tab: Tab, list: string, count: number): Promise<string[]> {
  const options = (await tab.sees('combobox', list)).getByRole('option')
  return until(`“${list}” was to offer ${count}`, async () => {
    const labels = (await options.allInnerTexts()).filter(label => label !== 'Default')
    return labels.length >= count ? { yes: true, value: labels } : { yes: false, saw: labels.join(', ') }
  })
}

async function expectChosen(tab: Tab, list: string, choice: string): Promise<void> {
  const box = await tab.sees('combobox', list)
  await until(`“${list}” was to stand at ${choice}`, async () => {
    const [chosen = ''] = await box.evaluate((element: HTMLSelectElement) =>
      [...element.selectedOptions].map(option => option.text)
    )
    return chosen === choice ? { yes: true, value: undefined } : { yes: false, saw: chosen }
  })
}

/** The camera that runs. */
async function expectLabel(tab: Tab, label: string): Promise<void> {
  await until(`${label} was to run`, async () => {
    const running = await tab
      .region('Preview')
      .locator('video')
      .evaluateAll(videos =>
        videos.flatMap(video =>
          video instanceof HTMLVideoElement && video.srcObject instanceof MediaStream
            ? video.srcObject.getVideoTracks().map(track => track.label)
            : []
        )
      )
    return running.includes(label) ? { yes: true, value: undefined } : { yes: false, saw: running.join() }
  })
}

/** Ours pulses: it is heard and it is silent, by turns. */
async function expectMeterToMove(tab: Tab): Promise<void> {
  const meter = await tab.sees('meter', 'We hear you')
  const seen = new Set<number>()
  await until('the meter was to move', async () => {
    seen.add(Number(await meter.getAttribute('aria-valuenow')))
    const [highest, lowest] = [Math.max(...seen), Math.min(...seen)]
    return highest > 50 && lowest < highest ? { yes: true, value: undefined } : { yes: false, saw: [...seen].join() }
  })
}

async function expectHeld(tab: Tab, kinds: readonly string[]): Promise<void> {
  await until(`${tab.name} was to hold ${kinds.join(' and ') || 'nothing'}`, async () => {
    const held = (await tab.holds()).toSorted()
    return held.join() === kinds.join() ? { yes: true, value: undefined } : { yes: false, saw: held.join() }
  })
}

/** Two guests meet in the town square: they see, hear and write to each other. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TONES_HZ } from '../support/fake-capture.ts'
import { createScene, type Scene } from '../support/scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await createScene()
})
afterAll(() => scene.close())

test('two guests see, hear and write to each other in the town square', async () => {
  const { url } = await scene.superPeer()
  const ada = await scene.person({ name: 'Ada', colour: 'green', toneHz: TONES_HZ[0], url })
  const bea = await scene.person({ name: 'Bea', colour: 'magenta', toneHz: TONES_HZ[1], url, device: 'phone' })
  for (const guest of [ada, bea]) {
    await guest.visit()
    await guest.follow('Enter the town square')
    await guest.sees('heading', 'Town square')
    await guest.write('Your name', guest.name)
    await guest.press('Camera')
    await guest.press('Microphone')
    await guest.seesColour(guest.region('Preview'), guest.colour)
    await guest.press('Enter room')
    await guest.sees('group', 'You')
  }
  await ada.page.screenshot({ path: '/tmp/ada1.png' })
  await ada.seesColour('Bea (guest)', 'magenta')
  await bea.seesColour('Ada (guest)', 'green')
  await ada.hears('Bea (guest)', bea.toneHz)
  await bea.hears('Ada (guest)', ada.toneHz)
  expect(await ada.seesMirrored('You')).toBe(true)
  await ada.page.screenshot({ path: '/tmp/ada2.png' })
  await bea.page.screenshot({ path: '/tmp/bea2.png' })
  await scene.expectClean()
})

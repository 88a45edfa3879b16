/** A browser that plays no sound before somebody presses something: the room says so, and the press helps. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TONES_HZ } from '../support/fake-capture.ts'
import { createScene, type Scene } from '../support/scene.ts'
import { enterSquare } from '../support/square.ts'

let scene: Scene

beforeAll(async () => {
  scene = await createScene()
})
afterAll(() => scene.close())

test('blocked sound is said in an alert, and “Turn sound on” turns it on for everybody', async () => {
  const { url } = await scene.superPeer()
  const ada = await scene.person({ name: 'Ada', colour: 'green', toneHz: TONES_HZ[0], url, playback: 'blocked' })
  const bea = await scene.person({ name: 'Bea', colour: 'magenta', toneHz: TONES_HZ[1], url })
  const cyd = await scene.person({ name: 'Cyd', colour: 'yellow', toneHz: TONES_HZ[2], url })
  await enterSquare(bea, { camera: true, microphone: true })
  await enterSquare(ada)
  await ada.reads('alert', undefined, 'Sound is blocked')
  await ada.reads('alert', undefined, 'The browser waits for a press before it plays.')
  // only the sound is held back
  await ada.seesColour('Bea (guest)', bea.colour)
  await ada.hearsNothing('Bea (guest)')
  expect((await ada.received()).audio).toBeGreaterThan(0)

  await enterSquare(cyd, { microphone: true })
  await ada.sees('group', 'Cyd (guest)')
  await ada.press('Turn sound on')
  await ada.hears('Bea (guest)', bea.toneHz)
  await ada.hears('Cyd (guest)', cyd.toneHz)
  await ada.page.getByRole('alert').first().waitFor({ state: 'hidden' })

  // who mutes and speaks again, or comes back, is heard without another press
  await cyd.press('Leave room')
  await ada.misses('group', 'Cyd (guest)')
  await cyd.press('Rejoin')
  await cyd.press('Unmute microphone')
  await ada.hears('Cyd (guest)', cyd.toneHz)
  await ada.page.getByRole('alert').first().waitFor({ state: 'hidden' })
  await scene.expectClean()
})

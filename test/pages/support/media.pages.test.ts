/** The harness sees and hears what is really shown and played, and notices when it is not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TONES_HZ } from '../../support/fake-capture.ts'
import { glimpse } from '../../support/seeing.ts'
import type { Person } from '../../support/person.ts'
import { createScene, type Scene } from '../../support/scene.ts'
import { watchFrames } from '../../support/timing.ts'
import { call, enterToy, TOY } from '../../support/toy/toy.ts'

const [ADAS_HZ, OTHER_HZ, BEAS_HZ] = TONES_HZ

describe('two people in the toy', () => {
  let scene: Scene
  let ada: Person
  let bea: Person

  beforeAll(async () => {
    scene = await createScene()
    const { url } = await scene.superPeer({ program: TOY })
    ada = await scene.person({ name: 'Ada', colour: 'green', toneHz: ADAS_HZ, url })
    bea = await scene.person({ name: 'Bea', colour: 'magenta', toneHz: BEAS_HZ, url, device: 'phone' })
    await enterToy(ada)
    await enterToy(bea)
    await call(ada, bea)
  })
  afterAll(() => scene.close())

  test('each sees the colour of the other and of themselves', async () => {
    await ada.seesColour('Bea', 'magenta')
    await bea.seesColour('Ada', 'green')
    await ada.seesColour('You', 'green')
  })

  test('another colour is not taken for it, and the error says what was seen', async () => {
    const wrong = ada.seesColour('Bea', 'green', { capMs: 1_500 })
    await expect(wrong).rejects.toThrow(/a moving green picture was to be seen: .* instead: magenta \(rgb/)
  })

  test('each hears the tone of the other and nothing of themselves', async () => {
    await ada.hears('Bea', BEAS_HZ)
    await bea.hears('Ada', ADAS_HZ)
    await ada.hearsNothing('You')
  })

  test('what a page holds and what comes in is counted, in each tab for itself', async () => {
    expect((await ada.holds()).toSorted()).toEqual(['audio', 'video'])
    const { audio, video } = await ada.received()
    expect(Math.min(audio, video)).toBeGreaterThan(0)
    const beside = await ada.openTab()
    await enterToy(beside)
    await beside.page.evaluate(() => {
      const { srcObject } = document.querySelector('video') ?? { srcObject: null }
      if (srcObject instanceof MediaStream) for (const track of srcObject.getVideoTracks()) track.stop()
    })
    expect(await beside.holds()).toEqual(['audio'])
    expect(await beside.everHeld()).toBe(2)
    expect(await beside.received()).toEqual({ audio: 0, video: 0 })
    await beside.page.close()
    expect((await ada.holds()).toSorted()).toEqual(['audio', 'video'])
  })

  test('who is not there is neither silent nor dark', async () => {
    await expect(ada.hearsNothing('Cem', { capMs: 200 })).rejects.toThrow('there is no such place')
    await expect(ada.seesNoPicture('Cem', { capMs: 200 })).rejects.toThrow('there is no such place')
    await ada.misses('group', 'Cem')
  })

  test('another tone is not taken for it, and the error says what was heard', async () => {
    await expect(ada.hears('Bea', OTHER_HZ, { capMs: 2_000 })).rejects.toThrow(
      /a tone of 780 Hz was to be heard: .* instead: 1\d\d\d Hz at/
    )
  })

  test('frames are counted as they come', async () => {
    const frames = await ada.countsFrames('Bea', 2_000)
    expect(frames).toBeGreaterThan(5)
    expect(frames).toBeLessThan(40)
  })

  test('a mirror image is told from one that is not', async () => {
    expect(await ada.seesMirrored('You')).toBe(true)
    expect(await ada.seesMirrored('Bea')).toBe(false)
  })

  test('a muted microphone is heard as silence, and the tone when it is back', async () => {
    await bea.press('Mute microphone')
    await ada.hearsNothing('Bea')
    await bea.press('Mute microphone')
    await ada.hears('Bea', BEAS_HZ)
  })

  test('an element that is muted or paused counts as silent', async () => {
    const audio = ada.tile('Bea').locator('audio')
    await audio.evaluate((element: HTMLAudioElement) => (element.muted = true))
    await ada.hearsNothing('Bea')
    await expect(ada.hears('Bea', BEAS_HZ, { capMs: 1_500 })).rejects.toThrow('instead: its sound is muted')
    await audio.evaluate((element: HTMLAudioElement) => (element.muted = false))
    await ada.hears('Bea', BEAS_HZ)
  })

  test('a black picture is no picture', async () => {
    await bea.press('Darken camera')
    await ada.seesNoPicture('Bea')
    await bea.press('Darken camera')
    await ada.seesColour('Bea', 'magenta')
  })

  test('a picture that stands still is not a moving one', async () => {
    const video = ada.tile('Bea').locator('video')
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    const frozen = await glimpse(ada.tile('Bea'))
    expect(frozen).toMatchObject({ nothing: undefined, colour: 'magenta', change: 0, frames: 0 })
    await video.evaluate((element: HTMLVideoElement) => element.play())
    await ada.seesColour('Bea', 'magenta')
  })

  test('a hidden, a transparent and a removed video are no picture', async () => {
    const video = ada.tile('Bea').locator('video')
    await video.evaluate((element: HTMLVideoElement) => (element.hidden = true))
    expect((await glimpse(ada.tile('Bea'))).nothing).toBe('its video is not visible')
    await video.evaluate((element: HTMLVideoElement) => {
      element.hidden = false
      element.style.opacity = '0'
    })
    expect((await glimpse(ada.tile('Bea'))).nothing).toBe('its video is not visible')
    await video.evaluate((element: HTMLVideoElement) => element.remove())
    await ada.seesNoPicture('Bea')
    await expect(ada.countsFrames('Bea', 100)).rejects.toThrow('there is no video in it')
  })

  test('nothing of all this made the pages unclean', async () => {
    await scene.expectClean()
  })
})

describe('timing', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await createScene()
  })
  afterAll(() => scene.close())

  test('the time from a press to the first frame is that of the page, not of the test', async () => {
    const { url } = await scene.superPeer({ program: TOY })
    const ada = await scene.person({ name: 'Ada', colour: 'yellow', toneHz: OTHER_HZ, url })
    await ada.visit()
    const watch = await watchFrames(ada)
    await ada.press('Enter room')
    const firstFrameMs = await watch.firstFrameMs(ada.tile('You'))
    await watch.close()
    expect(firstFrameMs).toBeGreaterThan(0)
    expect(firstFrameMs).toBeLessThan(10_000)
    // of a picture that is already there, the first frame after the press counts
    const again = await watchFrames(ada)
    await ada.press('Mute microphone')
    expect(await again.firstFrameMs(ada.tile('You'))).toBeLessThan(5_000)
    await again.close()
  })
})

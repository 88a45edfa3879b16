/** People act by names, meet their circumstances, and their pages are found out when they are not clean. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person, PersonOptions } from '../../support/person.ts'
import { createScene, type Scene } from '../../support/scene.ts'
import { call, enterToy, TOY } from '../../support/toy/toy.ts'

let scene: Scene
let url: string
const somebody = (options: Partial<PersonOptions> = {}): Omit<PersonOptions, 'namespace'> => ({
  name: 'Ada',
  colour: 'blue',
  toneHz: 780,
  url,
  ...options
})

const answerOf = (person: Person): Promise<string> =>
  person.page.evaluate(async () => (await navigator.permissions.query({ name: 'camera' })).state)

beforeAll(async () => {
  scene = await createScene()
  url = (await scene.superPeer({ program: TOY })).url
})
afterAll(() => scene.close())

describe('acting', () => {
  test('by roles and names, on a desktop and on a telephone', async () => {
    for (const device of ['desktop', 'phone'] as const) {
      const ada = await scene.person(somebody({ device }))
      await ada.visit()
      await ada.sees('heading', 'Toy')
      await ada.write('Your name', 'Ada L.')
      await ada.reads('status', 'News', 'Hello Ada L.')
      await ada.choose('Plan', 'Talk')
      await ada.reads('status', 'News', 'Talk')
      await ada.tick('Make a recovery sheet')
      await ada.untick('Make a recovery sheet')
      await ada.follow('Away')
      expect(ada.page.url()).toBe(`${url}#/away`)
      expect(await ada.page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(device === 'phone')
      expect(await ada.page.evaluate(() => innerWidth)).toBe(device === 'phone' ? 390 : 1280)
      await ada.expectClean()
      await ada.close()
    }
  })

  test('a name that is not there fails with what the page says instead', async () => {
    const ada = await scene.person(somebody())
    await ada.visit()
    await expect(ada.sees('button', 'Leave room', { capMs: 300 })).rejects.toThrow(
      /Ada does not see button "Leave room"[\s\S]*the page says:[\s\S]*- button "Enter room"/
    )
    await expect(ada.misses('button', 'Enter room', { capMs: 300 })).rejects.toThrow('still sees')
    await ada.close()
  })
})

describe('circumstances', () => {
  test('camera and microphone are refused, until the person allows them', async () => {
    const ada = await scene.person(somebody({ permissions: 'denied' }))
    await ada.visit()
    await ada.press('Enter room')
    await ada.reads('alert', undefined, 'NotAllowedError')
    expect(await answerOf(ada)).toBe('denied')
    await ada.setPermissions('granted')
    await ada.press('Enter room')
    await ada.seesColour('You', 'blue')
    await ada.close()
  })

  test('a question that nobody answers is no', async () => {
    const ada = await scene.person(somebody({ permissions: 'asked' }))
    await ada.visit()
    expect(await answerOf(ada)).toBe('prompt')
    await ada.press('Enter room')
    await ada.reads('alert', undefined, 'NotAllowedError')
    await ada.close()
  })

  test('there is no camera and no microphone', async () => {
    const ada = await scene.person(somebody({ devices: 'none' }))
    await ada.visit()
    await ada.press('Enter room')
    await ada.reads('alert', undefined, 'NotFoundError')
    await ada.close()
  })

  test('another program holds them, and lets them go', async () => {
    const ada = await scene.person(somebody({ devices: 'busy' }))
    await ada.visit()
    await ada.press('Enter room')
    await ada.reads('alert', undefined, 'NotReadableError')
    await ada.setDeviceTrouble()
    await ada.press('Enter room')
    await ada.seesColour('You', 'blue')
    await ada.close()
  })

  test.each([
    ['forbidden', 'NotAllowedError'],
    ['missing', 'NotFoundError'],
    ['dismissed', 'NotAllowedError']
  ] as const)('devices are %s, and no longer', async (trouble, name) => {
    const ada = await scene.person(somebody({ devices: trouble }))
    await ada.visit()
    const listed = (): Promise<number> =>
      ada.page.evaluate(async () => (await navigator.mediaDevices.enumerateDevices()).length)
    expect((await listed()) === 0).toBe(trouble === 'missing')
    await ada.press('Enter room')
    await ada.reads('alert', undefined, name)
    await ada.setDeviceTrouble()
    expect(await listed()).toBeGreaterThan(0)
    await ada.press('Enter room')
    await ada.seesColour('You', 'blue')
    await ada.close()
  })

  test('a telephone has two cameras', async () => {
    const ada = await scene.person(somebody({ device: 'phone', devices: 'two cameras' }))
    await enterToy(ada)
    const cameras = await ada.page.evaluate(async () => {
      const devices = await navigator.mediaDevices.enumerateDevices()
      return devices.filter(({ kind }) => kind === 'videoinput').length
    })
    expect(cameras).toBe(2)
    await ada.close()
  })

  test('sound is blocked until something is pressed', async () => {
    const ada = await scene.person(somebody({ playback: 'blocked' }))
    const bea = await scene.person(somebody({ name: 'Bea', colour: 'yellow', toneHz: 1170 }))
    await enterToy(ada)
    await enterToy(bea)
    await call(ada, bea)
    await ada.reads('alert', undefined, 'Sound is blocked: NotAllowedError')
    await ada.hearsNothing('Bea')
    await ada.press('Turn sound on')
    await ada.hears('Bea', 1170)
    await ada.close()
    await bea.close()
  })

  test('a page behind another tab is hidden and slowed down, as for anybody', async () => {
    const ada = await scene.person(somebody({ throttled: true }))
    await ada.visit()
    const ticksInThreeSeconds = (): Promise<number> =>
      ada.page.evaluate(async () => {
        let ticks = 0
        const endMs = performance.now() + 3_000
        while (performance.now() < endMs) {
          await new Promise(resolve => setTimeout(resolve, 100))
          ticks++
        }
        return ticks
      })
    await ada.hide()
    expect(await ticksInThreeSeconds()).toBeLessThan(8)
    await ada.show()
    await ada.page.waitForFunction(() => document.visibilityState === 'visible')
    expect(await ticksInThreeSeconds()).toBeGreaterThan(15)
    await ada.close()
  })
})

describe('an unclean page is found out', () => {
  let ada: Person
  beforeAll(async () => {
    ada = await scene.person(somebody())
    await ada.visit()
  })

  const cases: readonly { readonly by: string; readonly does: () => unknown; readonly complaint: RegExp }[] = [
    {
      by: 'an error on the console',
      // oxlint-disable-next-line no-console -- what the test is about
      does: () => console.error('broken lamp'),
      complaint: /console error: broken lamp/
    },
    {
      by: 'a warning on the console',
      // oxlint-disable-next-line no-console -- what the test is about
      does: () => console.warn('lamp flickers'),
      complaint: /console warning: lamp flickers/
    },
    {
      by: 'an error that nobody catches',
      does: () => setTimeout(() => void Promise.reject(new Error('fell down'))),
      complaint: /page error: Error: fell down/
    },
    {
      by: 'script where only text may be',
      does: () => {
        try {
          document.body.insertAdjacentHTML('beforeend', '<b>bold</b>')
        } catch {
          // refused, as it should be
        }
      },
      complaint: /csp: require-trusted-types-for refused trusted-types-sink/
    },
    {
      by: 'a picture from elsewhere',
      does: () => {
        new Image().src = 'http://192.0.2.55/picture.png'
      },
      complaint: /csp: img-src refused http:\/\/192\.0\.2\.55\/picture\.png/
    },
    {
      by: 'a foreign origin that the policy lets through',
      does: () => new WebSocket('ws://192.0.2.56/'),
      complaint: /foreign origin: http:\/\/192\.0\.2\.56/
    },
    {
      by: 'a request that is refused',
      does: () => fetch('/nowhere').then(response => response.text()),
      complaint: /console error: Failed to load resource: the server responded with a status of 404/
    },
    {
      by: 'a request that fails',
      does: async () => {
        const ending = new AbortController()
        const answer = fetch('/slow', { signal: ending.signal }).catch(() => undefined)
        setTimeout(() => ending.abort(), 100)
        await answer
      },
      complaint: /failed request: GET \/slow: net::ERR_ABORTED/
    },
    {
      by: 'a dialog, which is what injected script likes to show',
      does: () => setTimeout(() => alert('owned')),
      complaint: /dialog: alert: owned/
    }
  ]

  const verdict = (): Promise<string> => ada.expectClean().then(() => 'clean', String)
  for (const { by, does, complaint } of cases) {
    test(`by ${by}`, async () => {
      expect(await verdict()).not.toMatch(complaint)
      await ada.page.evaluate(does)
      await expect.poll(verdict, { timeout: 5_000 }).toMatch(complaint)
    })
  }

  test('what a story brings about on purpose is allowed by its exact text, and nothing else', async () => {
    const texts = ada.complaints().map(({ text }) => text)
    await ada.expectClean({ allow: texts })
    const allButOne = texts.filter(text => text !== 'lamp flickers')
    await expect(ada.expectClean({ allow: allButOne })).rejects.toThrow(
      /is not clean:\n {2}console warning: lamp flickers[^\n]*$/
    )
    await expect(ada.expectClean({ allow: [...allButOne, 'lamp'] })).rejects.toThrow('lamp flickers')
  })
})

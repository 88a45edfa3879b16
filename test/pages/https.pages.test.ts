/** From another computer in the house: https with a certificate of our own, and what plain http says there instead. */
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { TONES_HZ } from '../support/fake-capture.ts'
import { createScene, type Scene } from '../support/scene.ts'
import { enterSquare, expectCall, say } from '../support/square.ts'
import type { SuperPeerProcess } from '../support/super-peer.ts'

/** An address of documentation: to the browser as strange as any other computer. */
const HOST = '192.0.2.7'

let scene: Scene
let superPeer: SuperPeerProcess

beforeAll(async () => {
  scene = await createScene({ addresses: [`${HOST}/32`] })
  if (scene.namespace.isIsolated) superPeer = await scene.superPeer({ host: HOST, tls: 'self' })
})
afterAll(() => scene.close())

test('two people see, hear and write to each other over https and wss', async (context: TestContext) => {
  scene.needsIsolation(context)
  const { url } = superPeer
  expect(url).toMatch(/^https:\/\/192\.0\.2\.7:\d+\/$/)
  const ada = await scene.person({
    name: 'Ada',
    colour: 'green',
    toneHz: TONES_HZ[0],
    url,
    trustsAnyCertificate: true
  })
  const bea = await scene.person({
    name: 'Bea',
    colour: 'magenta',
    toneHz: TONES_HZ[1],
    url,
    trustsAnyCertificate: true,
    device: 'phone'
  })
  const sockets: string[] = []
  ada.page.on('websocket', socket => sockets.push(new URL(socket.url()).protocol))
  for (const person of [ada, bea]) await enterSquare(person, { camera: true, microphone: true })
  await expectCall(ada, bea, ['Ada (guest)', 'Bea (guest)'])
  for (const person of [ada, bea]) await person.press('Open chat')
  await say(ada, 'From computer to computer.')
  await bea.reads('log', 'Chat', 'From computer to computer.')
  await say(bea, 'And back.')
  await ada.reads('log', 'Chat', 'And back.')
  expect(sockets).not.toEqual([])
  expect(new Set(sockets)).toEqual(new Set(['wss:']))
  expect([...ada.origins()]).toEqual([new URL(url).origin])
  await scene.expectClean()
})

test('plain http on the same port says why nothing works there, and leads to the https address of the same place', async context => {
  scene.needsIsolation(context)
  const http = superPeer.url.replace('https:', 'http:')
  const cyd = await scene.person({
    name: 'Cyd',
    colour: 'blue',
    toneHz: TONES_HZ[2],
    url: http,
    origins: [superPeer.url],
    trustsAnyCertificate: true
  })
  await cyd.visit()
  await cyd.sees('heading', 'This address is not secure')
  await cyd.reads('main', undefined, 'Browsers give camera, microphone and keys only to pages over https')
  await cyd.sees('link', superPeer.url)
  await cyd.expectClean()
  // the way to a place is kept
  await cyd.visit('#/build')
  await cyd.page.reload()
  await cyd.follow(`${superPeer.url}#/build`)
  await cyd.sees('heading', 'Build your home')
  await cyd.sees('button', 'Build my home')
  await cyd.expectClean()
  await cyd.close()
})

test('without a certificate plain http says which command brings one', async context => {
  scene.needsIsolation(context)
  const { url } = await scene.superPeer({ host: HOST })
  expect(url).toMatch(/^http:/)
  const dan = await scene.person({ name: 'Dan', colour: 'cyan', toneHz: TONES_HZ[3], url })
  await dan.visit()
  await dan.sees('heading', 'This address is not secure')
  await dan.reads('main', undefined, `npm start -- --host ${HOST} --tls self`)
  await dan.expectClean()
  await dan.close()
})

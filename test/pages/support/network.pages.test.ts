/** The network of a scene leads nowhere, and nothing that ran in it is left when it ends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openNamespace } from '../../support/namespace.ts'
import { createPerson } from '../../support/person.ts'
import { createScene, type Scene } from '../../support/scene.ts'
import { startSuperPeer } from '../../support/super-peer.ts'
import { call, enterToy, TOY } from '../../support/toy/toy.ts'

/** An address for documentation: nobody has it, and outside the namespace it would be tried for a long time. */
const OUTSIDE = '192.0.2.55'

describe('a network of its own', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await createScene({ addresses: ['192.0.2.7/32'] })
  })
  afterAll(() => scene.close())

  test('has no other interface than loopback', async context => {
    scene.needsIsolation(context)
    const { output } = await scene.namespace.run('cat', ['/proc/net/dev'])
    const interfaces = output.split('\n').flatMap(line => line.match(/^\s*(\S+):/)?.[1] ?? [])
    expect(interfaces).toEqual(['lo'])
  })

  test('has no way out: programs and pages fail at once', async context => {
    scene.needsIsolation(context)
    const script = `fetch('http://${OUTSIDE}/').catch(error => console.log(error.cause.code))`
    const program = await scene.namespace.run(process.execPath, ['-e', script])
    expect(program.output).toBe('ENETUNREACH')

    const { url } = await scene.superPeer({ program: TOY })
    const ada = await scene.person({ name: 'Ada', colour: 'red', toneHz: 520, url })
    await ada.visit()
    const startedAtMs = performance.now()
    const outcome = await ada.page.evaluate(async address => {
      const socket = new WebSocket(`ws://${address}/`)
      return new Promise(resolve => {
        socket.onopen = () => resolve('open')
        socket.onerror = () => resolve('failed')
      })
    }, OUTSIDE)
    expect(outcome).toBe('failed')
    expect(performance.now() - startedAtMs).toBeLessThan(5_000)
    await expect(ada.expectClean()).rejects.toThrow(`foreign origin: http://${OUTSIDE}`)
    await ada.close()
  })

  test('has further addresses of this computer where a story needs "another computer"', async context => {
    scene.needsIsolation(context)
    const { url } = await scene.superPeer({ program: TOY, host: '192.0.2.7' })
    expect(url).toMatch(/^http:\/\/192\.0\.2\.7:\d+\/$/)
    const ada = await scene.person({ name: 'Ada', colour: 'red', toneHz: 520, url })
    await ada.visit()
    expect(await ada.page.evaluate(() => isSecureContext)).toBe(false)
    await ada.expectClean()
    await ada.close()
  })

  test('reaches over https a super-peer that signed for itself', async () => {
    const { url } = await scene.superPeer({ program: TOY, tls: 'self' })
    expect(url).toMatch(/^https:/)
    const ada = await scene.person({ name: 'Ada', colour: 'red', toneHz: 520, url, trustsAnyCertificate: true })
    await enterToy(ada)
    expect(await ada.page.evaluate(() => isSecureContext)).toBe(true)
    await ada.expectClean()
    await ada.close()
  })
})

describe('ends and beginnings', () => {
  test('twenty starts and stops leave no process behind', async context => {
    const scene = await createScene()
    scene.needsIsolation(context)
    for (let i = 0; i < 10; i++) {
      const superPeer = await startSuperPeer({ namespace: scene.namespace, program: TOY })
      const ada = await createPerson({
        name: 'Ada',
        colour: 'blue',
        toneHz: 520,
        url: superPeer.url,
        namespace: scene.namespace
      })
      await ada.visit()
      expect((await scene.namespace.processes()).length).toBeGreaterThan(2)
      await ada.close()
      if (i % 2 === 0) expect(await superPeer.stop()).toBe(0)
      else await superPeer.kill()
    }
    // closing would tell of every process that is left
    await scene.close()
  })

  test('closing a scene ends people in a call and their super-peer', async () => {
    const scene = await createScene()
    const { url } = await scene.superPeer({ program: TOY })
    const ada = await scene.person({ name: 'Ada', colour: 'red', toneHz: 520, url })
    const bea = await scene.person({ name: 'Bea', colour: 'cyan', toneHz: 780, url })
    await enterToy(ada)
    await enterToy(bea)
    await call(ada, bea)
    await scene.close()
    expect(ada.page.isClosed()).toBe(true)
    expect(await scene.namespace.processes()).toEqual([])
  })

  test('a program that was forgotten is named and ended', async context => {
    const scene = await createScene()
    scene.needsIsolation(context)
    const forgotten = scene.namespace.run('sleep', ['1234'])
    await expect(scene.close()).rejects.toThrow('instead: sleep 1234')
    expect((await forgotten).code).not.toBe(0)
  })

  test('a computer that allows no network of its own says why, and stories still run', async () => {
    const path = process.env['PATH']
    process.env['PATH'] = '/nowhere'
    const namespace = await openNamespace().finally(() => {
      process.env['PATH'] = path
    })
    expect(namespace.isIsolated).toBe(false)
    expect(namespace.reason).toContain('unshare')
    const superPeer = await startSuperPeer({ namespace, program: TOY })
    expect(await fetch(superPeer.url).then(response => response.status)).toBe(200)
    await superPeer.stop()
    await namespace.close()
  })

  test('a super-peer that fails, or does not listen to its signal, is told with what it said', async () => {
    const scene = await createScene()
    const failing = scene.superPeer({ program: [...TOY, '--fails'] })
    await expect(failing).rejects.toThrow(/it ended with code 3; it said:\nthe toy was told to fail/)
    const deaf = await scene.superPeer({ program: [...TOY, '--deaf'], endWithinMs: 500 })
    await expect(deaf.stop()).rejects.toThrow('did not end within 500 ms of SIGTERM')
    expect(await scene.namespace.processes()).toEqual([])
    await expect(scene.close()).resolves.toBeUndefined()
  })
})

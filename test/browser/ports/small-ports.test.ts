import { expect, test, vi } from 'vitest'
import { isLoopback } from '../../../browser/ports/address.ts'
import { createKeys } from '../../../browser/ports/keys.ts'
import { levelOf } from '../../../browser/ports/meter.ts'
import { createSharing } from '../../../browser/ports/sharing.ts'
import { createScriptUrls, ownScriptUrl } from '../../../browser/ports/trusted-types.ts'
import { createWakeLock } from '../../../browser/ports/wake-lock.ts'
import { FakeLife } from '../models/fakes.ts'

test('only this computer’s own addresses are loopback', () => {
  for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.8.8.8', '[::1]'])
    expect(isLoopback(host)).toBe(true)
  for (const host of ['city.example', '10.0.0.1', '127.0.0.1.example', 'localhost.example']) {
    expect(isLoopback(host)).toBe(false)
  }
})

test('scripts come from this origin’s assets alone', () => {
  const page = { origin: 'https://city.example', href: 'https://city.example/index.html#/x' }
  expect(ownScriptUrl('/assets/w-1.js', page)).toBe('https://city.example/assets/w-1.js')
  expect(ownScriptUrl('/sw.js', page)).toBe('https://city.example/sw.js')
  for (const url of [
    'https://evil.example/assets/w.js',
    '//evil.example/assets/w.js',
    '/assets/../index.html',
    '/other.js',
    '/sw.js/x',
    'data:text/javascript,1',
    'blob:https://city.example/1',
    'https://user@city.example/assets/w.js',
    'javascript:alert(1)'
  ]) {
    expect(() => ownScriptUrl(url, page)).toThrow(TypeError)
  }
})

test('where the browser asks for trusted values, one policy gives them', () => {
  const createPolicy = vi.fn((_name: string, rules: { createScriptURL(url: string): string }) => ({
    createScriptURL: (url: string) => ({ trusted: rules.createScriptURL(url) })
  }))
  const location = { origin: 'https://city.example', href: 'https://city.example/' }
  const scripts = createScriptUrls({ location, trustedTypes: { createPolicy } } as never)
  expect(scripts.trust('/assets/a.js')).toEqual({ trusted: 'https://city.example/assets/a.js' })
  expect(() => scripts.trust('https://evil.example/assets/a.js')).toThrow(TypeError)
  expect(createPolicy).toHaveBeenCalledExactlyOnceWith('videocity', expect.anything())
})

test('a level is nothing in silence, something in speech and full when loud', () => {
  const tone = (amplitude: number): Float32Array =>
    Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 5))
  expect(levelOf(tone(0))).toBe(0)
  expect(levelOf(tone(0.05))).toBeGreaterThan(0.4)
  expect(levelOf(tone(0.05))).toBeLessThan(0.8)
  expect(levelOf(tone(1))).toBe(1)
})

test.each(['with', 'without'] as const)('keys sign %s Ed25519 in the browser, and cannot be read out', async kind => {
  const subtle =
    kind === 'with'
      ? crypto.subtle
      : new Proxy(crypto.subtle, {
          get(target, name) {
            if (name !== 'generateKey') return Reflect.get(target, name).bind(target)
            return (algorithm: { name: string }, ...rest: [boolean, KeyUsage[]]) =>
              algorithm.name === 'Ed25519'
                ? Promise.reject(new DOMException('unknown', 'NotSupportedError'))
                : target.generateKey(algorithm, ...rest)
          }
        })
  const keys = createKeys({ subtle, getRandomValues: array => crypto.getRandomValues(array) })
  const key = await keys.make()
  expect(key.kind).toBe(kind === 'with' ? 'webcrypto' : 'sealed')
  expect(key.kind === 'webcrypto' ? key.pair.privateKey.extractable : key.key.extractable).toBe(false)
  const [signer, again] = [await keys.signer(key), await keys.signer(key)]
  expect(again.publicKey).toEqual(signer.publicKey)
  const message = new Uint8Array([1, 2, 3])
  const publicKey = await crypto.subtle.importKey('raw', Uint8Array.from(signer.publicKey), 'Ed25519', true, ['verify'])
  const signature = Uint8Array.from(await signer.sign(message))
  expect(await crypto.subtle.verify('Ed25519', publicKey, signature, message)).toBe(true)
})

test('the screen stays awake while it is held, also after the page was hidden', async () => {
  const life = new FakeLife()
  const release = vi.fn(async () => undefined)
  const request = vi.fn(async () => ({ release }))
  const letGo = createWakeLock(life, { wakeLock: { request } as never }).hold()
  expect(request).toHaveBeenCalledTimes(1)
  life.happen('visible')
  expect(request).toHaveBeenCalledTimes(2)
  await Promise.resolve()
  letGo()
  expect(release).toHaveBeenCalled()
  expect(life.listeners).toBe(0)
})

test('a wake lock that is refused or missing harms nothing', () => {
  const life = new FakeLife()
  createWakeLock(life, {}).hold()()
  createWakeLock(life, { wakeLock: { request: () => Promise.reject(new Error('hidden')) } }).hold()()
  expect(life.listeners).toBe(0)
})

test('copying and sharing say whether they worked', async () => {
  const works = createSharing({ clipboard: { writeText: async () => undefined }, share: async () => undefined })
  expect([works.canShare, await works.copy('x'), await works.share({ title: '', text: '', url: '' })]).toEqual([
    true,
    true,
    true
  ])
  const no = createSharing({ clipboard: { writeText: () => Promise.reject(new Error('refused')) } })
  expect([no.canShare, await no.copy('x'), await no.share({ title: '', text: '', url: '' })]).toEqual([
    false,
    false,
    false
  ])
  expect(await createSharing({}).copy('x')).toBe(false)
})

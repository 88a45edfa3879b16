import { expect, test, vi } from 'vitest'
import { createCardSafe } from '../../../browser/ports/card-safe.ts'
import { latePart } from '../../../browser/ports/late-part.ts'

test('a part is loaded once, and again only after a failure', async () => {
  const load = vi.fn<() => Promise<string>>()
  load.mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
  load.mockResolvedValue('here')
  const part = latePart(load)
  await expect(part()).rejects.toMatchObject({ code: 'no-page' })
  expect(await Promise.all([part(), part()])).toEqual(['here', 'here'])
  expect(await part()).toBe('here')
  expect(load).toHaveBeenCalledTimes(2)
})

test('a worker that does not start is a missing part, one that breaks says why', async () => {
  const worker = { terminate: vi.fn(), postMessage: vi.fn(), onerror: vi.fn<(event: object) => unknown>() }
  const safe = createCardSafe(() => worker as never)
  const missing = safe.open(Uint8Array.of(1), 'secret')
  worker.onerror({ type: 'error' })
  await expect(missing).rejects.toMatchObject({ code: 'no-page' })
  const broken = safe.open(Uint8Array.of(1), 'secret')
  worker.onerror({ type: 'error', message: 'out of memory' })
  await expect(broken).rejects.toThrow('out of memory')
  expect(worker.terminate).toHaveBeenCalledTimes(2)
})

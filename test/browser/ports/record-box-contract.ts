/** What every place for records must do, in memory or on disk. */
import { describe, expect, test } from 'vitest'
import { STORES, type RecordBox } from '../../../browser/ports/record-box.ts'

/** Declares the tests of a kind of box. */
export function recordBoxContract(kind: string, open: () => Promise<RecordBox>): void {
  describe(`a record box ${kind}`, () => {
    test('gives back what was put, by store and key', async () => {
      const box = await open()
      await box.put('settings', 'a', { text: 'x', bytes: new Uint8Array([1, 2]) })
      expect(await box.get('settings', 'a')).toEqual({ text: 'x', bytes: new Uint8Array([1, 2]) })
      expect(await box.get('settings', 'b')).toBeUndefined()
      expect(await box.get('identity', 'a')).toBeUndefined()
      await box.put('settings', 'a', 'new')
      expect(await box.get('settings', 'a')).toBe('new')
      await box.remove('settings', 'a')
      expect(await box.get('settings', 'a')).toBeUndefined()
      box.close()
    })

    test('changes at the same time all count', async () => {
      const box = await open()
      await box.put('settings', 'n', 0)
      await Promise.all(Array.from({ length: 10 }, () => box.change('settings', 'n', n => (n as number) + 1)))
      expect(await box.get('settings', 'n')).toBe(10)
      await box.change('settings', 'n', () => undefined)
      expect(await box.get('settings', 'n')).toBeUndefined()
      box.close()
    })

    test('a capped store loses its oldest entries first', async () => {
      const box = await open()
      for (let i = 0; i <= STORES.homes + 2; i++) await box.put('homes', `h${i}`, { atMs: 1_000 - i, i })
      expect(await box.get('homes', `h${STORES.homes + 2}`)).toBeUndefined()
      expect(await box.get('homes', 'h0')).toEqual({ atMs: 1_000, i: 0 })
      box.close()
    })
  })
}

import { expect, test } from 'vitest'
import { createWho } from '../../../browser/models/who.ts'
import { FakeUrls, keys, memoryStorage } from './fakes.ts'
import { foundFixture } from './home-fixture.ts'

test('pictures keep their addresses while they stay the same, and every address is given back', async () => {
  const { stored } = await foundFixture()
  const urls = new FakeUrls()
  const who = createWho({ storage: memoryStorage(), keys, urls })
  const blob = (): Blob => new Blob(['png'])
  await who.become({
    ...stored,
    picture: Uint8Array.of(1),
    loginCardPng: blob(),
    visitingCardPng: blob(),
    isPublished: false
  })
  const before = who.citizen.peek()
  expect(urls.alive.size).toBe(3)

  await who.change({ isPublished: true })
  const after = who.citizen.peek()
  expect(after?.stored.isPublished).toBe(true)
  expect(after).toMatchObject({
    pictureUrl: before?.pictureUrl,
    loginCard: before?.loginCard,
    visitingCard: before?.visitingCard
  })
  expect(urls.alive.size).toBe(3)

  await who.change({ visitingCardPng: blob(), picture: undefined })
  expect(who.citizen.peek()?.visitingCard.href).not.toBe(before?.visitingCard.href)
  expect(who.citizen.peek()?.loginCard.href).toBe(before?.loginCard.href)
  expect(urls.alive.size).toBe(2)

  await who.logOut()
  expect(urls.alive.size).toBe(0)
})

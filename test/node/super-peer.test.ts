import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { askWellKnown } from '../../protocol/city/well-known.ts'
import { parseHomeId } from '../../protocol/identity/genesis.ts'
import { emptyPage, enterCity, startSuperPeer } from '../support/small-city.ts'
import { createSuperPeer } from '../../node/super-peer.ts'

test('says where the city is, with a town square whose home is found', async () => {
  const superPeer = await startSuperPeer({ name: 'Harbour hall' })
  const { answer } = await askWellKnown(superPeer.url)
  expect(answer).toMatchObject({ v: 1, peer: superPeer.peerId, square: { room: 'square' } })
  expect(answer.stun).toMatch(/^127\.0\.0\.1:\d+$/)
  const city = await enterCity(superPeer.url)
  const hall = await city.homes.lookup(parseHomeId(answer.square?.home ?? '')).newest
  expect(hall?.record).toMatchObject({ name: 'Harbour hall', square: true })
  expect(hall?.record.rooms).toMatchObject([{ title: 'Town square', slug: 'square', door: 'open' }])
})

test('has the same peer ID, home and webrtc-direct certificate after a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'videocity-data-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const pageDir = await emptyPage()
  const run = async () => {
    const superPeer = await createSuperPeer({ port: 0, dataDir, pageDir })
    const { answer } = await askWellKnown(superPeer.url)
    await superPeer.close()
    const certhash = answer.addresses.map(address => /certhash\/([^/]+)/.exec(address)?.[1]).find(Boolean)
    return { peer: answer.peer, square: answer.square, certhash }
  }
  const before = await run()
  expect(before.certhash).toBeDefined()
  expect(await run()).toEqual(before)
})

test('listens on ws, tcp and webrtc-direct, and tells nobody of its inner socket', async () => {
  const superPeer = await startSuperPeer()
  const { answer } = await askWellKnown(superPeer.url)
  const kinds = answer.addresses.map(address => /\/(ws|webrtc-direct)/.exec(address)?.[1] ?? 'tcp')
  expect(kinds.sort()).toEqual(['tcp', 'webrtc-direct', 'ws'])
  expect(answer.addresses.find(address => address.includes('/ws'))).toContain(`/tcp/${new URL(superPeer.url).port}/ws`)
})

test('a start that fails half way leaves nothing open', async () => {
  const first = await startSuperPeer()
  const port = Number(new URL(first.url).port)
  const dataDir = await mkdtemp(join(tmpdir(), 'videocity-data-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const pageDir = await emptyPage()
  await expect(createSuperPeer({ port, dataDir, pageDir })).rejects.toMatchObject({ code: 'port-in-use' })
  // the folder is free again
  const second = await createSuperPeer({ port: 0, dataDir, pageDir })
  await second.close()
})

/** Super-peers and people of a test in this very process: quick, and everything can be looked into. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { SuperPeerConfig } from '../../node/config.ts'
import { createSuperPeer, type SuperPeer } from '../../node/super-peer.ts'
import { createCity, type City, type CityOptions } from '../../protocol/city/city.ts'
import {
  nextSeq,
  signHomeRecord,
  type HomeFields,
  type VerifiedHome,
  openHomeRecord
} from '../../protocol/city/home-record.ts'
import { signerFromSeed } from '../../protocol/codec/signer.ts'
import { foundHome, newSeed } from '../../protocol/identity/citizen.ts'
import type { CitizenIdentity, GuestIdentity } from '../../protocol/identity/identity.ts'

/** A folder with the least of a page in it. */
export async function emptyPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'videocity-page-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  return folder
}

/** A super-peer on random ports, closed after the test. */
export async function startSuperPeer(config: SuperPeerConfig = {}): Promise<SuperPeer> {
  const dataDir = config.dataDir ?? (await mkdtemp(join(tmpdir(), 'videocity-data-')))
  const superPeer = await createSuperPeer({ port: 0, pageDir: await emptyPage(), ...config, dataDir })
  onTestFinished(async () => {
    await superPeer.close()
    if (config.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
  })
  return superPeer
}

/** A guest with a fresh key. */
export async function newGuest(): Promise<GuestIdentity> {
  return { kind: 'guest', signer: await signerFromSeed(newSeed()) }
}

/** Somebody with a home that nobody has heard of yet. */
export interface NewCitizen {
  readonly seed: Uint8Array
  readonly identity: CitizenIdentity
  readonly mail: Uint8Array
  /** A first record of the home. */
  record(fields?: Partial<HomeFields>, seq?: number): Promise<Uint8Array>
  open(bytes: Uint8Array): Promise<VerifiedHome>
}

/** Founds a home in memory. */
export async function newCitizen(name = 'Asha Rao'): Promise<NewCitizen> {
  const seed = newSeed()
  const signer = await signerFromSeed(newSeed())
  const founded = await foundHome({ seed, deviceKey: signer.publicKey, deviceName: 'test', nowMs: Date.now() })
  const identity: CitizenIdentity = { kind: 'citizen', home: founded.home, signer, credential: founded.credential }
  return {
    seed,
    identity,
    mail: founded.mail,
    record: (fields = {}, seq = nextSeq(undefined, Date.now())) =>
      signHomeRecord(
        { name, about: '', rooms: [], listed: false, ...fields },
        { identity, mail: founded.mail, seq, nowMs: Date.now() }
      ),
    open: bytes => openHomeRecord(founded.home, bytes, { nowMs: Date.now() })
  }
}

/** Enters the city by a super-peer's web server and waits until it is online; closed after the test. */
export async function enterCity(url: string, options: Partial<CityOptions> = {}): Promise<City> {
  const city = await createCity({ identity: await newGuest(), origins: [url], ...options })
  onTestFinished(() => city.close())
  await vi.waitUntil(() => city.state === 'online', { timeout: 15_000 })
  return city
}

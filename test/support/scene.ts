/** A scene: one network, the super-peers and the people in it, all of it ended however the story goes. */
import type { TestContext } from 'vitest'
import { computersNetwork, openNamespace, type Namespace } from './namespace.ts'
import { createPerson, type Person, type PersonOptions } from './person.ts'
import { startSuperPeer, type SuperPeerOptions, type SuperPeerProcess } from './super-peer.ts'

/** Where a test file's stories take place. */
export interface Scene {
  readonly namespace: Namespace
  person(options: Omit<PersonOptions, 'namespace'>): Promise<Person>
  superPeer(options?: Omit<SuperPeerOptions, 'namespace'>): Promise<SuperPeerProcess>
  /** Nobody's page did what a clean page would not do, those that are closed included. */
  expectClean(options?: { allow?: readonly string[] }): Promise<void>
  /** Skips the test with a reason where the computer cannot isolate it; in CI that is a failure instead. */
  needsIsolation(context: TestContext): void
  /** Ends everybody and everything; fails when a process had to be ended by force. */
  close(): Promise<void>
}

/**
 * Opens one, for `beforeAll`; `afterAll` closes it.
 *
 * @param options.network - `computer` lets the test's own process take part, for instance with a libp2p node
 * @param options.addresses - further addresses of the computer inside, such as `192.0.2.7/32` for "another computer"
 */
export async function createScene(
  options: { network?: 'apart' | 'computer'; addresses?: readonly string[] } = {}
): Promise<Scene> {
  const { network = 'apart', addresses = [] } = options
  const namespace =
    network === 'apart' ? await openNamespace({ addresses }) : computersNetwork('the story asks for none')
  const people: Person[] = []
  const ends: (() => Promise<unknown>)[] = []
  return {
    namespace,
    async person(personOptions) {
      const person = await createPerson({ ...personOptions, namespace })
      people.push(person)
      ends.push(() => person.close())
      return person
    },
    async superPeer(superPeerOptions = {}) {
      const superPeer = await startSuperPeer({ ...superPeerOptions, namespace })
      ends.push(() => superPeer.stop())
      return superPeer
    },
    async expectClean(allowed) {
      for (const person of people) await person.expectClean(allowed)
    },
    needsIsolation(context) {
      if (namespace.isIsolated) return
      const why = `no network of its own: ${namespace.reason}`
      if (inCi()) throw new Error(why)
      context.skip(why)
    },
    async close() {
      // people first: a page whose super-peer goes away would begin to look for it
      const results = []
      for (const end of ends.reverse()) results.push(...(await Promise.allSettled([end()])))
      results.push(...(await Promise.allSettled([namespace.close()])))
      const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason as unknown] : []))
      if (failures.length > 0)
        throw new AggregateError(failures, `the scene did not end well: ${failures.map(String).join('; ')}`)
    }
  }
}

function inCi(): boolean {
  return !['', '0', 'false'].includes(process.env['CI'] ?? '')
}

/** The own join statement: registered, said on the topic, renewed before it ends. */
import type { Rendezvous } from '../city/rendezvous.ts'
import { NetworkError } from '../errors.ts'
import { ENTER_TIMEOUT_MS, JOIN_STATEMENT_LIFETIME_MS } from '../limits.ts'
import type { Identity } from '../identity/identity.ts'
import { equalBytes } from '../codec/message.ts'
import { joinStatement, signJoinStatement } from './membership.ts'

/** What {@link register} needs. */
export interface RegistrationOptions {
  readonly rendezvous: Pick<Rendezvous, 'register'>
  readonly tag: Uint8Array
  readonly epoch: number
  readonly peerKey: Uint8Array
  readonly name: string
  readonly clock: () => number
  /** Who we are in this room, whatever becomes of the city's identity meanwhile. */
  readonly identity: Identity
  sessionCert(): Uint8Array
}

/** A statement that stands. */
export interface Registration {
  readonly statement: Uint8Array
  /** What a goodbye to it must say. */
  readonly version: number
  /**
   * Settles when a super-peer has taken it.
   *
   * @throws {@link NetworkError} `no-super-peer`, `refused`
   * @throws {@link StateError} `clock-wrong`
   */
  readonly registered: Promise<void>
  /** Makes a fresh one if the present one has had its time; says whether it did. */
  renewIfDue(): Promise<boolean>
  close(): Promise<void>
}

/** States that we are here. */
export async function register(options: RegistrationOptions): Promise<Registration> {
  const { rendezvous, tag, identity, clock } = options
  let cert = options.sessionCert()
  let current = await state()
  const entry = rendezvous.register(tag, current.statement)
  const registered = inTime(entry.registered)
  let isClosed = false
  registered.catch(() => undefined) // whoever enters waits for it; who leaves before does not

  async function state(): Promise<{ statement: Uint8Array; version: number; atMs: number }> {
    const nowMs = clock()
    const statement = await signJoinStatement({ ...options, sessionCert: cert, nowMs }, identity)
    return { statement, version: (await joinStatement.open(statement)).value.expiresAtMs, atMs: nowMs }
  }

  const isDue = (): boolean =>
    !equalBytes(cert, options.sessionCert()) || clock() - current.atMs > JOIN_STATEMENT_LIFETIME_MS / 2

  return {
    get statement() {
      return current.statement
    },
    get version() {
      return current.version
    },
    registered,
    async renewIfDue() {
      if (isClosed || !isDue()) return false
      cert = options.sessionCert()
      const fresh = await state()
      if (isClosed) return false // left while it was signed: it must not be stated again
      current = fresh
      entry.renew(current.statement)
      return true
    },
    async close() {
      isClosed = true
      await entry.close()
    }
  }
}

async function inTime(taken: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const error = new NetworkError('no-super-peer', 'no super-peer has taken the registration')
    timer = setTimeout(() => reject(error), ENTER_TIMEOUT_MS)
  })
  try {
    await Promise.race([taken, late])
  } finally {
    clearTimeout(timer)
  }
}

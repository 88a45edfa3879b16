/** Finds, publishes and edits homes in the DHT. */
import type { KadDHT } from '@libp2p/kad-dht'
import { raceSignal } from 'race-signal'
import { equalBytes } from '../codec/message.ts'
import { CodecError, NetworkError, StateError } from '../errors.ts'
import {
  HOME_LOOKUP_TIMEOUT_MS,
  HOME_PUBLISH_TIMEOUT_MS,
  PICTURE_BYTES_MAX,
  RECORD_ACKNOWLEDGEMENTS,
  RECORD_EDIT_TRIES,
  RECORD_QUORUM
} from '../limits.ts'
import { pause } from '../pause.ts'
import { homeRecordKey, type HomeId } from '../identity/genesis.ts'
import type { CitizenIdentity } from '../identity/identity.ts'
import {
  acceptAfter,
  compareHomes,
  editHomeRecord,
  openHeldRecord,
  openHomeRecord,
  openPastRecord,
  type HomeFields,
  type VerifiedHome
} from './home-record.ts'
import { askForRecord, putRecord } from './record-query.ts'
import { pictureCid, pictureKey } from './validators.ts'

/** A look-up under way. */
export interface HomeLookup {
  /** The first valid record that came, to be shown at once; `undefined` when nobody has one. */
  readonly first: Promise<VerifiedHome | undefined>
  /** The newest one a quorum of super-peers knows. */
  readonly newest: Promise<VerifiedHome | undefined>
}

/** Finds, publishes and edits homes. */
export interface Homes {
  /**
   * Looks a home up.
   *
   * Both promises reject with {@link NetworkError} `no-super-peer` when none has answered within {@link HOME_LOOKUP_TIMEOUT_MS}.
   */
  lookup(home: HomeId, options?: { signal?: AbortSignal }): HomeLookup
  /**
   * Puts a record at the super-peers closest to it. Identical bytes may be put again at any time.
   *
   * @throws {@link NetworkError} `no-super-peer`, `no-acknowledgement`
   * @throws {@link AuthError} if the record is not valid
   */
  publish(home: HomeId, bytes: Uint8Array, options?: { signal?: AbortSignal }): Promise<{ acknowledgements: number }>
  /**
   * Changes fields of a home: the newest record is read, changed, signed by this device and published; when another device was
   * faster, again upon its record.
   *
   * @throws {@link StateError} `unknown-home`, `superseded`
   */
  edit(
    identity: CitizenIdentity,
    change: (fields: HomeFields) => HomeFields,
    options?: { signal?: AbortSignal }
  ): Promise<VerifiedHome>
  /** A home's picture, or `undefined` when nobody has it. */
  picture(cid: Uint8Array, options?: { signal?: AbortSignal }): Promise<Uint8Array | undefined>
  /**
   * Publishes a picture.
   *
   * @throws {@link CodecError} `too-large`
   */
  putPicture(bytes: Uint8Array, options?: { signal?: AbortSignal }): Promise<{ cid: Uint8Array; bytes: number }>
}

/** Remembers the newest record seen of each home, so that an older one is never believed again. */
export interface HomeMemory {
  load(home: HomeId): Promise<Uint8Array | undefined>
  save(home: HomeId, bytes: Uint8Array): Promise<void>
}

/** What {@link createHomes} needs. */
export interface HomesOptions {
  readonly dht: KadDHT
  readonly clock: () => number
  readonly memory: HomeMemory
  /** Fulfils when a super-peer is there to be asked, rejects with `no-super-peer` when the signal ends first. */
  ready(signal: AbortSignal): Promise<void>
  /** Settles when those just heard of, from a link or a card, can be asked or do not answer; `undefined` when there are none. */
  newcomers(): Promise<unknown> | undefined
  /** Super-peers known to this node: fewer acknowledgements are asked of a small city. */
  superPeers(): number
}

/** How often «nobody has it» is asked again while too few super-peers have answered. */
const LOOKUP_TRIES = 4
const LOOKUP_RETRY_PAUSE_MS = 400
/** Longest first pause before an edit starts again upon another device's record. */
const EDIT_RETRY_PAUSE_MS = 300

/** What came of one query. */
interface Poll {
  readonly newest: VerifiedHome | undefined
  /** Super-peers that answered at all. */
  readonly asked: number
  /** Of these, how many hold none, an older one, or another one. */
  readonly outdated: number
}

/** Makes the homes of a city. */
export function createHomes(options: HomesOptions): Homes {
  const { dht, clock, memory } = options

  const open = (home: HomeId, bytes: Uint8Array | undefined): Promise<VerifiedHome | undefined> =>
    bytes === undefined
      ? Promise.resolve(undefined)
      : openHeldRecord(home, bytes, { nowMs: clock() }).catch(() => undefined) // a record that is not valid is none

  const within = (ms: number, signal?: AbortSignal): AbortSignal =>
    AbortSignal.any([AbortSignal.timeout(ms), ...(signal === undefined ? [] : [signal])])

  const search = async (
    home: HomeId,
    signal: AbortSignal,
    onFirst: (found: VerifiedHome) => void
  ): Promise<VerifiedHome | undefined> => {
    const kept = await memory.load(home).catch(() => undefined) // a memory that fails costs no more than itself
    const remembered = await open(home, kept)
    const seen = kept === undefined ? undefined : await openPastRecord(home, kept).catch(() => undefined)
    await options.ready(signal)
    let poll = await ask(home, seen, signal, onFirst)
    // a city that has just begun to know itself may not know who holds the record: «nobody has it» is asked again
    for (let tries = 1; poll.newest === undefined && !signal.aborted;) {
      const newcomers = options.newcomers()
      if (newcomers !== undefined) await raceSignal(newcomers, signal).catch(() => undefined)
      else if (isTooFew(poll) && tries++ < LOOKUP_TRIES) await pause(LOOKUP_RETRY_PAUSE_MS, signal)
      else break
      poll = await ask(home, seen, signal, onFirst)
    }
    const newest = poll.newest ?? remembered
    if (newest === undefined) {
      if (poll.asked === 0) throw new NetworkError('no-super-peer', 'no super-peer answered')
      return undefined
    }
    onFirst(newest)
    await memory.save(home, newest.bytes).catch(() => undefined)
    if (poll.outdated > 0 && !signal.aborted) void correct(home, newest)
    return newest
  }

  const isTooFew = ({ asked }: Poll): boolean => asked < Math.min(RECORD_QUORUM, options.superPeers())

  /** One query: the newest of the valid records, until a quorum has given one. */
  const ask = async (
    home: HomeId,
    seen: VerifiedHome | undefined,
    signal: AbortSignal,
    onFirst: (found: VerifiedHome) => void
  ): Promise<Poll> => {
    let newest: VerifiedHome | undefined
    let [asked, answers, outdated] = [0, 0, 0]
    for await (const { value } of askForRecord(dht, homeRecordKey(home), signal)) {
      asked++
      const found = await open(home, value)
      if (found === undefined || !acceptAfter(seen, found)) {
        outdated++
        continue
      }
      onFirst(found)
      if (newest !== undefined && !equalBytes(newest.hash, found.hash)) outdated++
      if (newest === undefined || compareHomes(found, newest) > 0) newest = found
      if (++answers >= RECORD_QUORUM) break
    }
    return { newest, asked, outdated }
  }

  /** Gives the newest record to those who answered with an older one or none. */
  const correct = async (home: HomeId, newest: VerifiedHome): Promise<void> => {
    await publish(home, newest.bytes).catch(() => undefined) // the next reader, or the owner, will do it
  }

  /** A record another device made upon the same base, or later: its edit must not be lost. */
  const rivalOf = async (own: VerifiedHome, base: VerifiedHome, signal: AbortSignal) => {
    let rival: VerifiedHome | undefined
    for await (const { value } of askForRecord(dht, homeRecordKey(own.home), signal)) {
      const found = await open(own.home, value)
      if (found === undefined || equalBytes(found.hash, own.hash)) continue
      if (!acceptAfter(base, found) || compareHomes(found, base) <= 0) continue
      if (rival === undefined || compareHomes(found, rival) > 0) rival = found
    }
    return rival
  }

  const publish = async (home: HomeId, bytes: Uint8Array, given: { signal?: AbortSignal } = {}) => {
    await openHeldRecord(home, bytes, { nowMs: clock() })
    const signal = within(HOME_PUBLISH_TIMEOUT_MS, given.signal)
    await options.ready(signal)
    return put(homeRecordKey(home), bytes, signal)
  }

  const put = async (key: Uint8Array, bytes: Uint8Array, signal: AbortSignal) => {
    const enough = Math.max(1, Math.min(RECORD_ACKNOWLEDGEMENTS, options.superPeers()))
    const { acknowledgedBy, refusals } = await putRecord(dht, key, bytes, { signal, enough })
    const acknowledgements = acknowledgedBy.length
    if (acknowledgements === 0) {
      throw refusals > 0
        ? new NetworkError('no-acknowledgement', 'no super-peer took the record')
        : new NetworkError('no-super-peer', 'no super-peer was reached')
    }
    return { acknowledgements }
  }

  const lookup = (home: HomeId, { signal }: { signal?: AbortSignal } = {}): HomeLookup => {
    let onFirst: (found: VerifiedHome | undefined) => void = () => undefined
    let onFailed: (error: unknown) => void = () => undefined
    const first = new Promise<VerifiedHome | undefined>((resolve, reject) => {
      onFirst = resolve
      onFailed = reject
    })
    const newest = search(home, within(HOME_LOOKUP_TIMEOUT_MS, signal), onFirst)
    newest.then(onFirst, onFailed)
    first.catch(() => undefined) // whoever waits for either learns of a failure
    return { first, newest }
  }

  return {
    lookup,
    publish,

    async edit(identity, change, given = {}) {
      let base = await lookup(identity.home, given).newest
      if (base === undefined) throw new StateError('unknown-home', 'nobody holds a record of this home')
      for (let tries = 1; tries <= RECORD_EDIT_TRIES; tries++) {
        const bytes = await editHomeRecord(base, change, { identity, nowMs: clock() })
        const edited = await openHomeRecord(identity.home, bytes, { nowMs: clock() })
        const wasTaken = await publish(identity.home, bytes, given).then(
          () => true,
          (error: unknown) => {
            if (error instanceof NetworkError && error.code === 'no-acknowledgement') return false // somebody was faster
            throw error
          }
        )
        const rival = await rivalOf(edited, base, within(HOME_LOOKUP_TIMEOUT_MS, given.signal))
        if (rival === undefined && wasTaken) {
          await memory.save(identity.home, bytes)
          return edited
        }
        base = rival ?? base
        await pause(EDIT_RETRY_PAUSE_MS * tries * Math.random(), given.signal) // so that two devices do not meet again
      }
      throw new StateError('superseded', 'other devices of this home edit it all the time')
    },

    async picture(cid, { signal } = {}) {
      const limit = within(HOME_LOOKUP_TIMEOUT_MS, signal)
      await options.ready(limit)
      for await (const { value } of askForRecord(dht, pictureKey(cid), limit)) {
        if (value !== undefined && value.length <= PICTURE_BYTES_MAX && equalBytes(pictureCid(value), cid)) {
          return Uint8Array.from(value)
        }
      }
      return undefined
    },

    async putPicture(bytes, { signal } = {}) {
      if (bytes.length > PICTURE_BYTES_MAX) throw new CodecError('too-large', `a picture of ${bytes.length} bytes`)
      const cid = pictureCid(bytes)
      const limit = within(HOME_PUBLISH_TIMEOUT_MS, signal)
      await options.ready(limit)
      await put(pictureKey(cid), bytes, limit)
      return { cid, bytes: bytes.length }
    }
  }
}

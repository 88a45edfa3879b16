/** What every super-peer's web server answers at /.well-known/videocity.json: where the city is. Wire: docs/protocol.md#well-known. */
import * as v from 'valibot'
import { instant, text } from '../codec/fields.ts'
import { CodecError, NetworkError } from '../errors.ts'
import {
  HINT_BYTES_MAX,
  RENDEZVOUS_ADDRESSES_MAX,
  ROOM_SLUG_BYTES_MAX,
  SUPER_PEERS_TOLD_MAX,
  WELL_KNOWN_BYTES_MAX,
  WELL_KNOWN_TIMEOUT_MS
} from '../limits.ts'

/** Path of the answer on every super-peer's web server. */
export const WELL_KNOWN_PATH = '/.well-known/videocity.json'

const addresses = v.pipe(v.array(text(HINT_BYTES_MAX)), v.maxLength(2 * RENDEZVOUS_ADDRESSES_MAX))
const superPeer = v.object({ peer: text(64), addresses })

const wellKnown = v.object({
  v: v.literal(1),
  /** This super-peer. */
  peer: text(64),
  addresses,
  /** Others it knows. */
  superPeers: v.pipe(v.array(superPeer), v.maxLength(SUPER_PEERS_TOLD_MAX)),
  /** Its open room. */
  square: v.optional(v.object({ home: text(64), room: text(ROOM_SLUG_BYTES_MAX) })),
  /** `host:port` of its STUN responder. */
  stun: v.optional(text(HINT_BYTES_MAX)),
  /** Where the page can be used from another computer: https, or nothing. */
  https: v.optional(text(HINT_BYTES_MAX)),
  /** The address its operator gives out. */
  publicUrl: v.optional(text(HINT_BYTES_MAX)),
  nowMs: instant()
})

/** What a super-peer says of itself and the city. */
export type WellKnown = v.InferOutput<typeof wellKnown>

/** A super-peer and the ways to it. */
export type SuperPeerAddress = v.InferOutput<typeof superPeer>

/**
 * Reads the answer of a web server.
 *
 * @throws {@link CodecError} `too-large`, `malformed`
 */
export function parseWellKnown(body: string): WellKnown {
  if (body.length > WELL_KNOWN_BYTES_MAX) throw new CodecError('too-large', 'the answer is too long')
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch (cause) {
    throw new CodecError('malformed', 'the answer is no JSON', { cause })
  }
  const result = v.safeParse(wellKnown, json, { abortEarly: true })
  if (!result.success) throw new CodecError('malformed', `the answer is no city's: ${result.issues[0].message}`)
  return result.output
}

/** Asks a web server where the city is. `roundTripMs` bounds how old its clock reading is. */
export async function askWellKnown(
  origin: string,
  options: { signal?: AbortSignal; clock?: () => number } = {}
): Promise<{ answer: WellKnown; roundTripMs: number }> {
  const clock = options.clock ?? Date.now
  const signal = AbortSignal.any([
    AbortSignal.timeout(WELL_KNOWN_TIMEOUT_MS),
    ...(options.signal === undefined ? [] : [options.signal])
  ])
  const beganMs = clock()
  let body: string
  try {
    const response = await fetch(new URL(WELL_KNOWN_PATH, origin), { signal, cache: 'no-store', credentials: 'omit' })
    if (!response.ok) throw new NetworkError('refused', `${origin} answered ${response.status}`)
    body = isShort(response) ? await response.text() : await readBounded(response)
  } catch (cause) {
    options.signal?.throwIfAborted()
    if (cause instanceof NetworkError || cause instanceof CodecError) throw cause
    throw new NetworkError('no-super-peer', `${origin} does not answer`, { cause })
  }
  return { answer: parseWellKnown(body), roundTripMs: clock() - beganMs }
}

/**
 * Whether a body is as long as it says, which is not too long: packed ones grow, and from another origin browsers do not
 * tell which are. Such an answer is read in one go, because Chromium reports most of those read piece by piece as
 * cancelled, complete or not.
 */
function isShort({ headers, type }: Response): boolean {
  const bytes = headers.get('content-length')
  return (
    type !== 'cors' &&
    headers.get('content-encoding') === null &&
    bytes !== null &&
    Number(bytes) <= WELL_KNOWN_BYTES_MAX
  )
}

/** Reads no more of a body than an answer may have, whatever the server sends. */
async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let text = ''
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) return text + decoder.decode()
    text += decoder.decode(part.value, { stream: true })
    if (text.length <= WELL_KNOWN_BYTES_MAX) continue
    await reader?.cancel()
    throw new CodecError('too-large', 'the answer is too long')
  }
}

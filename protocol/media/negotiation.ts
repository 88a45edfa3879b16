/**
 * Negotiation over words that may be lost, repeated or late. Offers come from one side alone, the one with the smaller peer
 * ID; the other asks for one. So offers never cross, and nothing is ever rolled back: see docs/decisions/0021. Should
 * somebody else's program offer from the other side all the same, our own offer goes first.
 */
import { CodecError } from '../errors.ts'
import { equalBytes } from '../codec/message.ts'
import { SIGNAL_CANDIDATES_MAX } from '../limits.ts'
import { CandidateBuffer } from './candidate-buffer.ts'
import type { PairConnection } from './pair-connection.ts'
import { checkDescription, ufragsOf, withOpusWishes } from './sdp.ts'
import type { SignalMessage, SignalOf } from './signal.ts'

/** What {@link createNegotiation} needs. */
export interface NegotiationOptions {
  readonly pair: PairConnection
  /** Whether offers are ours to make. */
  readonly isOfferer: boolean
  say(message: SignalMessage): void
  /** What the first packets will carry. */
  sends(): { readonly camera: boolean; readonly microphone: boolean }
  onTheirs(sends: { readonly camera: boolean; readonly microphone: boolean }): void
}

/** What became of a message: it fits this connection, or belongs to one the other side has made anew. */
export type Heard = 'fine' | 'other-connection'

/** The negotiation of one connection. Calls must not overlap: each awaits the one before. */
export interface Negotiation {
  /** Offers, or asks for an offer: the first one, or one that finds new ways. */
  begin(): Promise<void>
  hear(message: SignalMessage): Promise<Heard>
  /** All the other side must know to go on, if its last words or ours were lost. */
  restate(): SignalMessage[]
  sayCandidate(candidate: RTCIceCandidate): void
  /** Whether an offer has no answer yet, or a question no offer. */
  readonly isWaiting: boolean
  /** The other side's connection, once it was heard of. */
  readonly theirs: Uint8Array | undefined
  /** Messages that came to nothing. */
  readonly dropped: number
}

/** Begins nothing by itself. */
export function createNegotiation(options: NegotiationOptions): Negotiation {
  const { pair, isOfferer, say, sends, onTheirs } = options
  const connection = pair.peerConnection
  const early = new CandidateBuffer()
  let theirs: Uint8Array | undefined
  /** Own offers are numbered; the one that waits for an answer. */
  let offered = 0
  let pending: number | undefined
  /** An offer was asked for and has not come. */
  let isAsking = false
  /** The last offer of the other side, and what was answered. */
  let heardOffer = -1
  let answer: SignalOf<'answer'> | undefined
  let candidatesTaken = 0
  let dropped = 0

  const localSdp = (): string => withOpusWishes(connection.localDescription?.sdp ?? '')
  const offerMessage = (n: number): SignalMessage => ({ kind: 'offer', link: pair.id, n, sdp: localSdp(), ...sends() })

  const candidateMessage = (candidate: RTCIceCandidate): SignalMessage => ({
    kind: 'candidate',
    link: pair.id,
    candidate: candidate.candidate,
    mid: candidate.sdpMid ?? '',
    ufrag: candidate.usernameFragment ?? ''
  })

  const fitsNow = ({ link, ufrag }: SignalOf<'candidate'>): boolean => {
    if (theirs === undefined || !equalBytes(link, theirs) || connection.remoteDescription === null) return false
    return ufrag === '' || ufragsOf(connection.remoteDescription.sdp).includes(ufrag)
  }

  const addCandidate = async ({ candidate, mid, ufrag }: SignalOf<'candidate'>): Promise<void> => {
    if (++candidatesTaken > SIGNAL_CANDIDATES_MAX) return void dropped++
    try {
      await connection.addIceCandidate({ candidate, sdpMid: mid, ...(ufrag === '' ? {} : { usernameFragment: ufrag }) })
    } catch {
      dropped += 1 // of lines or credentials that are gone, or nonsense: other candidates decide
    }
  }

  const takeRemote = async (type: RTCSdpType, sdp: string, link: Uint8Array): Promise<void> => {
    checkDescription(sdp)
    await connection.setRemoteDescription({ type, sdp })
    theirs = link
    candidatesTaken = 0
    for (const candidate of early.take(fitsNow)) await addCandidate(candidate)
  }

  const hearOffer = async (offer: SignalOf<'offer'>): Promise<Heard> => {
    const isKnown = theirs !== undefined && equalBytes(theirs, offer.link)
    if (theirs !== undefined && !isKnown) return 'other-connection'
    if (isKnown && offer.n <= heardOffer) {
      // repeated, so the answer was lost; or we asked while it was on its way, and this is what comes of it
      if (offer.n === heardOffer && answer !== undefined) say({ ...answer, sdp: localSdp() })
      if (offer.n === heardOffer) isAsking = false
      return 'fine'
    }
    if (connection.signalingState !== 'stable') return 'fine' // ours goes first, and will be answered
    isAsking = false
    await takeRemote('offer', offer.sdp, offer.link)
    heardOffer = offer.n
    onTheirs(offer)
    await pair.adopt()
    await connection.setLocalDescription()
    answer = { kind: 'answer', link: pair.id, to: offer.link, n: offer.n, sdp: localSdp(), ...sends() }
    say(answer)
    return 'fine'
  }

  const hearAnswer = async (message: SignalOf<'answer'>): Promise<Heard> => {
    if (!equalBytes(message.to, pair.id) || message.n !== pending) return 'fine'
    if (connection.signalingState !== 'have-local-offer') return 'fine'
    if (theirs !== undefined && !equalBytes(theirs, message.link)) return 'other-connection'
    await takeRemote('answer', message.sdp, message.link)
    pending = undefined
    onTheirs(message)
    return 'fine'
  }

  const offer = async (): Promise<void> => {
    if (connection.signalingState !== 'stable') return
    // before anything is connected it is the first offer, which was lost or is not made yet
    if (theirs !== undefined) connection.restartIce()
    pair.reserve()
    await connection.setLocalDescription()
    offered += 1
    pending = offered
    say(offerMessage(pending))
  }

  const ask = (): void => {
    isAsking = true
    say({ kind: 'ask', link: pair.id })
  }

  const hearAsk = async ({ link }: SignalOf<'ask'>): Promise<Heard> => {
    if (!isOfferer) return 'fine'
    if (theirs !== undefined && !equalBytes(theirs, link)) return 'other-connection'
    if (pending === undefined) await offer()
    else say(offerMessage(pending))
    return 'fine'
  }

  return {
    begin: async () => (isOfferer ? offer() : ask()),
    async hear(message) {
      switch (message.kind) {
        case 'offer':
          return hearOffer(message)
        case 'answer':
          return hearAnswer(message)
        case 'ask':
          return hearAsk(message)
        case 'candidate':
          if (fitsNow(message)) await addCandidate(message)
          else if (!early.add(message)) dropped += 1
          return 'fine'
        case 'bye':
          return theirs !== undefined && equalBytes(theirs, message.link) ? 'other-connection' : 'fine'
        default:
          throw new CodecError('malformed', 'a signal of another kind')
      }
    },
    restate() {
      // a description in full holds the candidates gathered so far
      if (pending !== undefined) return [offerMessage(pending)]
      if (isAsking || (theirs === undefined && !isOfferer)) return [{ kind: 'ask', link: pair.id }]
      if (answer !== undefined && connection.currentLocalDescription?.type === 'answer') {
        return [{ ...answer, sdp: localSdp(), ...sends() }, ...pair.candidates.map(candidateMessage)]
      }
      return pair.candidates.map(candidateMessage)
    },
    sayCandidate: candidate => say(candidateMessage(candidate)),
    get isWaiting() {
      return pending !== undefined || isAsking || theirs === undefined
    },
    get theirs() {
      return theirs
    },
    get dropped() {
      return dropped
    }
  }
}

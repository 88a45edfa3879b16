import { expect, onTestFinished, test, vi } from 'vitest'
import { createNegotiation, type Negotiation } from '../../../protocol/media/negotiation.ts'
import { createPairConnection, type PairConnection } from '../../../protocol/media/pair-connection.ts'
import type { SignalMessage } from '../../../protocol/media/signal.ts'
import { colourOf, picture, wait } from './scene.ts'

/** Chance that is the same in every run. */
function chance(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

interface End {
  readonly pair: PairConnection
  readonly negotiation: Negotiation
  /** What happens here happens in turn. */
  do(act: () => Promise<unknown>): Promise<void>
}

/** Two ends and a wire between them: `deliver` decides when, how often and whether each message arrives. */
function connect(deliver: (arrive: () => void, message: SignalMessage) => void, tracks = {}): [End, End] {
  const ends: End[] = []
  for (const index of [0, 1]) {
    let work: Promise<void> = Promise.resolve()
    const act = (what: () => Promise<unknown>): Promise<void> => {
      work = work.then(async () => void (await what()))
      return work
    }
    const say = (message: SignalMessage): void =>
      deliver(() => {
        const other = ends[1 - index]
        void other?.do(() => other.negotiation.hear(message))
      }, message)
    const pair = createPairConnection({
      createPeerConnection: () => new RTCPeerConnection(),
      tracks,
      onCandidate: candidate => negotiation.sayCandidate(candidate),
      onState: () => undefined,
      onHeard: () => undefined,
      onEnded: () => undefined
    })
    const negotiation = createNegotiation({
      pair,
      isOfferer: index === 0,
      say,
      sends: () => ({ camera: true, microphone: false }),
      onTheirs: () => undefined
    })
    onTestFinished(() => pair.close())
    ends.push({ pair, negotiation, do: act })
  }
  return ends as [End, End]
}

const untilConnected = (ends: readonly End[]): Promise<void> =>
  vi.waitFor(() => {
    for (const { pair } of ends) expect(pair.peerConnection.connectionState).toBe('connected')
  }, wait)

const ufragOf = ({ pair }: End): string | undefined =>
  /a=ice-ufrag:(\S+)/.exec(pair.peerConnection.currentLocalDescription?.sdp ?? '')?.[1]

test(
  'whoever begins, and however slowly words travel, both ends agree: fifty times over',
  { timeout: 60_000 },
  async () => {
    let random = chance(0)
    const ends = connect(arrive => void setTimeout(arrive, random() * 12), { camera: picture('red') })
    await Promise.all(ends.map(end => end.do(() => end.negotiation.begin())))
    await untilConnected(ends)
    for (let seed = 1; seed <= 50; seed++) {
      random = chance(seed)
      const before = ends.map(ufragOf)
      // both want new ways at once, or nearly
      await Promise.all(
        ends.map(async end => {
          await new Promise(resolve => setTimeout(resolve, random() * 10))
          await end.do(() => end.negotiation.begin())
        })
      )
      await vi.waitFor(() => {
        for (const { pair, negotiation } of ends) {
          expect([seed, pair.peerConnection.signalingState, negotiation.isWaiting]).toEqual([seed, 'stable', false])
        }
        expect(ends.map(ufragOf)).not.toEqual(before)
      }, wait)
    }
    await untilConnected(ends)
    for (const { pair } of ends) {
      expect(pair.peerConnection.getTransceivers()).toHaveLength(2)
      expect((await colourOf(pair.camera!)).red).toBeGreaterThan(150)
    }
  }
)

test('candidates may come before the description they belong to', async () => {
  const descriptions: (() => void)[] = []
  let candidates = 0
  const ends = connect((arrive, { kind }) => {
    if (kind === 'candidate') {
      candidates += 1
      arrive()
    } else descriptions.push(arrive)
  })
  await ends[0].do(() => ends[0].negotiation.begin())
  await vi.waitFor(() => expect(candidates).toBeGreaterThan(0), wait)
  descriptions.shift()?.()
  const before = candidates
  await vi.waitFor(() => expect(candidates).toBeGreaterThan(before), wait)
  await vi.waitFor(() => expect(descriptions).toHaveLength(1), wait)
  descriptions.shift()?.()
  await untilConnected(ends)
})

test('every word may be lost or come twice, as long as all is said again', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = chance(seed)
    const ends = connect(arrive => {
      if (random() < 0.4) return
      setTimeout(arrive, random() * 30)
      if (random() < 0.4) setTimeout(arrive, random() * 60)
    })
    await Promise.all(ends.map(end => end.do(() => end.negotiation.begin())))
    await vi.waitFor(async () => {
      for (const [index, { negotiation }] of ends.entries()) {
        for (const message of negotiation.restate()) {
          const other = ends[1 - index]!
          if (random() > 0.4) await other.do(() => other.negotiation.hear(message))
        }
      }
      await untilConnectedNow(ends)
    }, wait)
  }
})

async function untilConnectedNow(ends: readonly End[]): Promise<void> {
  for (const { pair } of ends) expect(pair.peerConnection.connectionState).toBe('connected')
}

test('an offer from the side that should ask is answered, unless ours is on its way', async () => {
  const said: SignalMessage[] = []
  const [offerer] = connect((_arrive, message) => void said.push(message))
  const stranger = new RTCPeerConnection()
  onTestFinished(() => stranger.close())
  stranger.addTransceiver('audio')
  stranger.addTransceiver('video')
  stranger.createDataChannel('life', { negotiated: true, id: 0 })
  await stranger.setLocalDescription()
  const link = new Uint8Array(8).fill(9)
  const offer = {
    kind: 'offer',
    link,
    n: 1,
    sdp: stranger.localDescription!.sdp,
    camera: true,
    microphone: true
  } as const
  await offerer.do(() => offerer.negotiation.hear(offer))
  const answer = said.find(({ kind }) => kind === 'answer')
  await stranger.setRemoteDescription({ type: 'answer', sdp: answer?.kind === 'answer' ? answer.sdp : '' })
  expect(stranger.signalingState).toBe('stable')

  const [other] = connect((_arrive, message) => void said.push(message))
  said.length = 0
  await other.do(() => other.negotiation.begin())
  await other.do(() => other.negotiation.hear(offer))
  expect(said.filter(({ kind }) => kind === 'answer')).toEqual([])
  expect(other.negotiation.isWaiting).toBe(true)
})

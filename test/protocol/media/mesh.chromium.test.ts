import { expect, test, vi } from 'vitest'
import { framesSpoiler } from './spoiler.ts'
import { signalMessage, SIGNAL_PROTOCOL } from '../../../protocol/media/signal.ts'
import { PEER_LINK_TIMEOUT_MS, SIGNAL_FRAME_BYTES_MAX } from '../../../protocol/limits.ts'
import {
  clock,
  colourOf,
  figures,
  linkAll,
  people,
  picture,
  play,
  somebody,
  type Somebody,
  tone,
  untilConnected,
  wait
} from './scene.ts'

const two = (everybody: readonly Somebody[]): [Somebody, Somebody] => [everybody[0]!, everybody[1]!]

/** How often anything was negotiated. */
function countDescriptions(person: Somebody): () => number {
  let count = 0
  const connection = person.connections.at(-1)!
  connection.addEventListener('signalingstatechange', () => {
    if (connection.signalingState === 'stable') count += 1
  })
  return () => count
}

test('two people see and hear each other as soon as they are linked', async () => {
  const { everybody } = await people(['a', 'b'], name => ({
    camera: picture(name === 'a' ? 'red' : 'blue'),
    microphone: tone(name === 'a' ? 440 : 880)
  }))
  const [a, b] = two(everybody)
  linkAll(everybody)
  await untilConnected(everybody)
  const [seenByA, seenByB] = [await colourOf(a.link(b)!.camera!), await colourOf(b.link(a)!.camera!)]
  expect(seenByA.blue).toBeGreaterThan(150)
  expect(seenByA.red).toBeLessThan(80)
  expect(seenByB.red).toBeGreaterThan(150)
  await play(b.link(a)!.sound!)
  await vi.waitFor(async () => {
    const heard = await figures(b.connections[0]!, 'inbound-rtp', 'audio')
    expect(heard['totalAudioEnergy']).toBeGreaterThan(0.001)
  }, wait)
  expect(a.link(b)?.sends).toEqual({ camera: true, microphone: true })
  expect([a.connections.length, b.connections.length]).toEqual([1, 1])
})

test('sound goes as Opus that pauses in silence and mends losses, the picture as VP8', async () => {
  const { everybody } = await people(['a', 'b'], () => ({ camera: picture('red'), microphone: tone(440) }))
  linkAll(everybody)
  await untilConnected(everybody)
  for (const { connections } of everybody) {
    const stats = await connections[0]!.getStats()
    const codecs: { mimeType: string; sdpFmtpLine?: string; id: string }[] = []
    const sent: { codecId: string }[] = []
    stats.forEach(report => {
      if (report.type === 'codec') codecs.push(report)
      if (report.type === 'outbound-rtp') sent.push(report)
    })
    const used = sent.map(({ codecId }) => codecs.find(({ id }) => id === codecId))
    expect(new Set(used.map(codec => codec?.mimeType))).toEqual(new Set(['audio/opus', 'video/VP8']))
    const opus = used.find(codec => codec?.mimeType === 'audio/opus')?.sdpFmtpLine
    expect(opus).toContain('usedtx=1')
    expect(opus).toContain('useinbandfec=1')
  }
})

test('a camera that is turned on, changed and off again needs no negotiation', async () => {
  const { everybody } = await people(['a', 'b'])
  const [a, b] = two(everybody)
  linkAll(everybody)
  await untilConnected(everybody)
  expect(b.link(a)?.sends).toEqual({ camera: false, microphone: false })
  const descriptions = [countDescriptions(a), countDescriptions(b)]
  await a.media.setTrack('camera', picture('red'))
  expect((await colourOf(b.link(a)!.camera!)).red).toBeGreaterThan(150)
  await a.media.setTrack('camera', picture('lime'))
  await vi.waitFor(async () => expect((await colourOf(b.link(a)!.camera!)).green).toBeGreaterThan(150), wait)
  await b.media.setTrack('camera', picture('blue'))
  expect((await colourOf(a.link(b)!.camera!)).blue).toBeGreaterThan(150)
  await a.media.setTrack('camera', undefined)
  expect(a.connections[0]!.getSenders().map(({ track }) => track)).toEqual([null, null])
  expect(descriptions.map(count => count())).toEqual([0, 0])
  expect(a.connections[0]!.getTransceivers()).toHaveLength(2)
})

test('a track set while the link is being made is the one that is sent', async () => {
  const { everybody } = await people(['a', 'b'], () => ({ camera: picture('red') }))
  const [a, b] = two(everybody)
  linkAll(everybody)
  await Promise.all([a.media.setTrack('camera', picture('lime')), b.media.setTrack('camera', picture('lime'))])
  await untilConnected(everybody)
  for (const [one, other] of [
    [a, b],
    [b, a]
  ] as const) {
    await vi.waitFor(async () => expect((await colourOf(one.link(other)!.camera!)).green).toBeGreaterThan(150), wait)
  }
})

test('four people are all linked, and signals rest when all is said', async () => {
  const { network, everybody } = await people(['a', 'b', 'c', 'd'])
  linkAll(everybody)
  await untilConnected(everybody)
  for (const { media } of everybody) expect(media.links()).toHaveLength(3)
  await vi.waitFor(() => expect(network.openStreams).toBe(0), wait)
  await new Promise(resolve => setTimeout(resolve, 0))
  await untilConnected(everybody)
})

test.each([
  ['that are cut again and again', 'cut'],
  ['on which everything comes twice', 'twice'],
  ['on which words overtake each other', 'shuffled'],
  ['on which words get lost with their stream', 'lossy']
] as const)('links come about over signal streams %s', async (_what, how) => {
  const { network, everybody } = await people(['a', 'b'])
  const [a, b] = two(everybody)
  network.conditions.delayMs = 20
  const undo = framesSpoiler(how, [a.channel, b.channel], network)
  linkAll(everybody)
  await untilConnected(everybody)
  undo()
  expect(a.connections.length + b.connections.length).toBeLessThan(6)
})

test('a link outlives its signal streams, and the network between them', async () => {
  const { network, everybody } = await people(['a', 'b'], () => ({ camera: picture('red') }))
  const [a, b] = two(everybody)
  linkAll(everybody)
  await untilConnected(everybody)
  network.cutStreams()
  network.conditions.connects = () => false
  const before = (await figures(b.connections[0]!, 'inbound-rtp', 'video'))['framesDecoded'] ?? 0
  await vi.waitFor(async () => {
    const { framesDecoded = 0 } = await figures(b.connections[0]!, 'inbound-rtp', 'video')
    expect(framesDecoded).toBeGreaterThan(before + 15)
  }, wait)
  const heardAtMs = b.link(a)!.heardAtMs
  await vi.waitFor(() => expect(b.link(a)!.heardAtMs).toBeGreaterThan(heardAtMs), wait)
  await untilConnected(everybody)
})

test('an interrupted connection finds new ways without being made anew', async () => {
  const { everybody } = await people(['a', 'b'], () => ({ camera: picture('red') }))
  const [a, b] = two(everybody)
  linkAll(everybody)
  await untilConnected(everybody)
  const ufrag = (person: Somebody): string | undefined =>
    /a=ice-ufrag:(\S+)/.exec(person.connections[0]!.localDescription?.sdp ?? '')?.[1]
  const before = [ufrag(a), ufrag(b)]
  let isBroken = true
  for (const { connections } of everybody) {
    const [connection] = connections
    const real = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'connectionState')!.get!
    Object.defineProperty(connection, 'connectionState', {
      get: () => (isBroken ? 'failed' : (real.call(connection) as string))
    })
    connection!.dispatchEvent(new Event('connectionstatechange'))
  }
  expect(a.link(b)?.state).toBe('reconnecting')
  await vi.waitFor(() => expect([ufrag(a), ufrag(b)]).not.toEqual(before), wait)
  await vi.waitFor(() => {
    for (const { connections } of everybody) expect(connections[0]!.signalingState).toBe('stable')
  }, wait)
  isBroken = false
  for (const { connections } of everybody) connections[0]!.dispatchEvent(new Event('connectionstatechange'))
  await untilConnected(everybody)
  expect(ufrag(a)).not.toBe(before[0])
  expect(ufrag(b)).not.toBe(before[1])
  expect([a.connections.length, b.connections.length]).toEqual([1, 1])
  expect((await colourOf(b.link(a)!.camera!)).red).toBeGreaterThan(150)
})

test('a connection one side lost for good is made anew by both', async () => {
  const { everybody } = await people(['a', 'b'], () => ({ camera: picture('red') }))
  const [a, b] = two(everybody)
  linkAll(everybody)
  await untilConnected(everybody)
  for (const lost of [a, b]) {
    const count = lost.connections.length
    lost.media.remove(lost === a ? 'b' : 'a')
    lost.media.add(lost === a ? 'b' : 'a')
    await vi.waitFor(() => expect(lost.connections.length).toBeGreaterThan(count), wait)
    await vi.waitFor(() => expect(lost.connections.at(-1)!.connectionState).toBe('connected'), wait)
    await untilConnected(everybody)
  }
  expect((await colourOf(b.link(a)!.camera!)).red).toBeGreaterThan(150)
  expect((await colourOf(a.link(b)!.camera!)).red).toBeGreaterThan(150)
})

test('nobody answers: the tile says so after its time, and the link comes about when somebody does', async () => {
  const { network, everybody } = await people(['a'])
  const [a] = everybody
  for (const name of ['b', 'Z']) {
    // «a» offers to b, and waits for an offer of Z
    a!.channel.allow(name, [])
    a!.media.add(name)
  }
  clock.aheadMs = PEER_LINK_TIMEOUT_MS + 2_000
  await vi.waitFor(() => {
    expect(a!.media.links().map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', 'no-answer'],
      ['failed', 'no-answer']
    ])
  }, wait)
  for (const name of ['b', 'Z']) {
    const late = await somebody(network, name)
    late.channel.allow('a', [])
    late.media.add('a')
  }
  await untilConnected([a!])
})

test('garbage and floods on a signal stream cost nothing but the stream', async () => {
  const { network, everybody } = await people(['a', 'b', 'mallory'])
  const [a, b] = two(everybody)
  const mallory = everybody[2]!
  linkAll([a, b])
  await untilConnected([a, b])
  mallory.media.close()
  a.media.add('mallory')
  const link = new Uint8Array(8)
  const offer = (n: number, sdp: string): Uint8Array =>
    signalMessage.encode({
      kind: 'offer',
      link: new Uint8Array(8).fill(n % 256),
      n,
      sdp,
      camera: true,
      microphone: true
    })
  const bad = [
    [new Uint8Array([1, 2, 3])],
    [offer(1, 'nonsense')],
    [offer(2, `v=0\r\n${'m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'.repeat(50)}`)],
    Array.from({ length: 300 }, (_, n) => offer(n, a.connections[0]!.localDescription!.sdp)),
    Array.from({ length: 2_000 }, (_, n) =>
      signalMessage.encode({ kind: 'candidate', link, candidate: `candidate:${n}`, mid: '0', ufrag: 'x' })
    ),
    Array.from({ length: 100 }, (_, n) => signalMessage.encode({ kind: 'ask', link: new Uint8Array(8).fill(n) })),
    [signalMessage.encode({ kind: 'bye', link })]
  ]
  for (const messages of bad) {
    const frames = await mallory.channel.open('a', SIGNAL_PROTOCOL, SIGNAL_FRAME_BYTES_MAX)
    for (const message of messages) await frames.write(message).catch(() => undefined) // hung up, as it should be
  }
  for (let i = 0; i < 50; i++) await mallory.channel.open('a', SIGNAL_PROTOCOL, SIGNAL_FRAME_BYTES_MAX)
  await vi.waitFor(() => expect(network.openStreams).toBeLessThan(10), wait)
  expect(a.connections.length).toBeLessThan(10)
  expect(a.link(b)?.state).toBe('connected')
  expect(a.connections.filter(({ connectionState }) => connectionState !== 'closed').length).toBeLessThan(3)
})

test('more members than a mesh can bear are told so', async () => {
  const { everybody } = await people(['a'])
  for (let i = 0; i < 20; i++) everybody[0]!.media.add(`peer ${i}`)
  const reasons = everybody[0]!.media.links().map(({ reason }) => reason)
  expect(reasons.filter(reason => reason === 'too-many')).toHaveLength(4)
})

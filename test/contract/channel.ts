/** What every channel must do, whatever network is below it. */
import { expect, test, vi } from 'vitest'
import type { Frames } from '../../protocol/codec/frames.ts'
import type { Channel, ChannelMessage, TopicRules } from '../../protocol/channel/channel.ts'
import { TOPIC_MESSAGE_BYTES_MAX, TOPIC_MESSAGES_BURST } from '../../protocol/limits.ts'

/** A network to be tested: each channel is a peer of its own in the same room unless told otherwise. */
export interface ChannelNetwork {
  join(options: { tag: Uint8Array; rules: TopicRules }): Promise<{ channel: Channel; addresses: readonly string[] }>
  /** Publishes past the channel's own pace, as a hostile peer would. */
  publishRaw(channel: Channel, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

const TAG = new Uint8Array(32).fill(7)
const PROTOCOL = '/videocity/test/1'
const words = (text: string): Uint8Array => new TextEncoder().encode(text)
const said = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Rules of the tests: what begins with «!» is malformed, what begins with «hello» introduces its author. */
function testRules(onHello: (from: string) => void = () => undefined): TopicRules {
  return {
    isWellFormed: bytes => !said(bytes).startsWith('!'),
    admits: async (from, bytes) => {
      if (!said(bytes).startsWith('hello')) return false
      onHello(from)
      return true
    }
  }
}

function listen(channel: Channel): ChannelMessage[] {
  const heard: ChannelMessage[] = []
  channel.addEventListener('message', ({ detail }) => void heard.push(detail))
  return heard
}

/** Runs the suite against a network. */
export function testChannel(createNetwork: () => Promise<ChannelNetwork>): void {
  const run = (behaviour: string, body: (network: ChannelNetwork) => Promise<void>): void => {
    test(behaviour, async () => {
      const network = await createNetwork()
      try {
        await body(network)
      } finally {
        await network.close()
      }
    })
  }
  const wait = { timeout: 10_000, interval: 20 }

  /** Members of one room who know each other. */
  const acquainted = async (network: ChannelNetwork, count: number): Promise<Channel[]> => {
    const joined: { channel: Channel; addresses: readonly string[] }[] = []
    for (let i = 0; i < count; i++) joined.push(await network.join({ tag: TAG, rules: testRules() }))
    for (const { channel } of joined) {
      for (const other of joined) channel.allow(other.channel.self, other.addresses)
    }
    return joined.map(({ channel }) => channel)
  }

  /** Says something until it is heard: gossip needs a moment until all know who listens. */
  const sayUntilHeard = async (from: Channel, heards: readonly ChannelMessage[][], text: string): Promise<void> => {
    await vi.waitFor(
      async () => {
        await from.publish(words(text))
        for (const heard of heards) expect(heard.map(({ bytes }) => said(bytes))).toContain(text)
      },
      { ...wait, interval: 250 }
    )
  }

  run('what one publishes everybody else hears, with his name on it', async network => {
    const [a, b, c] = await acquainted(network, 3)
    const own = listen(a as Channel)
    const heards = [listen(b as Channel), listen(c as Channel)]
    await sayUntilHeard(a as Channel, heards, 'good morning')
    for (const heard of heards) expect(heard[0]?.from).toBe(a?.self)
    expect(own).toEqual([])
  })

  run('who is not known is not heard, until he is', async network => {
    const [a, b] = await acquainted(network, 2)
    const stranger = await network.join({ tag: TAG, rules: testRules() })
    const heard = listen(b as Channel)
    stranger.channel.allow((b as Channel).self, [])
    await sayUntilHeard(a as Channel, [heard], 'ready')
    await stranger.channel.publish(words('psst'))
    await sayUntilHeard(a as Channel, [heard], 'still ready')
    expect(heard.map(({ from }) => from)).not.toContain(stranger.channel.self)
    b?.allow(stranger.channel.self, stranger.addresses)
    // what he said a moment before he became known is not lost
    await vi.waitFor(() => expect(heard.map(({ bytes }) => said(bytes))).toContain('psst'), wait)
    b?.forget(stranger.channel.self)
    const before = heard.length
    await stranger.channel.publish(words('again'))
    await sayUntilHeard(a as Channel, [heard], 'ready once more')
    expect(heard.slice(before).map(({ from }) => from)).not.toContain(stranger.channel.self)
  })

  run('a message that introduces its author is heard at once', async network => {
    const hellos: string[] = []
    const host = await network.join({ tag: TAG, rules: testRules(from => hellos.push(from)) })
    const guest = await network.join({ tag: TAG, rules: testRules() })
    const heard = listen(host.channel)
    await sayUntilHeard(guest.channel, [heard], 'hello, I am new')
    expect(hellos).toContain(guest.channel.self)
  })

  run('malformed and oversize bytes are dropped', async network => {
    const [a, b] = await acquainted(network, 2)
    const heard = listen(b as Channel)
    await sayUntilHeard(a as Channel, [heard], 'first')
    await network.publishRaw(a as Channel, words('!nonsense'))
    await network.publishRaw(a as Channel, new Uint8Array(TOPIC_MESSAGE_BYTES_MAX + 1))
    await sayUntilHeard(a as Channel, [heard], 'last')
    expect(heard.filter(({ bytes }) => said(bytes).startsWith('!') || bytes.length > 100)).toEqual([])
  })

  run('an author who floods is heard at his rate, and others as ever', async network => {
    const [a, b, c] = await acquainted(network, 3)
    const heard = listen(c as Channel)
    await sayUntilHeard(a as Channel, [heard], 'ready')
    await sayUntilHeard(b as Channel, [heard], 'ready too')
    const before = heard.length
    for (let i = 0; i < 6 * TOPIC_MESSAGES_BURST; i++) await network.publishRaw(a as Channel, words(`spam ${i}`))
    await sayUntilHeard(b as Channel, [heard], 'and I?')
    const spam = heard.slice(before).filter(({ from }) => from === a?.self)
    expect(spam.length).toBeGreaterThan(0)
    expect(spam.length).toBeLessThan(3 * TOPIC_MESSAGES_BURST)
  })

  run('own words wait rather than go over the rate', async network => {
    const [a, b] = await acquainted(network, 2)
    const heard = listen(b as Channel)
    await sayUntilHeard(a as Channel, [heard], 'ready')
    const texts = Array.from({ length: TOPIC_MESSAGES_BURST + 10 }, (_, i) => `line ${i}`)
    await Promise.all(texts.map(async text => a?.publish(words(text))))
    await vi.waitFor(() => expect(heard.map(({ bytes }) => said(bytes))).toEqual(expect.arrayContaining(texts)), wait)
  })

  run('a stream carries frames both ways and ends in order', async network => {
    const [a, b] = await acquainted(network, 2)
    const served: Promise<unknown>[] = []
    b?.handle(PROTOCOL, 100, (frames, from) => {
      served.push(echo(frames, from))
    })
    const frames = await (a as Channel).open((b as Channel).self, PROTOCOL, 100)
    await frames.write(words('one'))
    await frames.write(words('two'))
    expect(said((await frames.read()) ?? new Uint8Array())).toBe(`${a?.self} said one`)
    expect(said((await frames.read()) ?? new Uint8Array())).toBe(`${a?.self} said two`)
    await frames.close()
    expect(await frames.read()).toBeUndefined()
    await Promise.all(served)
  })

  run('a stream of somebody not known yet waits for him', async network => {
    const host = await network.join({ tag: TAG, rules: testRules() })
    const guest = await network.join({ tag: TAG, rules: testRules() })
    const from: string[] = []
    host.channel.handle(PROTOCOL, 100, (frames, peer) => {
      from.push(peer)
      void frames.write(words('come in'))
    })
    guest.channel.allow(host.channel.self, host.addresses)
    const frames = await guest.channel.open(host.channel.self, PROTOCOL, 100)
    await frames.write(words('may I?'))
    const answer = frames.read()
    await vi.waitFor(() => expect(from).toEqual([]), wait)
    host.channel.allow(guest.channel.self, guest.addresses)
    expect(said((await answer) ?? new Uint8Array())).toBe('come in')
    expect(from).toEqual([guest.channel.self])
  })

  run('only members are opened streams to, and only members of the same room answer', async network => {
    const [a, b] = await acquainted(network, 2)
    const other = await network.join({ tag: new Uint8Array(32).fill(8), rules: testRules() })
    const answered: string[] = []
    b?.handle(PROTOCOL, 100, (_frames, from) => void answered.push(from))
    await expect(other.channel.open((b as Channel).self, PROTOCOL, 100)).rejects.toMatchObject({ code: 'not-a-member' })
    other.channel.allow((b as Channel).self, [])
    b?.allow(other.channel.self, other.addresses)
    const failed = async (): Promise<void> => {
      const frames = await other.channel.open((b as Channel).self, PROTOCOL, 100)
      await frames.write(words('hello'))
      if ((await frames.read()) === undefined) throw new Error('ended')
    }
    await expect(failed()).rejects.toMatchObject({ message: expect.any(String) })
    expect(answered).toEqual([])
    void a
  })

  run('closing twice is fine, and afterwards nothing is heard, said or opened', async network => {
    const [a, b] = await acquainted(network, 2)
    const heard = listen(a as Channel)
    await a?.close()
    await a?.close()
    await expect(a?.publish(words('late'))).rejects.toMatchObject({ code: 'room-closed' })
    await expect((a as Channel).open((b as Channel).self, PROTOCOL, 100)).rejects.toMatchObject({ code: 'room-closed' })
    await b?.publish(words('anybody?')).catch(() => undefined) // nobody is left, which may be said
    expect(heard).toEqual([])
  })
}

async function echo(frames: Frames, from: string): Promise<void> {
  for (let frame = await frames.read(); frame !== undefined; frame = await frames.read()) {
    await frames.write(words(`${from} said ${said(frame)}`))
  }
  await frames.close()
}

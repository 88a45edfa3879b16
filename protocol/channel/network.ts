/** A room's channel over libp2p: its topic for all, its streams for one. */
import type { Libp2p } from '@libp2p/interface'
import { TypedEventEmitter } from 'main-event'
import type { Frames } from '../codec/frames.ts'
import { StateError } from '../errors.ts'
import { RENDEZVOUS_ADDRESSES_MAX } from '../limits.ts'
import type { BroadcastEvents, Channel, ChannelOptions, OpenChannel } from './channel.ts'
import { createDirect, type DirectStreams } from './direct.ts'
import { createDirectLinks, type DirectLinks } from './direct-links.ts'
import { createGate, type Gate } from './gate.ts'
import { createPace, type Pace } from './pace.ts'
import { type PubSub, roomTopic, subscribe, type Topic } from './topic.ts'

/** A libp2p node with gossipsub as `services.pubsub`. */
export type ChannelNode = Pick<Libp2p, 'peerId' | 'getConnections' | 'dial' | 'handle' | 'unhandle' | 'logger'> & {
  readonly services: { readonly pubsub: PubSub }
}

/** Channels of rooms over one libp2p node. */
export function networkChannels(libp2p: ChannelNode): OpenChannel {
  return options => createNetworkChannel({ ...options, libp2p })
}

/** Joins the channel of one room: subscribes to its topic; nobody is heard until he is allowed. */
export async function createNetworkChannel(
  options: ChannelOptions & { readonly libp2p: ChannelNode }
): Promise<Channel> {
  return new NetworkChannel(options)
}

class NetworkChannel extends TypedEventEmitter<BroadcastEvents> implements Channel {
  readonly self: string
  private readonly gate: Gate
  private readonly topic: Topic
  private readonly pace: Pace
  private readonly streams: DirectStreams
  private readonly links: DirectLinks
  private readonly addresses = new Map<string, readonly string[]>()
  private isClosed = false

  constructor({ libp2p, tag, rules, clock }: ChannelOptions & { readonly libp2p: ChannelNode }) {
    super()
    this.self = libp2p.peerId.toString()
    const deliver = (detail: { from: string; bytes: Uint8Array }): void => {
      if (!this.isClosed) this.safeDispatchEvent('message', { detail })
    }
    this.gate = createGate({ rules, clock, deliver })
    this.pace = createPace(clock)
    const { pubsub } = libp2p.services
    this.topic = subscribe({ pubsub, topic: roomTopic(tag), gate: this.gate, onMessage: deliver })
    const isAllowed = (peer: string): boolean => this.gate.isAllowed(peer)
    const addressesOf = (peer: string): readonly string[] => this.addresses.get(peer) ?? []
    this.streams = createDirect({ node: libp2p, tag, isAllowed, addressesOf })
    const log = libp2p.logger.forComponent('videocity:channel')
    this.links = createDirectLinks({ node: libp2p, self: this.self, log, addressesOf })
  }

  async publish(bytes: Uint8Array): Promise<void> {
    if (this.isClosed) throw new StateError('room-closed', 'the room was left')
    await this.pace.run(() => this.topic.publish(bytes))
  }

  open(peer: string, protocol: string, maxFrameBytes: number, options?: { signal?: AbortSignal }): Promise<Frames> {
    return this.streams.open(peer, protocol, maxFrameBytes, options)
  }

  handle(protocol: string, maxFrameBytes: number, handler: (frames: Frames, from: string) => void): () => void {
    return this.streams.handle(protocol, maxFrameBytes, handler)
  }

  allow(peer: string, addresses: readonly string[]): void {
    if (this.isClosed || peer === this.self) return
    this.addresses.set(peer, addresses.slice(0, RENDEZVOUS_ADDRESSES_MAX))
    this.gate.allow(peer)
    this.streams.letIn(peer)
  }

  forget(peer: string): void {
    this.gate.forget(peer)
    this.links.drop(peer)
    this.addresses.delete(peer)
  }

  warm(peer: string): Promise<void> {
    return this.streams.warm(peer)
  }

  straighten(peer: string): void {
    if (!this.isClosed && this.gate.isAllowed(peer)) this.links.want(peer)
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    this.pace.close()
    this.links.close()
    this.streams.close()
    this.topic.close()
    this.addresses.clear()
  }
}

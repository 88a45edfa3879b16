/** A network of channels within one process, for demos and tests: with delay, loss, partitions and streams that break. */
import { TypedEventEmitter } from 'main-event'
import { base36 } from 'multiformats/bases/base36'
import type { Frames } from '../codec/frames.ts'
import { NetworkError, StateError } from '../errors.ts'
import type { BroadcastEvents, Channel, ChannelOptions, OpenChannel } from './channel.ts'
import { createGate, type Gate } from './gate.ts'
import { memoryFrames } from './memory-frames.ts'
import { createPace, type Pace } from './pace.ts'
import { createWaitingStreams } from './waiting-streams.ts'

/** How the network behaves; may be changed at any time. */
export interface MemoryConditions {
  /** Each message's and frame's way. */
  delayMs: number
  /** Share of published messages each receiver misses, 0 to 1. */
  lossRate: number
  /** Whether two peers reach each other. */
  connects(a: string, b: string): boolean
}

/** A network in memory. */
export interface MemoryNetwork {
  readonly conditions: MemoryConditions
  /** The channels of one peer. */
  channels(peer: string): OpenChannel
  /** Breaks every stream that is open now. */
  cutStreams(): void
  /** Streams that are open now. */
  readonly openStreams: number
}

interface Network {
  readonly conditions: MemoryConditions
  readonly rooms: Map<string, Set<MemoryChannel>>
  readonly cuts: Set<() => void>
  readonly random: () => number
}

/**
 * Makes a network.
 *
 * @param options.random - decides what is lost
 */
export function createMemoryNetwork({ random = Math.random }: { random?: () => number } = {}): MemoryNetwork {
  const network: Network = {
    conditions: { delayMs: 0, lossRate: 0, connects: () => true },
    rooms: new Map(),
    cuts: new Set(),
    random
  }
  return {
    conditions: network.conditions,
    channels: peer => async options => new MemoryChannel(network, peer, options),
    cutStreams() {
      for (const cut of network.cuts) cut()
    },
    get openStreams() {
      return network.cuts.size
    }
  }
}

class MemoryChannel extends TypedEventEmitter<BroadcastEvents> implements Channel {
  readonly self: string
  private readonly network: Network
  private readonly room: Set<MemoryChannel>
  private readonly gate: Gate
  private readonly pace: Pace
  private readonly waiting = createWaitingStreams()
  private readonly handlers = new Map<string, (frames: Frames, from: string) => void>()
  private isClosed = false

  constructor(network: Network, self: string, { tag, rules, clock }: ChannelOptions) {
    super()
    this.self = self
    this.network = network
    const key = base36.encode(tag)
    this.room = network.rooms.get(key) ?? new Set()
    network.rooms.set(key, this.room)
    this.room.add(this)
    this.gate = createGate({ rules, clock, deliver: message => this.deliver(message) })
    this.pace = createPace(clock)
  }

  async publish(bytes: Uint8Array): Promise<void> {
    if (this.isClosed) throw new StateError('room-closed', 'the room was left')
    await this.pace.run(async () => {
      const copy = Uint8Array.from(bytes)
      const others = [...this.room].filter(other => other !== this && this.reaches(other.self))
      if (others.length === 0 && this.gate.size > 0) throw new NetworkError('no-route', 'nobody to hand a message to')
      for (const other of others) {
        if (this.network.random() >= this.network.conditions.lossRate) this.later(() => other.hear(this.self, copy))
      }
    })
  }

  async open(
    peer: string,
    protocol: string,
    maxFrameBytes: number,
    { signal }: { signal?: AbortSignal } = {}
  ): Promise<Frames> {
    signal?.throwIfAborted()
    if (this.isClosed) throw new StateError('room-closed', 'the room was left')
    if (!this.gate.isAllowed(peer)) throw new StateError('not-a-member', 'only members are talked to')
    const other = [...this.room].findLast(each => each.self === peer)
    const handler = other?.handlers.get(protocol)
    if (other === undefined || handler === undefined || !this.reaches(peer)) {
      throw new NetworkError('no-route', 'the member cannot be reached')
    }
    const { cuts, conditions } = this.network
    const { ends, cut } = memoryFrames({
      maxFrameBytes,
      delayMs: () => conditions.delayMs,
      onEnd: () => cuts.delete(cut)
    })
    cuts.add(cut)
    this.later(() => {
      if (other.isClosed) cut()
      else if (other.gate.isAllowed(this.self)) handler(ends[1], this.self)
      else other.waiting.hold(this.self, ends[1], () => handler(ends[1], this.self))
    })
    return ends[0]
  }

  handle(protocol: string, _maxFrameBytes: number, handler: (frames: Frames, from: string) => void): () => void {
    this.handlers.set(protocol, handler)
    return () => {
      if (this.handlers.get(protocol) === handler) this.handlers.delete(protocol)
    }
  }

  allow(peer: string): void {
    if (this.isClosed || peer === this.self) return
    this.gate.allow(peer)
    this.waiting.letIn(peer)
  }

  forget(peer: string): void {
    this.gate.forget(peer)
  }

  async warm(): Promise<void> {
    // everybody is as close as can be
  }

  straighten(): void {
    // there is nothing in between
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    this.pace.close()
    this.waiting.close()
    this.handlers.clear()
    this.room.delete(this)
  }

  private reaches(peer: string): boolean {
    return this.network.conditions.connects(this.self, peer)
  }

  private later(act: () => void): void {
    const { delayMs } = this.network.conditions
    if (delayMs > 0) setTimeout(act, delayMs)
    else queueMicrotask(act)
  }

  private hear(from: string, bytes: Uint8Array): void {
    if (this.isClosed) return
    const message = { from, bytes: Uint8Array.from(bytes) }
    // a rule of the room that throws is a fault of ours, and unhandled on purpose
    void this.gate.judge(message).then(verdict => {
      if (verdict === 'accept') this.deliver(message)
    })
  }

  private deliver(detail: { from: string; bytes: Uint8Array }): void {
    if (!this.isClosed) this.safeDispatchEvent('message', { detail })
  }
}

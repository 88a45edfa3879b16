/** What a room needs of a network: words to everybody, streams to one, and a say in who is heard. */
import type { TypedEventTarget } from 'main-event'
import type { Frames } from '../codec/frames.ts'

/** Bytes somebody published, and the peer who signed them. */
export interface ChannelMessage {
  readonly from: string
  readonly bytes: Uint8Array
}

/** Events of a {@link Broadcast}. */
export interface BroadcastEvents {
  message: CustomEvent<ChannelMessage>
}

/** Words to everybody. */
export interface Broadcast extends TypedEventTarget<BroadcastEvents> {
  /**
   * Sends bytes to everybody in the room but ourselves. Waits while the own rate is used up.
   *
   * @throws {@link NetworkError} `no-route` if there are members and no way to any of them, `refused` if too much waits
   * @throws {@link StateError} `room-closed`
   */
  publish(bytes: Uint8Array): Promise<void>
}

/** Streams to one member. */
export interface Direct {
  /**
   * Opens a stream to a member over whatever connection there is, relayed ones included.
   *
   * @throws {@link StateError} `not-a-member`, `room-closed`
   * @throws {@link NetworkError} `no-route`, `timed-out`
   */
  open(
    peer: string,
    protocol: string,
    maxFrameBytes: number,
    options?: { readonly signal?: AbortSignal }
  ): Promise<Frames>
  /** Answers streams of members; returns its undo. One handler a protocol. */
  handle(protocol: string, maxFrameBytes: number, handler: (frames: Frames, from: string) => void): () => void
}

/** A room's piece of a network. */
export interface Channel extends Broadcast, Direct {
  /** Own peer ID. */
  readonly self: string
  /** Somebody is a member now: he may be heard, and be reached at these `/p2p-circuit` addresses. */
  allow(peer: string, addresses: readonly string[]): void
  /** Somebody is a member no longer. */
  forget(peer: string): void
  /** Makes a connection ready that shows no address, for a stream that will be opened soon. */
  warm(peer: string): Promise<void>
  /** Would like a connection without a super-peer in between, when there is time for it. Shows the own addresses. */
  straighten(peer: string): void
  close(): Promise<void>
}

/** What may be said on a room's topic, as far as each receiver can tell alone. */
export interface TopicRules {
  /** Whether bytes can be what they claim to be; who forwards anything else is punished. */
  isWellFormed(bytes: Uint8Array): boolean
  /** Whether a message of somebody unknown introduces him: a join statement that verifies. */
  admits(from: string, bytes: Uint8Array): Promise<boolean>
}

/** How a channel is asked for. */
export interface ChannelOptions {
  /** 32 bytes that name the room. */
  readonly tag: Uint8Array
  readonly rules: TopicRules
  readonly clock: () => number
}

/** Joins a room's channel: what {@link networkChannels} and the network in memory give. */
export type OpenChannel = (options: ChannelOptions) => Promise<Channel>

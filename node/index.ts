/** What a program needs to run a super-peer of its own. */
import './node20.ts'

export type { SuperPeerConfig, TlsConfig } from './config.ts'
export { createSuperPeer, type SuperPeer } from './super-peer.ts'

/** What a room needs of the city. */
import type { City } from '../city/city.ts'

/** The part of a {@link City} that rooms use. */
export type RoomCity = Pick<
  City,
  | 'peerId'
  | 'libp2p'
  | 'state'
  | 'identity'
  | 'sessionCert'
  | 'sealKeys'
  | 'rendezvous'
  | 'iceServers'
  | 'addEventListener'
  | 'removeEventListener'
>

/** Tells when the super-peers are lost and when they are back; returns its undo. */
export function watchCity(city: RoomCity, { onLost, onBack }: { onLost(): void; onBack(): void }): () => void {
  const onState = (): void => (city.state === 'online' ? onBack() : onLost())
  city.addEventListener('state-changed', onState)
  return () => city.removeEventListener('state-changed', onState)
}

/** The library people embed: enter the city, find homes, go into rooms, read cards and links. Everything else is inside. */

// the city
export { createCity, type City, type CityEvents, type CityOptions, type CityState } from './city/city.ts'
export type { WhereToLook } from './city/bootstrap.ts'
export type { HomeLookup, HomeMemory, Homes } from './city/homes.ts'
export { nextSeq, openHomeRecord, signHomeRecord } from './city/home-record.ts'
export type { HomeFields, HomeRecord, RoomEntry, VerifiedHome } from './city/home-record.ts'
export type { Rendezvous, RendezvousEntry, RendezvousView } from './city/rendezvous.ts'
export type { SuperPeerView } from './city/super-peers.ts'

// rooms
export { approachRoom, type Doorway, type EnterOptions, type Occupant } from './room/doorway.ts'
export type { Member, Room, RoomEvents, RoomState } from './room/room.ts'
export type { Chat, ChatEvents, ChatLine } from './chat/chat.ts'
export type { LinkReason, LinkState, LinkView, Media, MediaEvents } from './media/media.ts'

// who somebody is
export { admitDevice, foundHome, genesisOf, newSeed, type FoundedHome } from './identity/citizen.ts'
export { parseHomeId, shortHomeId, type Genesis, type HomeId } from './identity/genesis.ts'
export type { CitizenIdentity, Credential, GuestIdentity, Identity } from './identity/identity.ts'
export { signerFromCryptoKeys, signerFromSeed, type Signer } from './codec/signer.ts'

// cards and links
export { recogniseCard, recogniseQrText, type CardPicture, type QrContent } from './identity/card-picture.ts'
export { formatLink, parseLink, type CityLink } from './identity/link.ts'
export { makeLoginCard, openLoginCard } from './identity/login-card.ts'
export { makeVisitingCard, openVisitingCard } from './identity/visiting-card.ts'

// errors
export {
  AuthError,
  CityError,
  CodecError,
  MediaError,
  NetworkError,
  StateError,
  StorageError,
  UsageError,
  type CityErrorCode
} from './errors.ts'

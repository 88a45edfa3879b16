/** Every limit of the protocol, with its unit and its reason. Listed for implementers in docs/protocol.md#limits. */

const KIB = 1024
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

// --- codec
/** Nesting a message may have; a home record needs 3, and later versions may need more. */
export const MESSAGE_DEPTH_MAX = 8
/** Array and map entries a message may have in all; the largest legal home record has 155. */
export const MESSAGE_ITEMS_MAX = 512
/** A signed envelope: the largest legal home record, and little enough for one gossip message. */
export const ENVELOPE_BYTES_MAX = 8 * KIB
/** How long a reader waits for a frame that is due. */
export const FRAME_READ_TIMEOUT_MS = 10_000
/** How long a writer waits for a peer that takes no bytes. */
export const FRAME_WRITE_TIMEOUT_MS = 10_000

// --- clocks
/** How wrong a clock may be before its owner is told. */
export const CLOCK_SKEW_MS_MAX = 15 * MINUTE_MS

// --- libp2p
/** One dial, all addresses of a peer together; stock is 6 to 10 s. */
export const DIAL_TIMEOUT_MS = 30_000
/** Noise, multiplexer and identify of an inbound connection; stock is 10 s. */
export const INBOUND_UPGRADE_TIMEOUT_MS = 30_000
/** How long a new peer may take to say what it speaks; stock is 5 s. */
export const IDENTIFY_TIMEOUT_MS = 15_000
/** A peer that leaves a ping unanswered for so long is gone; stock is 5 s. */
export const PING_TIMEOUT_MS = 15_000
/** Pings on one connection at a time; stock is 1, though two parts of libp2p ping. */
export const PINGS_MAX = 4
/** A gossipsub RPC: a handful of the largest messages, as an answer to «I want» holds several. Stock is 4 MiB. */
export const GOSSIP_RPC_BYTES_MAX = 256 * KIB
/** Messages, subscriptions or control messages in one gossipsub RPC; stock is 5,000. */
export const GOSSIP_RPC_ENTRIES_MAX = 64
/** Gossip messages a super-peer takes from one peer in a second; another super-peer hands on those of many rooms. */
export const GOSSIP_RPCS_PER_SECOND = 2_000
/** Their burst. */
export const GOSSIP_RPCS_BURST = 5_000
/** New connections a super-peer takes from one address in a second; stock is 5, and a school is one address. */
export const CONNECTIONS_PER_ADDRESS_PER_SECOND = 100
/** How long a super-peer that is closing waits for its connections to end in order. */
export const HANG_UP_TIMEOUT_MS = 1_000
/** DHT questions one peer may have open at a super-peer; stock is 32. */
export const DHT_STREAMS_MAX = 16
/** Connections of a super-peer; stock is 300. */
export const SUPER_PEER_CONNECTIONS_MAX = 1_000

// --- identity
/** A genesis: two keys' worth of bytes and their labels. */
export const GENESIS_BYTES_MAX = 128
/** A name on a card, a tile and a door. */
export const NAME_BYTES_MAX = 64
/** A few sentences about oneself. */
export const ABOUT_BYTES_MAX = 280
/** Chain steps kept whole in a record. */
export const CHAIN_STEPS_MAX = 4
/** Recovery keys a home may have, in their order. */
export const RECOVERY_KEYS_MAX = 3
/** Serial numbers a revocation names one by one. */
export const REVOKED_SERIALS_MAX = 32
/** A device certificate lasts little over a year, renewed whenever the passphrase is given. */
export const DEVICE_CERT_LIFETIME_MS = 400 * DAY_MS
/** A session certificate outlives a long day, not a stolen laptop. */
export const SESSION_CERT_LIFETIME_MS = DAY_MS
/** A device certificate, revocations or a mail key in their envelope. */
export const CERT_BYTES_MAX = KIB
/** A session certificate in its envelope: a full chain, a device certificate and two keys are 2.4 KiB. */
export const SESSION_CERT_BYTES_MAX = 3 * KIB
/** A chain step in its envelope. */
export const CHAIN_STEP_BYTES_MAX = 512

// --- cards
/** A card picture a person may drop. */
export const CARD_FILE_BYTES_MAX = 2 * KIB * KIB
/** Any other picture dropped in place of a card (a photo of a printed one). */
export const PHOTO_FILE_BYTES_MAX = 25 * KIB * KIB
/** Pixels of a picture before it is decoded: 50 megapixels, more than phones make. */
export const PHOTO_PIXELS_MAX = 50_000_000
/** Chunks of a PNG, pixels aside, that we walk before refusing it. */
export const PNG_CHUNKS_MAX = 64
/** Chunks of pixels: Chromium cuts them at 4 KiB, so the largest card has some 520. */
export const PNG_DATA_CHUNKS_MAX = 1_024
/** Width and height of a card's picture. */
export const PNG_SIDE_PX_MAX = 4_096
/** Our own chunk in a PNG. */
export const PNG_OWN_CHUNK_BYTES_MAX = 64 * KIB
/** A visiting card in its envelope: 2 KiB and a full chain, without which a home that was recovered had no card. */
export const VISITING_CARD_BYTES_MAX = 4 * KIB
/** Multiaddrs a card or link gives as hints. */
export const HINTS_MAX = 4
/** One hint. */
export const HINT_BYTES_MAX = 256
/** A link in characters: a home, a room and four hints, all of them escaped. */
export const LINK_BYTES_MAX = 4 * KIB
/** A recovery sheet as typed: 165 characters and as many spaces as anybody likes. */
export const TYPED_CHARACTERS_MAX = 1_000
/** The content of a recovery sheet: a genesis and a seed. */
export const RECOVERY_SHEET_BYTES_MAX = 192
/** The content of a login card, which must fit a QR code that survives a photograph. */
export const LOGIN_CARD_BYTES_MAX = 256
/** argon2id as new cards use it. */
export const KDF_MEMORY_KIB = 64 * KIB
/** argon2id passes as new cards use them. */
export const KDF_PASSES = 3
/** argon2id lanes as new cards use them: a page has one thread. */
export const KDF_PARALLELISM = 1
/** The most lanes a card may ask for. */
export const KDF_PARALLELISM_MAX = 4
/** The most memory a card may ask for: a forged one must not stop the page. */
export const KDF_MEMORY_KIB_MAX = 256 * KIB
/** The most passes a card may ask for. */
export const KDF_PASSES_MAX = 8
/** The least a card may ask for: a forged one must not make guessing cheap. */
export const KDF_MEMORY_KIB_MIN = 16 * KIB
/** A passphrase shorter than this is not accepted for a new home. */
export const PASSPHRASE_CHARACTERS_MIN = 8
/** A passphrase longer than this is a paste of something else. */
export const PASSPHRASE_BYTES_MAX = 1024

// --- home record
/** Rooms of a home. */
export const ROOMS_MAX = 16
/** A room's part of its link. */
export const ROOM_SLUG_BYTES_MAX = 32
/** A room's name. */
export const ROOM_TITLE_BYTES_MAX = 64
/** A record nobody renews is forgotten after this. */
export const HOME_RECORD_LIFETIME_MS = 90 * DAY_MS
/** The owner's device renews when less than this is left. */
export const HOME_RECORD_RENEWAL_MS = 30 * DAY_MS
/** The small picture of a home, content-addressed beside its record. */
export const PICTURE_BYTES_MAX = 16 * KIB
/** Copies, kad-dht's replication factor. */
export const RECORD_COPIES = 20
/** Answers that must agree before a record is called the newest. */
export const RECORD_QUORUM = 3
/** Super-peers that must hold a record before a publication is called done. */
export const RECORD_ACKNOWLEDGEMENTS = 5
/** Times an edit starts again because another device was faster. */
export const RECORD_EDIT_TRIES = 5
/** Budget of a whole look-up. */
export const HOME_LOOKUP_TIMEOUT_MS = 10_000
/** Budget of a whole publication. */
export const HOME_PUBLISH_TIMEOUT_MS = 15_000
/** An owner's device puts the record again this often, give or take a fifth. */
export const REPUBLISH_INTERVAL_MS = HOUR_MS
/** A super-peer copies what it holds to the closest ones this often, give or take a fifth. */
export const REREPLICATE_INTERVAL_MS = 45 * MINUTE_MS
/** After a change of neighbours it copies this soon. */
export const REREPLICATE_AFTER_CHANGE_MS = 5_000

// --- super-peers
/** Super-peers a page keeps warm streams to, whatever rooms it watches. */
export const HOME_BASE_SUPER_PEERS = 2
/** Super-peers a page remembers from one visit to the next. */
export const SUPER_PEERS_REMEMBERED_MAX = 64
/** Super-peers a super-peer tells a newcomer of. */
export const SUPER_PEERS_TOLD_MAX = 16
/** First pause before a lost super-peer is dialled again. */
export const RECONNECT_PAUSE_MS = 250
/** Longest pause before a lost super-peer is dialled again. */
export const RECONNECT_PAUSE_MS_MAX = 5_000
/** The answer of a page's server to the question where the city is. */
export const WELL_KNOWN_BYTES_MAX = 64 * KIB
/** How long that answer may take. */
export const WELL_KNOWN_TIMEOUT_MS = 5_000
/** A connection to a super-peer is dialled for this long before the next try. */
export const SUPER_PEER_DIAL_TIMEOUT_MS = 10_000
/** Which super-peers are closest to a room is looked at again this often. */
export const CLOSEST_REVIEW_INTERVAL_MS = 30_000

/** Homes whose newest record a reader remembers. */
export const HOMES_REMEMBERED_MAX = 500

// --- rendezvous
/** Super-peers a room or home is registered at. */
export const RENDEZVOUS_COPIES = 3
/** A rendezvous frame: a join statement and a few addresses. */
export const RENDEZVOUS_FRAME_BYTES_MAX = 8 * KIB
/** Tags one session may register under or watch. */
export const RENDEZVOUS_TAGS_MAX = 32
/** Sessions a tag holds; large rooms are another milestone's. */
export const RENDEZVOUS_ENTRIES_MAX = 512
/** Addresses of one registration. */
export const RENDEZVOUS_ADDRESSES_MAX = 8
/** Requests a session may make in a second. */
export const RENDEZVOUS_REQUESTS_PER_SECOND = 20
/** Its burst: somebody with many rooms comes back after a lost connection. */
export const RENDEZVOUS_BURST = 100
/** Sessions one super-peer knows at a time. */
export const RENDEZVOUS_SESSIONS_MAX = 2_000
/** A silent rendezvous stream is asked for a sign of life this often. */
export const RENDEZVOUS_PING_INTERVAL_MS = 20_000

// --- relay
/** Reservations a super-peer gives; stock is 15. */
export const RELAY_RESERVATIONS_MAX = 1_000
/** How long one circuit may last; stock is 2 min. */
export const RELAY_CIRCUIT_MS_MAX = 10 * MINUTE_MS
/** Bytes one circuit may carry; stock is 128 KiB, a call's signalling takes 25. */
export const RELAY_CIRCUIT_BYTES_MAX = KIB * KIB
/** Circuits one peer may have open: to everybody in a room. */
export const RELAY_CIRCUITS_PER_PEER_MAX = 64
/** Circuits open at once at one super-peer. */
export const RELAY_CIRCUITS_MAX = 2_000

// --- room
/** A join statement in its envelope, its certificates included. */
export const JOIN_STATEMENT_BYTES_MAX = 4 * KIB
/** How long a join statement is valid. */
export const JOIN_STATEMENT_LIFETIME_MS = DAY_MS
/** Bytes of a topic message before gossipsub's own wrapping: a document update of 32 KiB, sealed. */
export const TOPIC_MESSAGE_BYTES_MAX = 40 * KIB
/** Messages one author may publish in a second, and its burst. */
export const TOPIC_MESSAGES_PER_SECOND = 10
/** Burst of one author. */
export const TOPIC_MESSAGES_BURST = 40
/** Sender keys sealed into one topic message. */
export const SENDER_KEYS_BATCH_MAX = 64
/** After somebody leaves, senders wait this long for others to leave too before they take a fresh key. */
export const SENDER_KEY_RENEWAL_DELAY_MS = 500
/** Sender keys kept of one member: the present one and a few it replaced, for messages still on their way. */
export const SENDER_KEYS_KEPT_MAX = 8
/** Sealed messages kept until their key arrives, for each author. */
export const SEALED_PENDING_MAX = 64
/** Members of a room. */
export const MEMBERS_MAX = 200
/** Words and streams of somebody whose join statement has not arrived yet wait this long for it. */
export const STRANGER_WAIT_MS = 5_000
/** Topic messages kept for such people, all together. */
export const STRANGER_MESSAGES_MAX = 64
/** Messages of all such people that are looked at in a second; each may cost a few signatures. */
export const STRANGER_MESSAGES_PER_SECOND = 40
/** Burst of all such people: a full room that arrives at once. */
export const STRANGER_MESSAGES_BURST = 2 * MEMBERS_MAX
/** Streams kept for such people, all together. */
export const STRANGER_STREAMS_MAX = 32
/** Streams of one protocol one connection may have open towards us. */
export const ROOM_STREAMS_MAX = 4
/** Own messages that wait for their turn under the rate limit. */
export const PUBLISH_QUEUE_MAX = 128
/** Budget of opening a stream to a member, a dial through a super-peer included. */
export const STREAM_OPEN_TIMEOUT_MS = 10_000
/** How long a door may take to open: until a super-peer has taken the registration. */
export const ENTER_TIMEOUT_MS = 10_000
/** How long a goodbye may hold up who leaves. */
export const LEAVE_TIMEOUT_MS = 1_000
/** Relayed connections made ready while somebody stands at the door. */
export const WARM_CONNECTIONS_MAX = 8
/** Steps a sender key is turned forward at most to meet a message: every member may join thrice meanwhile. */
export const SENDER_KEY_STEPS_MAX = 3 * MEMBERS_MAX
/** Sealed messages that may overtake each other. */
export const SEALED_REPLAY_WINDOW = 1_024
/** A presence is told again this often though nothing changed. */
export const PRESENCE_HEARTBEAT_MS = 30_000
/** Silence after which a member whose registration ended is gone. */
export const GONE_SILENCE_MS = 3_000
/** Silence after which a member is gone though no super-peer said so. */
export const LOST_SILENCE_MS = 60_000

// --- chat
/** Text of one line. */
export const CHAT_TEXT_BYTES_MAX = 4 * KIB
/** One signed line. */
export const CHAT_LINE_BYTES_MAX = 6 * KIB
/** Lines kept and handed over. */
export const CHAT_LINES_MAX = 500
/** One answer to a late-comer. */
export const CHAT_HISTORY_BYTES_MAX = 256 * KIB
/** One frame of it: a line or its author's session certificate. */
export const CHAT_HISTORY_FRAME_BYTES_MAX = 8 * KIB
/** Budget of one answer. */
export const CHAT_HISTORY_TIMEOUT_MS = 10_000
/** The end of the order, below 2⁵³: from its middle, 2,000 leaps a second take more than three years to get there. */
export const CHAT_LAMPORT_MAX = 2 ** 52
/** How far a line may run ahead of all that was said: nobody may push the order to its end. */
export const CHAT_LAMPORT_LEAP_MAX = 10_000
/** Own lines that wait for a way out. */
export const CHAT_UNSENT_MAX = 64

// --- media
/** A signalling frame: a description of up to a dozen media lines. */
export const SIGNAL_FRAME_BYTES_MAX = 64 * KIB
/** Candidates of one peer before they are refused. */
export const SIGNAL_CANDIDATES_MAX = 200
/** A pair that is not connected after this says why on its tile. */
export const PEER_LINK_TIMEOUT_MS = 15_000
/** Signs of life on a peer link. */
export const PEER_LINK_HEARTBEAT_MS = 1_000
/** Links of a mesh at all; further members wait for large rooms. */
export const MESH_LINKS_MAX = 16
/** Signalling messages of one peer: a description and its candidates come within a second. */
export const SIGNAL_MESSAGES_PER_SECOND = 20
/** Burst of one peer: two descriptions with all candidates allowed. */
export const SIGNAL_MESSAGES_BURST = 2 * SIGNAL_CANDIDATES_MAX
/** Text of a session description. */
export const SIGNAL_SDP_BYTES_MAX = 60 * KIB
/** Text of one ICE candidate. */
export const SIGNAL_CANDIDATE_BYTES_MAX = 512
/** Media lines of a description: sound, camera, data, and room for a few to come. */
export const SIGNAL_MEDIA_LINES_MAX = 12
/** Streams of one pair that are read at once: one from each side, and one that replaces another. */
export const SIGNAL_STREAMS_MAX = 3

// --- STUN
/** STUN servers a page asks at once; each costs a gathering. */
export const ICE_SERVERS_MAX = 2
/** Answers one address gets in a second. */
export const STUN_ANSWERS_PER_SECOND = 20
/** Addresses whose answers are counted at once; above it strangers wait for the next second. */
export const STUN_ADDRESSES_MAX = 4_096
/** A binding request: no honest one is longer. */
export const STUN_MESSAGE_BYTES_MAX = 548

// --- the super-peer's web port
/** Headers of one request, the name of the page asked for included. */
export const WEB_HEADERS_BYTES_MAX = 16 * KIB
/** A client that has not asked in full by then is too slow, or means to be. */
export const WEB_HEADERS_TIMEOUT_MS = 10_000
/** A connection that carries nothing is kept this long for the next request. */
export const WEB_KEEP_ALIVE_MS = 10_000
/** A connection on which nothing moves, for example a reader that takes no bytes. */
export const WEB_SILENCE_MS = 30_000
/** Connections at once, WebSockets included; a file descriptor each. */
export const WEB_CONNECTIONS_MAX = 8_192
/** Of these from one address: a school behind one router, six connections a browser while its page loads. */
export const WEB_CONNECTIONS_PER_ADDRESS_MAX = 1_024
/** Closing waits this long for answers under way. */
export const WEB_CLOSE_TIMEOUT_MS = 1_000
/** A certificate the super-peer makes for itself; browsers refuse longer ones. */
export const CERTIFICATE_LIFETIME_MS = 365 * DAY_MS
/** It is renewed when less than this is left. */
export const CERTIFICATE_RENEWAL_MS = 30 * DAY_MS
/** Whether a certificate has to be renewed, or its files have changed, is looked at this often. */
export const CERTIFICATE_REVIEW_INTERVAL_MS = 12 * HOUR_MS

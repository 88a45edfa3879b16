import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { beforeAll, expect, test } from 'vitest'
import { createSuperPeerBook } from '../../../protocol/city/super-peer-book.ts'
import { RENDEZVOUS_ADDRESSES_MAX, SUPER_PEERS_REMEMBERED_MAX } from '../../../protocol/limits.ts'

const address = '/ip4/192.0.2.7/tcp/5080/ws'
let peers: string[]

beforeAll(async () => {
  const seeds = Array.from({ length: SUPER_PEERS_REMEMBERED_MAX + 2 }, (_, n) => new Uint8Array(32).fill(n + 1))
  const keys = await Promise.all(seeds.map(seed => generateKeyPairFromSeed('Ed25519', seed)))
  peers = keys.map(key => peerIdFromPrivateKey(key).toString())
})

test('says whether anything is new, and keeps the newest addresses first', () => {
  const book = createSuperPeerBook()
  const [peer = ''] = peers
  expect(book.add({ peer, addresses: [address] })).toBe(true)
  expect(book.add({ peer, addresses: [address] })).toBe(false)
  expect(book.add({ peer, addresses: ['/dns/city.example/tcp/443/tls/ws'] })).toBe(true)
  expect(book.addressesOf(peer)).toEqual(['/dns/city.example/tcp/443/tls/ws', address])
})

test('drops what is no peer ID, no address, or leads through a relay', () => {
  const book = createSuperPeerBook()
  const [peer = ''] = peers
  expect(book.add({ peer: 'somebody', addresses: [address] })).toBe(false)
  book.add({ peer, addresses: ['nowhere', '/ip4/1', `${address}/p2p/${peer}/p2p-circuit`, `/dns/${'x'.repeat(300)}`] })
  expect(book.addressesOf(peer)).toEqual([])
})

test('holds a bounded number of super-peers, those that answered last', () => {
  const book = createSuperPeerBook()
  for (const peer of peers.slice(0, SUPER_PEERS_REMEMBERED_MAX)) book.add({ peer, addresses: [address] })
  book.markGood(peers[0] ?? '')
  book.add({ peer: peers.at(-1) ?? '', addresses: [address] })
  const all = book.all().map(({ peer }) => peer)
  expect(all).toHaveLength(SUPER_PEERS_REMEMBERED_MAX)
  expect(all).toContain(peers[0])
  expect(all).not.toContain(peers[1])
})

test('whoever names others takes the place of none that answered', () => {
  const book = createSuperPeerBook()
  const [honest, invented] = [peers.slice(0, 3), peers.slice(3)]
  for (const peer of honest) {
    book.add({ peer, addresses: [address] })
    book.markGood(peer)
  }
  for (const peer of invented) book.add({ peer, addresses: [address] })
  const all = book.all().map(({ peer }) => peer)
  expect(all).toHaveLength(SUPER_PEERS_REMEMBERED_MAX)
  expect(all.slice(-3)).toEqual(honest)
  expect(book.answered().map(({ peer }) => peer)).toEqual(honest)
  expect(all.at(-4)).toBe(invented.at(-1)) // the oldest of the others gave way
})

test('one just heard of has its turn though all others answered', () => {
  const book = createSuperPeerBook()
  for (const peer of peers.slice(0, SUPER_PEERS_REMEMBERED_MAX)) {
    book.add({ peer, addresses: [address] })
    book.markGood(peer)
  }
  for (const peer of peers.slice(-2)) book.add({ peer, addresses: [address] })
  const all = book.all().map(({ peer }) => peer)
  expect(all).toEqual([peers.at(-1), ...peers.slice(1, SUPER_PEERS_REMEMBERED_MAX)])
})

test('the address of one that answered is not pushed out by what others say of it', () => {
  const book = createSuperPeerBook()
  const [peer = ''] = peers
  book.add({ peer, addresses: [address] })
  book.markGood(peer)
  for (let port = 1; port < 40; port++) book.add({ peer, addresses: [`/ip4/192.0.2.8/tcp/${port}/ws`] })
  expect(book.addressesOf(peer)).toHaveLength(RENDEZVOUS_ADDRESSES_MAX)
  expect(book.addressesOf(peer)[0]).toBe(address)
})

test('holds a bounded number of addresses of each', () => {
  const book = createSuperPeerBook()
  const [peer = ''] = peers
  for (let port = 1; port < 40; port++) book.add({ peer, addresses: [`/ip4/192.0.2.7/tcp/${port}/ws`] })
  expect(book.addressesOf(peer)).toHaveLength(RENDEZVOUS_ADDRESSES_MAX)
})

test('everybody orders super-peers by the same distance to a point', () => {
  const forth = createSuperPeerBook()
  const back = createSuperPeerBook()
  for (const peer of peers.slice(0, 20)) forth.add({ peer, addresses: [address] })
  for (const peer of peers.slice(0, 20).reverse()) back.add({ peer, addresses: [] })
  const first = forth.closest(new Uint8Array(32).fill(1))
  expect(back.closest(new Uint8Array(32).fill(1))).toEqual(first)
  expect(forth.closest(new Uint8Array(32).fill(2))).not.toEqual(first)
})

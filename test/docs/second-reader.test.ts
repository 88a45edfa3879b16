import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { argon2id } from 'hash-wasm'
import { describe, expect, test } from 'vitest'
import derivations from '../vectors/derivations.json' with { type: 'json' }
import homeRecords from '../vectors/home-record.json' with { type: 'json' }
import identities from '../vectors/identity.json' with { type: 'json' }
import roomDerivations from '../vectors/room-derivations.json' with { type: 'json' }
import rooms from '../vectors/room.json' with { type: 'json' }
import { fromHex, toJson, type Vector } from '../vectors/vector.ts'
import {
  derive,
  type Fields,
  fromBase45,
  genesisOf,
  groupsOf,
  hex,
  inBase36,
  multihashOf,
  openEnvelope,
  publicOf,
  readMessage,
  sha256,
  tagOf,
  unseal,
  verifyChain,
  verifyCredential,
  writeMessage
} from './second-reader.ts'

// docs/protocol.md is enough to write another program from: this one was, and comes to what the vectors hold.

const NOW_MS = 1_800_000_000_000
const vectors: readonly Vector[] = [...identities, ...homeRecords, ...rooms]
const signed = vectors.flatMap(({ message: label, name, envelope = '', bytes, signerSeed = '' }) =>
  envelope === '' ? [] : [{ label, name, bytes, seed: fromHex(signerSeed), envelope: fromHex(envelope) }]
)
const kind = (type: string) => signed.filter(({ label }) => label === `videocity/${type}/v1`)

test.each(vectors)('it reads the $name $message', ({ value, bytes }) => {
  expect(toJson(readMessage(fromHex(bytes)))).toEqual(value)
})

test.each(signed)('it opens the envelope of the $name $label', ({ label, bytes, seed, envelope }) => {
  const { signer, message } = openEnvelope(envelope, label)
  expect(hex(writeMessage(message))).toBe(bytes)
  expect(hex(signer)).toBe(hex(publicOf(seed)))
  expect(() => openEnvelope(envelope, 'videocity/other/v1')).toThrow()
})

describe('identity', () => {
  const seed = fromHex(derivations.rootSeed)
  const genesis = genesisOf(seed)

  test('a seed gives its genesis, address, DHT key and mail keys', () => {
    expect(hex(writeMessage(genesis))).toBe(derivations.genesis)
    expect(inBase36(Uint8Array.from([1, 0x71, ...multihashOf(genesis)]))).toBe(derivations.home)
    expect(hex(Buffer.concat([Buffer.from('/home/'), multihashOf(genesis)]))).toBe(derivations.homeRecordKey)
    for (const [generation, secret] of Object.entries(derivations.mailSecrets)) {
      const number = Buffer.alloc(8)
      number.writeBigUInt64BE(BigInt(generation))
      expect(hex(derive(seed, Buffer.concat([Buffer.from('videocity/mail/v1'), number])))).toBe(secret)
    }
  })

  test.each(kind('session-cert'))('the $name session certificate holds', ({ label, envelope }) => {
    const { signer, message } = openEnvelope(envelope, label)
    const by = message['by'] as Fields
    if (by['kind'] === 'guest') expect(hex(by['key'] as Uint8Array)).toBe(hex(signer))
    else expect(verifyCredential(by, signer, NOW_MS)).toHaveProperty('serial')
  })

  test.each(kind('home-record'))('the $name home record is valid', ({ label, envelope }) => {
    const { signer, message } = openEnvelope(envelope, label)
    const { root, recovery } = verifyChain(message['genesis'] as Fields, message['chain'] as Uint8Array[])
    const cert = verifyCredential(message, signer, NOW_MS)
    expect(hex(openEnvelope(message['mail'] as Uint8Array, 'videocity/home-mail/v1').signer)).toBe(root)
    expect(Number(message['expiresAtMs'])).toBeLessThanOrEqual(Number(cert['expiresAtMs']))
    expect(Number(message['seq'])).toBeLessThanOrEqual(Number(message['issuedAtMs']))
    if (message['revoked'] === undefined) return
    const revoked = openEnvelope(message['revoked'] as Uint8Array, 'videocity/revocations/v1')
    expect([root, ...recovery]).toContain(hex(revoked.signer))
  })
})

describe('cards', () => {
  test('the login card opens, from its QR code', async () => {
    const { payload, passphrase, qrText } = derivations.loginCard
    const bytes = fromBase45(qrText.replace('VIDEOCITY1:', ''))
    expect(hex(bytes)).toBe(payload)
    const { c: sealed, ...header } = readMessage(bytes)
    const { s: salt, m: memorySize, t: iterations, p: parallelism, n: nonce } = header
    const costs = { memorySize, iterations, parallelism, hashLength: 32 } as {
      memorySize: number
      iterations: number
      parallelism: number
      hashLength: 32
    }
    const password = passphrase.normalize('NFKC')
    const key = await argon2id({ password, salt: salt as Uint8Array, ...costs, outputType: 'binary' })
    const opener = xchacha20poly1305(key, nonce as Uint8Array, Uint8Array.from(writeMessage(header)))
    expect(hex(opener.decrypt(sealed as Uint8Array))).toBe(derivations.rootSeed)
  })

  test('the recovery sheet has its groups, and its QR code', () => {
    const { payload, qrText, groups } = derivations.recoverySheet
    expect(hex(fromBase45(qrText.replace('VIDEOCITY-RECOVERY1:', '')))).toBe(payload)
    expect(groupsOf(readMessage(fromHex(payload)))).toEqual(groups)
  })
})

describe('rooms', () => {
  const { room, senderKey, peers } = roomDerivations
  const tag = tagOf(fromHex(derivations.homeMultihash), fromHex(room.id), room.epoch)

  test('a room has its tag and its topic', () => {
    expect(hex(tag)).toBe(roomDerivations.tag)
    expect(`videocity/room/${inBase36(tag)}`).toBe(roomDerivations.topic)
  })

  test('sealed words are opened', () => {
    const { lane, generation, step, n, text, box } = senderKey.sealed
    const frame = { lane, generation, step, n, box: fromHex(box) }
    expect(unseal(fromHex(senderKey.key), frame, { tag, from: peers.ada.peer })).toBe(text)
    expect(() => unseal(fromHex(senderKey.key), frame, { tag: sha256(tag), from: peers.ada.peer })).toThrow()
  })
})

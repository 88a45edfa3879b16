import { expect, test } from 'vitest'
import { signerFromSeed } from '../../../protocol/codec/signer.ts'
import { issueSessionCert, verifySessionCert } from '../../../protocol/identity/device.ts'

const nowMs = 1_800_000_000_000
const peerKey = new Uint8Array(32).fill(7)
const sealKey = new Uint8Array(32).fill(8)

test('a guest certifies a session', async () => {
  const signer = await signerFromSeed(new Uint8Array(32).fill(1))
  const bytes = await issueSessionCert({ kind: 'guest', signer }, { peerKey, sealKey, nowMs })
  const session = await verifySessionCert(bytes, { nowMs, peerKey })
  expect(session).toMatchObject({ kind: 'guest', key: signer.publicKey, peerKey, sealKey })
})

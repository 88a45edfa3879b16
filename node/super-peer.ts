/** A super-peer put together from its parts, opened in order and closed in the opposite one. */
import type { Connection, Logger } from '@libp2p/interface'
import { createValidators } from '../protocol/city/validators.ts'
import { asError } from '../protocol/errors.ts'
import { CERTIFICATE_REVIEW_INTERVAL_MS, HANG_UP_TIMEOUT_MS } from '../protocol/limits.ts'
import { verifyJoinStatement } from '../protocol/room/membership.ts'
import { certificateHosts, listenAddress, pageUrls, webSocketAddresses } from './addresses.ts'
import { resolveConfig, type SuperPeerConfig, type SuperPeerSettings } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { guardGossip } from './gossip-guard.ts'
import { loadKeys } from './keys.ts'
import { createSuperPeerLibp2p, type SuperPeerLibp2p } from './libp2p.ts'
import { keepNeighbours, type Neighbours } from './neighbours.ts'
import { openOperatorHome } from './operator.ts'
import { readPageFiles } from './page-files.ts'
import { choosePort, type PortUse } from './ports.ts'
import { guardRecords } from './record-store.ts'
import { relayGater } from './relay.ts'
import { serveRendezvous } from './rendezvous.ts'
import { keepReplicating } from './replication.ts'
import { openStore } from './store.ts'
import { createStunResponder } from './stun.ts'
import { certificateSource, type CertificateSource } from './tls.ts'
import { carryTopics } from './topics.ts'
import { createWeb, type Web } from './web.ts'
import { describeSuperPeer, stunAddress } from './well-known.ts'
import { upgradesInto, type TakeUpgrade } from './ws-upgrade.ts'

/** A running super-peer. */
export interface SuperPeer {
  /** The address of the page to give out first. */
  readonly url: string
  readonly urls: readonly string[]
  /** libp2p peer ID, the same after every restart with the same data folder. */
  readonly peerId: string
  readonly libp2p: SuperPeerLibp2p
  /** Ends everything in order. Idempotent. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a super-peer; fulfils once the page can be used.
 *
 * @throws {@link UsageError} `bad-option`
 * @throws {@link StorageError} `port-in-use`, `data-not-writable`, `data-version`, `data-locked`, `data-damaged`, `no-page`
 */
export async function createSuperPeer(config: SuperPeerConfig = {}): Promise<SuperPeer> {
  const settings = resolveConfig(config)
  const closers: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= closeInOrder(closers)
    return closing
  }
  try {
    return await start(settings, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function start(
  settings: SuperPeerSettings,
  closers: (() => unknown)[],
  close: () => Promise<void>
): Promise<SuperPeer> {
  const clock = Date.now
  /** Parts are closed in the opposite order of their opening. */
  const opened = <T extends { close(): unknown }>(part: T): T => {
    closers.unshift(() => part.close())
    return part
  }
  const page = await readPageFiles(settings.pageDir)
  await openDataFolder(settings.dataDir)
  const store = opened(await openStore(settings.dataDir))
  const datastore = guardRecords(store.datastore, clock)
  const keys = await loadKeys(settings.dataDir)

  // the port is taken first, as it decides the addresses; who comes before the city is open is asked to come again
  let takeUpgrade: TakeUpgrade = (_request, socket) => socket.destroy()
  let wellKnown: () => object = () => ({})
  const certificates =
    settings.tls === undefined
      ? undefined
      : certificateSource(settings.tls, settings.dataDir, certificateHosts(settings))
  const web = opened(
    await createWeb({
      port: settings.port,
      host: settings.host,
      publicUrl: settings.publicUrl,
      page,
      certificate: await certificates?.read(clock()),
      wellKnown: () => wellKnown(),
      onUpgrade: (request, socket, head) => takeUpgrade(request, socket, head),
      log: settings.log
    })
  )
  if (certificates !== undefined) opened(renewing(certificates, web, clock, settings.log))

  // nobody is known until the rendezvous is served
  const door = { knows: (_peer: string): boolean => false }
  const validators = createValidators({ clock, isKeeper: true })
  const sockets = webSocketAddresses(settings, web.port)
  const libp2p = await createSuperPeerLibp2p({
    seed: keys.peer,
    datastore,
    validators,
    gater: relayGater(peer => door.knows(peer)),
    listen: await listenAddresses(settings, web.port),
    webSockets: sockets
  })
  closers.unshift(() => stopLibp2p(libp2p))
  guardGossip(libp2p.services.pubsub, clock)
  const log: Logger = libp2p.logger.forComponent('videocity:super-peer')
  const stunPort = await choosePort(settings.stunPort, portUse(settings, 'udp', '--stun-port'), settings.log)
  const stunServer = opened(await createStunResponder({ host: settings.host, port: stunPort }))
  const stun = stunAddress(settings, stunServer.port)
  const neighbours: Neighbours = opened(
    await keepNeighbours({ libp2p, store: datastore, bootstrap: settings.bootstrap })
  )
  const rendezvous = opened(
    await serveRendezvous({
      libp2p,
      clock,
      verifyStatement: async (statement, at) => void (await verifyJoinStatement(statement, at)),
      welcome: () => ({ stun, superPeers: neighbours.told() })
    })
  )
  door.knows = rendezvous.knows
  opened(carryTopics({ pubsub: libp2p.services.pubsub, rendezvous, clock }))
  opened(keepReplicating({ libp2p, store: datastore, validators, clock }))
  const operator = opened(
    await openOperatorHome({ keys, name: settings.name, dht: libp2p.services.dht, store: datastore, clock, log })
  )

  takeUpgrade = upgradesInto(libp2p)
  wellKnown = () => describeSuperPeer({ libp2p, settings, operator, neighbours, stun, nowMs: clock() })
  const urls = pageUrls(settings, web.port)
  return {
    url: urls[0] ?? '',
    urls,
    peerId: libp2p.peerId.toString(),
    libp2p,
    close,
    [Symbol.asyncDispose]: close
  }
}

async function listenAddresses(settings: SuperPeerSettings, pagePort: number): Promise<string[]> {
  const { host, log } = settings
  const tcp = await choosePort(settings.tcpPort, portUse(settings, 'tcp', '--tcp-port'), log)
  // webrtc-direct has the number of the page's port, whichever that became
  const wish = { ...settings.webrtcPort, port: settings.port === 0 ? 0 : pagePort }
  const webrtc = await choosePort(wish, portUse(settings, 'udp', '--port'), log)
  return [listenAddress(host, 'tcp', tcp), listenAddress(host, 'webrtc-direct', webrtc)]
}

function portUse({ host }: SuperPeerSettings, transport: 'tcp' | 'udp', option: string): PortUse {
  return { transport, host, option }
}

/** A certificate that is renewed, by us or in its files, is used without a new start. */
function renewing(
  certificates: CertificateSource,
  web: Web,
  clock: () => number,
  log: (line: string) => void
): { close(): void } {
  const timer = setInterval(() => {
    certificates
      .read(clock())
      .then(web.setCertificate)
      .catch((error: unknown) => log(`the certificate was not renewed: ${String(error)}`))
  }, CERTIFICATE_REVIEW_INTERVAL_MS)
  return { close: () => clearInterval(timer) }
}

/**
 * Connections first, listeners after. Work-around: node-datachannel 0.33.4 crashes the process when a request for a connection
 * arrives over UDP after its listener has stopped and before the last connection of that port is gone.
 */
async function stopLibp2p(libp2p: SuperPeerLibp2p): Promise<void> {
  const hangUp = (connection: Connection): Promise<void> =>
    connection
      .close({ signal: AbortSignal.timeout(HANG_UP_TIMEOUT_MS) })
      .catch((error: unknown) => connection.abort(asError(error)))
  await Promise.all(libp2p.getConnections().map(hangUp))
  await libp2p.stop()
}

/** Closes what was opened, the last first; one that fails does not keep the others open. */
async function closeInOrder(closers: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = []
  for (const close of closers) {
    try {
      await close()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed in order')
}

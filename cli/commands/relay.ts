/** `videocity relay`: runs a super-peer until it is told to end. */
import { isLoopback } from '../../node/addresses.ts'
import type { SuperPeerConfig, TlsConfig } from '../../node/config.ts'
import { UsageError } from '../../protocol/errors.ts'
import { defineCommand, type Command } from '../command.ts'
import { exitCodes, type ExitCode, type Surroundings } from '../output.ts'

/** What this command needs of a super-peer. */
export interface RunningSuperPeer {
  /** Addresses of the page, the one to give out first. */
  readonly urls: readonly string[]
  close(): Promise<void>
}

/** Closing takes no longer than this; then the process ends all the same. */
const CLOSE_TIMEOUT_MS = 2_500

/**
 * Makes the command.
 *
 * @param createSuperPeer - loads and starts a super-peer
 */
export function relayCommand(createSuperPeer: (config: SuperPeerConfig) => Promise<RunningSuperPeer>): Command {
  return defineCommand({
    name: 'relay',
    summary: 'opens a city: serves the page and carries a part of the network',
    about: [
      'Runs a super-peer: it serves the page, keeps records, introduces people to each other and relays what cannot go ' +
        'directly. One alone is a whole city; with --bootstrap it joins another.',
      'When the page can be used it prints one line, "Video City is open at ADDRESS". Ctrl+C closes it. ' +
        'In a clone of the project, npm start -- OPTIONS is the same, installing and building first what is missing.'
    ],
    examples: [
      ['videocity relay', 'A city on this computer, at http://localhost:5080/.'],
      [
        'videocity relay --host 0.0.0.0 --tls self',
        'For every computer in the house, at https://THIS-COMPUTER:5080/. Each browser asks once whether to trust it.'
      ],
      ['videocity relay --bootstrap http://192.168.1.5:5080/', 'Joins the city of another super-peer.'],
      [
        'videocity relay --public-url https://city.example/',
        'Behind a proxy that speaks https and passes everything, WebSockets too, on to port 5080.'
      ]
    ],
    options: {
      port: {
        type: 'number',
        value: 'PORT',
        help: 'TCP port of the page and its sockets, and UDP port of webrtc-direct. 0 takes any free ports.',
        otherwise: '5080'
      },
      host: {
        type: 'text',
        value: 'ADDRESS',
        help: 'Address to listen on; 0.0.0.0 is every address of this computer. Browsers give camera and keys only to https or to localhost: for other computers add --tls.',
        otherwise: '127.0.0.1, so that nobody else can come in by accident'
      },
      tls: {
        type: 'text',
        value: 'self|CERT.pem,KEY.pem',
        help: 'Serves https on the same port: with a certificate made here and renewed by itself, or with yours.',
        otherwise: 'http only'
      },
      'public-url': {
        type: 'text',
        value: 'URL',
        help: 'The address people use when it is not the one listened on: a name, or a proxy. Cards and links carry it.'
      },
      data: {
        type: 'text',
        value: 'DIR',
        help: 'Folder of keys and records, made when missing, readable by you alone. One super-peer each.',
        otherwise: '~/.videocity/PORT'
      },
      bootstrap: {
        type: 'list',
        value: 'ADDR',
        help: 'Another super-peer to join: its page address or a multiaddr. May be given several times, so that one of them may be away.'
      },
      'tcp-port': {
        type: 'number',
        value: 'PORT',
        help: 'TCP port for other super-peers. If the default is taken, any other is used.',
        otherwise: 'the one after --port'
      },
      'stun-port': {
        type: 'number',
        value: 'PORT',
        help: 'UDP port on which browsers learn their own address (STUN), so that no foreign server is asked. If the default is taken, any other is used.',
        otherwise: 'the one after --port'
      },
      name: {
        type: 'text',
        value: 'NAME',
        help: 'Name of your own home in the city, where the open Town square is.',
        otherwise: 'Town hall'
      }
    },
    exitCodes: [
      [exitCodes.fine, 'closed as asked (Ctrl+C, SIGTERM)'],
      [exitCodes.failed, 'failed while running'],
      [exitCodes.wrongUsage, 'an option is wrong; the message says which'],
      [exitCodes.portInUse, 'a port is in use by another program'],
      [exitCodes.dataUnusable, 'the data folder is in use, not writable, or of another version']
    ],
    async run(values, surroundings) {
      const { tls, data } = values
      const config: SuperPeerConfig = {
        log: line => surroundings.log(line),
        ...pick('port', values.port),
        ...pick('host', values.host),
        ...pick('tls', tls === undefined ? undefined : parseTls(tls)),
        ...pick('publicUrl', values['public-url']),
        ...pick('dataDir', data),
        ...pick('bootstrap', values.bootstrap),
        ...pick('tcpPort', values['tcp-port']),
        ...pick('stunPort', values['stun-port']),
        ...pick('name', values.name)
      }
      if (leavesOthersWithoutCamera(config)) {
        surroundings.log(
          `Browsers on other computers give no camera, microphone or keys to http://${config.host}: add --tls self.`
        )
      }
      return keepRunning(() => createSuperPeer(config), surroundings)
    }
  })
}

/** Whether others can come in, but only over plain http. */
function leavesOthersWithoutCamera({ host, tls, publicUrl }: SuperPeerConfig): boolean {
  return host !== undefined && !isLoopback(host) && tls === undefined && publicUrl === undefined
}

/** An option that was not given is left out, not set to `undefined`. */
function pick<const K extends keyof SuperPeerConfig>(
  key: K,
  value: SuperPeerConfig[K]
): Pick<SuperPeerConfig, K> | object {
  return value === undefined ? {} : { [key]: value }
}

function parseTls(text: string): TlsConfig {
  if (text === 'self') return text
  const [certFile = '', keyFile = '', ...rest] = text.split(',')
  if (certFile !== '' && keyFile !== '' && rest.length === 0) return { certFile, keyFile }
  throw new UsageError(
    'bad-option',
    `--tls: either self, or the files of a certificate and its key as CERT.pem,KEY.pem, not ${JSON.stringify(text)}.`
  )
}

/** Starts, says where, and waits to be told to end: once in order, a second time at once. */
async function keepRunning(start: () => Promise<RunningSuperPeer>, surroundings: Surroundings): Promise<ExitCode> {
  let askedToEnd = (): void => {}
  const end = new Promise<void>(resolve => (askedToEnd = resolve))
  let requests = 0
  const undo = surroundings.onEnd(() => {
    requests++
    if (requests > 1) surroundings.exit(exitCodes.failed)
    else askedToEnd()
  })
  try {
    const starting = start()
    const superPeer = await Promise.race([starting, end])
    if (superPeer !== undefined) {
      surroundings.out(openLine(superPeer.urls))
      await end
    }
    surroundings.log('Closing …')
    await closeInTime(starting, surroundings)
    return exitCodes.fine
  } finally {
    undo()
  }
}

function openLine([first = '', ...others]: readonly string[]): string {
  return `Video City is open at ${first}${others.length === 0 ? '' : ` (also at ${others.join(', ')})`}`
}

/** Also when it was still starting: what is half open is closed as soon as it is there. */
async function closeInTime(starting: Promise<RunningSuperPeer>, { log }: Surroundings): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>(resolve => {
    timer = setTimeout(() => {
      log('Not everything could be closed in time; what was acknowledged is on disk.')
      resolve()
    }, CLOSE_TIMEOUT_MS)
  })
  const closed = starting.then(superPeer => superPeer.close())
  await Promise.race([closed, late]).finally(() => clearTimeout(timer))
}

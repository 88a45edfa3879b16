/** Under which addresses a super-peer can be reached: what it prints, what it announces, and what its certificate covers. */
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import type { SuperPeerSettings } from './config.ts'

/** What decides over addresses. */
type Place = Pick<SuperPeerSettings, 'host' | 'publicUrl' | 'tls'>
type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

const WILDCARDS = ['0.0.0.0', '::']

/** Whether other computers cannot reach this address. */
export function isLoopback(host: string): boolean {
  return host === '::1' || /^127(\.\d{1,3}){3}$/.test(host) || host === 'localhost'
}

/**
 * The addresses this computer has, as far as others may use them: no loopback, no link-local ones.
 * For a host that is not a wildcard that is the host itself.
 */
export function ownHosts(host: string, interfaces: Interfaces = networkInterfaces()): readonly string[] {
  if (!WILDCARDS.includes(host)) return [host]
  const all = Object.values(interfaces).flatMap(list => list ?? [])
  const usable = all.filter(({ family, internal, address }) => {
    const isListenedTo = family === 'IPv4' || host === '::'
    return isListenedTo && !internal && !address.startsWith('fe80:') && !address.startsWith('169.254.')
  })
  return usable.length > 0 ? usable.map(({ address }) => address) : [host === '::' ? '::1' : '127.0.0.1']
}

/** Addresses of the page, the one to give out first. */
export function pageUrls(place: Place, port: number, interfaces?: Interfaces): readonly string[] {
  const scheme = place.tls === undefined ? 'http' : 'https'
  const hosts = ownHosts(place.host, interfaces)
  const local = WILDCARDS.includes(place.host) || isLoopback(place.host) ? ['localhost'] : []
  const urls = [...local, ...hosts.filter(host => !isLoopback(host))].map(host => urlOf(scheme, host, port))
  return [...new Set([...(place.publicUrl === undefined ? [] : [place.publicUrl.href]), ...urls])]
}

/** Multiaddrs of the sockets on the page's port. Those of the other transports are libp2p's to tell. */
export function webSocketAddresses(place: Place, port: number, interfaces?: Interfaces): readonly string[] {
  const { publicUrl } = place
  const named = publicUrl === undefined ? [] : [publicSocket(publicUrl)]
  // behind a proxy on this computer, nobody else can use the inner address
  const hosts = publicUrl !== undefined && isLoopback(place.host) ? [] : ownHosts(place.host, interfaces)
  const inner = hosts.flatMap(host => {
    const tcp = `/${host.includes(':') ? 'ip6' : 'ip4'}/${host}/tcp/${port}`
    return place.tls === undefined ? [`${tcp}/ws`] : [`${tcp}/tls/ws`, `${tcp}/ws`]
  })
  return [...new Set([...named, ...inner])]
}

/** A multiaddr to listen on. */
export function listenAddress(host: string, transport: 'tcp' | 'webrtc-direct', port: number): string {
  const ip = `/${host.includes(':') ? 'ip6' : 'ip4'}/${host}`
  return transport === 'tcp' ? `${ip}/tcp/${port}` : `${ip}/udp/${port}/webrtc-direct`
}

/** Names and addresses a certificate of our own has to cover. */
export function certificateHosts(place: Place, interfaces?: Interfaces): readonly string[] {
  const publicHost = place.publicUrl === undefined ? [] : [place.publicUrl.hostname.replace(/^\[(.*)\]$/, '$1')]
  return [...new Set([...publicHost, ...ownHosts(place.host, interfaces), 'localhost', '127.0.0.1', '::1'])]
}

function publicSocket({ hostname, protocol, port }: URL): string {
  const isSecure = protocol === 'https:'
  const tcp = `tcp/${port === '' ? (isSecure ? 443 : 80) : port}`
  const suffix = isSecure ? 'tls/ws' : 'ws'
  if (hostname.startsWith('[')) return `/ip6/${hostname.slice(1, -1)}/${tcp}/${suffix}`
  return `/${/^\d+(\.\d+){3}$/.test(hostname) ? 'ip4' : 'dns'}/${hostname}/${tcp}/${suffix}`
}

function urlOf(scheme: string, host: string, port: number): string {
  return new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/`).href
}

/** The headers that say what a page of ours may do. Reasons: docs/security.md. */
import type { OutgoingHttpHeaders } from 'node:http'

/** What the browser sees us as. */
export interface SeenAs {
  /** Whether it sees https; only then are plain WebSockets out of the question. */
  readonly isSecure: boolean
  /** Whether it takes us for its own computer, which it trusts without https. */
  readonly isThisComputer: boolean
}

/** Headers of every answer. */
export function securityHeaders({ isSecure, isThisComputer }: SeenAs): OutgoingHttpHeaders {
  return {
    'content-security-policy': contentSecurityPolicy(isSecure),
    // from any other origin browsers ignore it, and say so on the console
    ...(isSecure || isThisComputer ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)'
  }
}

function contentSecurityPolicy(isSecure: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' wss:${isSecure ? '' : ' ws:'}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types videocity'
  ].join('; ')
}

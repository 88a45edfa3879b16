/** The headers that say what a page of ours may do. Reasons: docs/security.md. */
import type { OutgoingHttpHeaders } from 'node:http'

/**
 * Headers of every answer.
 *
 * @param options.isSecure - whether the browser sees https; only then are plain WebSockets out of the question
 */
export function securityHeaders({ isSecure }: { readonly isSecure: boolean }): OutgoingHttpHeaders {
  return {
    'content-security-policy': contentSecurityPolicy(isSecure),
    'cross-origin-opener-policy': 'same-origin',
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

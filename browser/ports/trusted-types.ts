/** The page's one Trusted Types policy: scripts come from this origin's `/assets/` and `/sw.js`, and from nowhere else. */

/** What a browser with Trusted Types offers, as far as we use it. */
interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown }
}

/** Name of the policy, which the CSP allows. */
const POLICY_NAME = 'videocity'

/** Passes addresses of scripts on, as the kind of value the browser asks for. */
export interface ScriptUrls {
  /** @throws TypeError for an address that is not ours */
  trust(url: string): string
}

/**
 * Makes the policy; once for the page.
 *
 * @param scope - the window, with or without Trusted Types
 */
export function createScriptUrls(scope: { location: { href: string; origin: string } } = window): ScriptUrls {
  const check = (url: string): string => ownScriptUrl(url, scope.location)
  const factory = (scope as { trustedTypes?: TrustedTypesFactory }).trustedTypes
  const policy = factory?.createPolicy(POLICY_NAME, { createScriptURL: check })
  // a TrustedScriptURL is an object, which every caller hands to `new Worker` or `register` as if it were the string
  return { trust: url => (policy === undefined ? check(url) : (policy.createScriptURL(url) as string)) }
}

/** The absolute address of one of our own scripts. */
export function ownScriptUrl(url: string, page: { href: string; origin: string }): string {
  const target = new URL(url, page.href)
  const isOurs =
    target.origin === page.origin && (target.pathname.startsWith('/assets/') || target.pathname === '/sw.js')
  if (!isOurs || target.username !== '' || target.password !== '') {
    throw new TypeError(`not a script of this page: ${target.origin}${target.pathname}`)
  }
  return target.href
}

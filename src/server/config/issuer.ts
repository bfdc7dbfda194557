import { isLoopback } from '../../loopback.ts'

/**
 * What is wrong with an issuer (OpenID Connect Discovery 1.0 §3: https, no query, no fragment), or
 * `undefined`. The development profile is held to loopback, so that a server which anybody can reach
 * has been told to be one, and has been given keys.
 */
export function issuerProblem(
  issuer: string,
  profile: 'development' | 'production',
): string | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) return 'expected an https URL'
  if (url.username || url.password || url.search || url.hash || /[?#]/.test(issuer)) {
    return 'expected a URL without credentials, query or fragment'
  }
  if (issuer.endsWith('/')) return 'expected a URL without a slash at its end'
  if (issuer !== url.href.replace(/\/$/, '')) return `expected it as it is compared: ${url.href}`
  if (isLoopback(url.hostname)) return undefined
  if (url.protocol === 'http:') return 'expected https; http is served on loopback addresses only'
  return profile === 'production'
    ? undefined
    : 'the development profile serves loopback addresses only; set profile to production'
}

import { isLoopback } from '../../kernel/loopback.ts'

/** They belong to the listener and not to the issuer: whoever probes a node knows neither its path nor its proxy. */
export const HEALTH = { alive: '/healthz', ready: '/readyz' } as const

const PROBES: readonly string[] = Object.values(HEALTH)

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
  const problem = pathProblem(issuer)
  if (problem !== undefined) return problem
  if (issuer !== url.href.replace(/\/$/, '')) return `expected it as it is compared: ${url.href}`
  if (isLoopback(url.hostname)) return undefined
  if (url.protocol === 'http:') return 'expected https; http is served on loopback addresses only'
  return profile === 'production'
    ? undefined
    : 'the development profile serves loopback addresses only; set profile to production'
}

/** As it is written: `URL` would leave out its `.` and `..`, and make slashes of backslashes. */
function pathProblem(issuer: string): string | undefined {
  const [, path = ''] = /^[^:]*:\/\/[^/\\]*(.*)$/s.exec(issuer) ?? []
  if (path === '') return undefined
  const segments = path.slice(1).split('/')
  if (segments.includes('')) return 'expected a path without an empty segment ("//")'
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    return 'expected a path without "." and ".." segments'
  }
  // It stands in the path of cookies, in routes and in proxies' settings: what one of them reads otherwise
  // (an escaped slash above all) would part them. OpenID Connect compares issuers letter by letter.
  if (!/^(?:\/[\w.~-]+)+$/.test(path)) {
    return 'expected a path of letters, digits, "-", ".", "_" and "~"; nothing in it may be escaped (%2F)'
  }
  return PROBES.includes(path) ? `expected another path: ${path} is for health checks` : undefined
}

import { isDeepStrictEqual } from 'node:util'
import { errors, type Configuration, type Provider } from 'oidc-provider'
import { readClaimsRequest } from './claims-request.ts'

type ClaimsFeature = NonNullable<NonNullable<Configuration['features']>['claimsParameter']>
type Assert = NonNullable<ClaimsFeature['assertClaimsParameter']>

/**
 * Refuses a `claims` parameter of which a part could not be read, by the name of that part, wherever a request comes in:
 * in the address, pushed, in a request object, from a device.
 *
 * @param host what the host asserts besides
 */
export const assertClaims =
  (host: Assert | undefined): Assert =>
  async (ctx, claims, client) => {
    const read = readClaimsRequest(JSON.stringify(claims))
    if (read.outcome === 'malformed') {
      throw new errors.InvalidRequest(`${read.member} ${read.problem}`)
    }
    // Where `tidyClaims` is not at work, the library would lose what it was to be told in its own way.
    if (!isDeepStrictEqual(read.tidy, JSON.parse(JSON.stringify(claims)))) {
      throw new errors.InvalidRequest('claims must be written without null members')
    }
    await host?.(ctx, claims, client)
  }

/**
 * Lets the library see every `claims` parameter without its null members. It refuses a null `userinfo`, takes the value
 * null of `sub` for an account that nobody can sign in to, and does not look at `values` of `sub`. Call once, before the
 * provider serves its first request.
 */
export function tidyClaims(provider: Provider): void {
  const kept = new WeakMap<object, unknown>()
  // A class of this provider's own, which has no such member: each request sets it, on whatever way it came.
  Object.defineProperty(provider.OIDCContext.prototype, 'params', {
    configurable: true,
    enumerable: true,
    get(this: object) {
      return kept.get(this)
    },
    set(this: object, params: unknown) {
      if (typeof params === 'object' && params !== null) tidyParams(params)
      kept.set(this, params)
    },
  })
}

/** A pushed request and a request object write into the parameters that are there already. */
function tidyParams(params: object): void {
  if (!('claims' in params)) return
  let claims: unknown = tidy(params.claims)
  Object.defineProperty(params, 'claims', {
    configurable: true,
    enumerable: true,
    get: () => claims,
    set(value: unknown) {
      claims = tidy(value)
    },
  })
}

/** What cannot be read stays as it is, to be refused. */
function tidy(claims: unknown): unknown {
  if (typeof claims !== 'string') return claims
  const read = readClaimsRequest(claims)
  if (read.outcome === 'malformed') return claims
  return read.tidy && JSON.stringify(read.tidy)
}

import { isDeepStrictEqual } from 'node:util'
import { errors, type Configuration, type Provider } from 'oidc-provider'
import { rewriteParameter } from '../library.ts'
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
export const tidyClaims = (provider: Provider): void => rewriteParameter(provider, 'claims', tidy)

/** What cannot be read stays as it is, to be refused. */
function tidy(claims: unknown): unknown {
  if (typeof claims !== 'string') return claims
  const read = readClaimsRequest(claims)
  if (read.outcome === 'malformed') return claims
  return read.tidy && JSON.stringify(read.tidy)
}

import { present, fieldOf } from '../../kernel/typing.ts'
import type { Configuration, Account } from 'oidc-provider'

type ExtraTokenClaims = NonNullable<Configuration['extraTokenClaims']>

/**
 * `acr`, `amr` and `auth_time` of the authorization that a token comes from (RFC 9068 §2.2.1), fixed
 * through refresh and rotation: taken from the code or refresh token and never from the session, which
 * may have been stepped up or gone since. A client's own tokens have no account and carry none.
 */
export const tokenClaims =
  (host: ExtraTokenClaims | undefined): ExtraTokenClaims =>
  async (ctx, token) => {
    const others = await host?.(ctx, token)
    if (token.kind !== 'AccessToken') return others
    const { entities } = ctx.oidc
    const source =
      entities.AuthorizationCode ??
      entities.RefreshToken ??
      entities.DeviceCode ??
      entities.BackchannelAuthenticationRequest
    if (!source) return others
    const { acr, amr, authTime } = source
    return {
      ...others,
      ...present({ acr, amr, auth_time: authTime }),
    }
  }

type FindAccount = NonNullable<Configuration['findAccount']>

/**
 * Lets userinfo say `acr`, `amr` and `auth_time`, where a request asked for them there by the `claims`
 * parameter (OpenID Connect Core 1.0 §5.5): those of the authorization that the access token comes
 * from. The library asks the account for every claim at userinfo, and no account knows them.
 */
export const withUserinfoClaims =
  (findAccount: FindAccount): FindAccount =>
  async (ctx, id, token) => {
    const account = await findAccount(ctx, id, token)
    const extra: unknown = token && fieldOf(token, 'extra')
    if (!account || typeof extra !== 'object' || extra === null) return account
    const claims: Account['claims'] = async (use, scope, requested, rejected) => {
      const own = await account.claims(use, scope, requested, rejected)
      if (use !== 'userinfo') return own
      const names = ['acr', 'amr', 'auth_time'].filter((name) => name in requested)
      const asked = names.flatMap((name): [string, unknown][] => {
        const value: unknown = fieldOf(extra, name)
        return value === undefined ? [] : [[name, value]]
      })
      return { ...own, ...Object.fromEntries(asked) }
    }
    // The host's own object behind it: whatever else it has stays reachable.
    return Object.create(account, { claims: { value: claims, enumerable: true } }) as Account
  }

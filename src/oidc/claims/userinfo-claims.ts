import { fieldOf } from '../../kernel/typing.ts'
import type { Account, Configuration } from 'oidc-provider'

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

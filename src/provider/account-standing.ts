import type { Configuration } from 'oidc-provider'
import type { AccountDirectory } from '../accounts/index.ts'
import type { AccountId } from '../ids.ts'
import { epochSeconds } from '../instant.ts'

type FindAccount = NonNullable<Configuration['findAccount']>
type Introspection = NonNullable<NonNullable<Configuration['features']>['introspection']>
type AllowedPolicy = NonNullable<Introspection['allowedPolicy']>

/**
 * Whether what was issued to an account still stands: it does not when the account is gone or
 * disabled, nor when it was authenticated before a new password or a reset. Otherwise a refresh token
 * would be an intruder's way to stay.
 *
 * @param token a code or token, or undefined where there is none
 */
async function stands(
  directory: AccountDirectory,
  accountId: string,
  token: object | undefined,
): Promise<boolean> {
  const account = await directory.find(accountId as AccountId)
  if (!account) return false
  const authTime = token && authTimeOf(token)
  // In whole seconds, as tokens have it: who signs in within the second of the reset is let in.
  const voided = account.proofsNotBefore !== undefined && authTime !== undefined
  return !voided || authTime >= epochSeconds(account.proofsNotBefore)
}

function authTimeOf(token: object): number | undefined {
  const extra: unknown = Reflect.get(token, 'extra')
  const own: unknown = Reflect.get(token, 'authTime')
  const added: unknown =
    typeof extra === 'object' && extra ? Reflect.get(extra, 'auth_time') : undefined
  const time = own ?? added
  return typeof time === 'number' ? time : undefined
}

/** For `findAccount`, which stands before every grant, userinfo and authorization. */
export const findStanding =
  (findAccount: FindAccount, directory: AccountDirectory): FindAccount =>
  async (ctx, id, token) =>
    (await stands(directory, id, token)) ? findAccount(ctx, id, token) : undefined

/** For introspection, which asks for no account: a token that does not stand is not active. */
export const introspectStanding =
  (policy: AllowedPolicy | undefined, directory: AccountDirectory): AllowedPolicy =>
  async (ctx, client, token) => {
    // The library's own policy, where the host has none: a public client sees its own tokens alone.
    const allowed = policy
      ? await policy(ctx, client, token)
      : client.clientAuthMethod !== 'none' || token.clientId === client.clientId
    const accountId: unknown = Reflect.get(token, 'accountId')
    if (!allowed || typeof accountId !== 'string') return allowed
    return stands(directory, accountId, token)
  }

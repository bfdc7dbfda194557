import type { Account } from './account.ts'

/** Standard claims of OpenID Connect Core 1.0 §5.1, in their spelling. */
export interface AccountClaims {
  readonly sub: string
  readonly name: string
  readonly preferred_username: string
  readonly email?: string
  readonly email_verified?: false
}

/** Enough to tell an address from a name: `local@host.tld`. Whether it is anybody's is not known. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u

/**
 * What a relying party may be told. An address that serves as login was never proved by a mail to it,
 * and says so: a relying party that linked accounts by it would hand them to whoever typed it.
 */
export function claimsOf(account: Account): AccountClaims {
  return {
    sub: account.id,
    name: account.displayName,
    preferred_username: account.login,
    ...(ADDRESS.test(account.login) && { email: account.login, email_verified: false as const }),
  }
}

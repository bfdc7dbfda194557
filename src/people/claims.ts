import type { Account } from './account.ts'
import { emailOf } from './names.ts'

/** Standard claims of OpenID Connect Core 1.0 §5.1, in their spelling. */
export interface AccountClaims {
  readonly sub: string
  readonly name: string
  readonly preferred_username: string
  readonly email?: string
  readonly email_verified?: boolean
}

/**
 * What a relying party may be told. An address is verified where its owner has opened a link that was mailed there,
 * or an operator says so: a relying party that linked accounts by any other would hand them to whoever typed it.
 */
export function claimsOf(account: Account): AccountClaims {
  const email = emailOf(account)
  return {
    sub: account.id,
    name: account.displayName,
    preferred_username: account.login,
    ...(email !== undefined && { email, email_verified: account.emailVerified === true }),
  }
}

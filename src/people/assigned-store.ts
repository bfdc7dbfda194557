import type { AccountId, AuthenticatorId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Authenticator, TimeStep } from './authenticator.ts'
import type { Confirming } from './authenticator-store.ts'
import type { RecoveryCodeSet } from './recovery-code-store.ts'

/** A first code of an assigned token that was right. */
export interface TokenCode {
  readonly accountId: AccountId
  readonly id: AuthenticatorId
  readonly step: TimeStep
  readonly at: Instant
  /** Confirmed authenticators per account. */
  readonly limit: number
  /** As of `FirstCode`. */
  readonly recoveryCodes?: RecoveryCodeSet
}

/**
 * Port: tokens that an operator has assigned to accounts, until their holders' first codes. They wait for as long as it
 * takes, sign nobody in, and protect nothing. Each method is one atomic intention, as of `AuthenticatorStore`, whose
 * `removeAll` takes them too and whose `noteNearMiss` is about them too.
 */
export interface AssignedStore {
  /** Refused where the account has one of that name (compared by `nameKey`), or as many of both kinds as it may have. */
  assign(
    authenticator: Authenticator,
    limit: number,
  ): Promise<'assigned' | 'name_taken' | 'limit_reached'>

  /** The account's, the first assigned first. */
  assigned(accountId: AccountId): Promise<readonly Authenticator[]>

  /**
   * Makes it one of the account's confirmed ones and marks `step` as used: what `AuthenticatorStore.confirm` says of one that
   * waits holds here too.
   */
  confirmAssigned(code: TokenCode): Promise<Confirming>
}

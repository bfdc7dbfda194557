import type { AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../ids.ts'

/**
 * Port: what oidc-provider keeps of an account, found by whose it is. The library's adapter finds
 * things by their own names alone; who asks "where am I signed in?" knows only their account.
 */
export interface ArtefactIndex {
  /**
   * The account's live sessions, at most so many; those that live longest come first, which are the
   * ones written last.
   */
  sessionsOf(accountId: AccountId, limit: number): Promise<readonly AdapterPayload[]>

  /** The account's live grants: what each application may do, once for each sign-in. */
  grantsOf(accountId: AccountId): Promise<readonly AdapterPayload[]>

  /**
   * Ends the session with this uid for good: its ids are destroyed, and a request that is under way
   * cannot write it back. Of any number of concurrent calls exactly one resolves what it was when it
   * ended; the others, and one for a session that was not alive, resolve undefined.
   */
  endSession(uid: string): Promise<AdapterPayload | undefined>

  /**
   * Takes away every grant of the account to this client, with its codes and tokens, all or none; a
   * request that is under way cannot write a grant back. Resolves how many there were: of any number
   * of concurrent calls, each grant is counted by one.
   */
  revokeGrants(accountId: AccountId, clientId: string): Promise<number>
}

import type { AdapterPayload, Adapter } from 'oidc-provider'
import type { AccountId } from '../kernel/ids.ts'
import { CONSENT_KEY } from './payload-keys.ts'

/** The consent that a grant hangs on, if it hangs on one. */
export function consentOf(grant: AdapterPayload): string | undefined {
  const id: unknown = grant[CONSENT_KEY]
  return typeof id === 'string' ? id : undefined
}

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

  /** How many live sessions the account has; some that have ended a moment ago may be among them. */
  countSessions(accountId: AccountId): Promise<number>

  /** The account's live grants: what each application may do, once for each sign-in. */
  grantsOf(accountId: AccountId): Promise<readonly AdapterPayload[]>

  /**
   * Ends the session with this uid for good: its ids are destroyed, and a request that is under way
   * cannot write it back. Of any number of concurrent calls exactly one resolves what it was when it
   * ended; the others, and one for a session that was not alive, resolve undefined.
   */
  endSession(uid: string): Promise<AdapterPayload | undefined>

  /**
   * `endSession` for sessions of the account, at most so many: resolves what they were when they ended. Fewer
   * than that: no more are left. Of concurrent calls each session is told to one.
   *
   * @param except the uid of one that goes on
   */
  endSessionsOf(
    accountId: AccountId,
    atMost: number,
    except?: string,
  ): Promise<readonly AdapterPayload[]>

  /**
   * Takes away every grant of the account to this client, with its codes and tokens, all or none; a
   * request that is under way cannot write a grant back, nor one that it makes from a consent (`CONSENT_KEY`)
   * which was among them. Resolves how many there were: of any number
   * of concurrent calls, each grant is counted by one.
   */
  revokeGrants(accountId: AccountId, clientId: string): Promise<number>
}

/** oidc-provider's adapter of one model, and what its contract does not know. */
export interface ArtefactAdapter extends Adapter {
  /**
   * Of any number of calls exactly one resolves, on any node; the others throw `AlreadyConsumed`, as does a call for
   * what is unknown, destroyed or revoked.
   *
   * @param grace seconds for which a call for what was consumed already resolves as well: the first time stays. For
   *   what may be used twice by the same request sent twice, and for nothing else. @default 0
   */
  consume(id: string, grace?: number): Promise<void>
}

/** For oidc-provider's `adapter` option. */
export type ArtefactAdapterFactory = (model: string) => ArtefactAdapter

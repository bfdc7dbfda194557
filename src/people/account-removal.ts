import type { AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../kernel/ids.ts'
import type { Account } from './account.ts'

/** What an account was. */
export interface RemovedAccount {
  /** Told to one of concurrent calls; absent where a host keeps its accounts elsewhere. */
  readonly account?: Account
  /** Its sessions as they were when they ended, each told to one call: their applications may want to know. */
  readonly sessions: readonly AdapterPayload[]
}

/** Port: the end of an account. A store that cannot answer throws `Fault` (`store_unavailable`). */
export interface AccountRemoval {
  /**
   * Takes an account away with all that is its: password, devices and those that wait for their first code,
   * recovery codes, trusted browsers, links for another password, mails that wait, sessions, grants with
   * what hangs on them, and the failures counted for it or its login. From when it resolves nothing of it
   * opens anything: a request that is under way writes neither a session nor a grant back.
   *
   * Its history stays for as long as any, without where things came from. It stands under the account's id,
   * which is never given again: whoever takes the login next begins with nothing.
   *
   * One change. Where a store cannot make it so, everything that proves somebody goes first and in one,
   * the account with its devices; whoever crashes after that leaves what opens nothing, and the store takes
   * it away by itself. An id that nothing stands under is no error.
   */
  remove(id: AccountId): Promise<RemovedAccount>
}

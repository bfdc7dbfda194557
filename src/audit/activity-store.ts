import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** Where an entry stands in an account's history; a later one has a higher number. */
export interface ActivityEntry {
  readonly place: number
  readonly at: Instant
  /** As it was added. */
  readonly entry: string
}

/** Port: what happened to accounts, for their owners. State is durable and shared by all nodes. */
export interface ActivityStore {
  /** Resolves when it is kept for good. Of concurrent calls none is lost, and none stands in another's place. */
  add(accountId: AccountId, at: Instant, entry: string): Promise<void>

  /** Costs what `add` costs, and keeps nothing: nobody learns from the time which accounts exist. */
  addNothing(at: Instant, entry: string): Promise<void>

  /**
   * The newest entries of an account, the newest first, at most `limit`.
   *
   * @param before only those whose place is below
   */
  list(
    accountId: AccountId,
    before: number | undefined,
    limit: number,
  ): Promise<readonly ActivityEntry[]>
}

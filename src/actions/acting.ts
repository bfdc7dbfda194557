import type { Deed } from '../audit/events.ts'
import type { AccountId } from '../kernel/ids.ts'

/**
 * Who does something to which account. Pages make one of a request, the command line of a command. What may be done at all
 * `policy/` says, and whoever makes one has seen to it.
 *
 * Times are no part of it: what is dated is dated when it is written. A password that takes a while to be hashed voids what
 * was proved until then, not what was proved until it was asked for.
 */
export interface Acting {
  /** History and mails tell what an operator did from what its owner did. */
  readonly actor: 'owner' | 'operator'
  readonly subject: AccountId
  /** Records what was done, with where it came from. After the fact: it cannot undo it. */
  readonly record: (deed: Deed) => Promise<void>
  /**
   * Writes what is done to the account and what is recorded of it at once, when the work has ended, or nothing of it. The
   * work may be run anew where somebody else changes the account meanwhile.
   */
  readonly together: <T>(work: () => Promise<T>) => Promise<T>
}

/** Who it was, as events tell it. */
export const byOf = ({ actor }: Acting): 'owner' | 'administrator' =>
  actor === 'owner' ? 'owner' : 'administrator'

/** Records a deed that was done, together with it, and resolves whether it was. */
export const recordIfDone = (
  { record, together }: Acting,
  deed: Deed,
  work: () => Promise<boolean>,
): Promise<boolean> =>
  together(async () => {
    const isDone = await work()
    if (isDone) await record(deed)
    return isDone
  })

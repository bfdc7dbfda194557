import type { AdapterPayload } from 'oidc-provider'
import type { Instant } from '../kernel/instant.ts'
import type { AccountRemoval } from '../people/account-removal.ts'
import type { Account } from '../people/index.ts'
import type { Accounts } from './accounts.ts'
import { byOf, recordIfDone, type Acting } from './acting.ts'

/** Its owner wants it deleted: when it will be. Undefined where that is so already. */
export const leave = (
  accounts: Pick<Accounts, 'leave'>,
  { subject, record, together }: Acting,
): Promise<Instant | undefined> =>
  together(async () => {
    const until = await accounts.leave(subject)
    if (until !== undefined) await record({ type: 'account_leaving', until })
    return until
  })

/** Takes that back. False where nothing stands to be taken back any more. */
export const stay = (accounts: Pick<Accounts, 'stay'>, acting: Acting) =>
  recordIfDone(acting, { type: 'account_staying' }, () => accounts.stay(acting.subject))

/**
 * Removes an account with all that is its. Resolves what it was, to one of several calls: that one records the end.
 *
 * @param ports.finishEnding tells the applications of sessions that are over
 */
export async function removeAccount(
  {
    removal,
    finishEnding,
  }: {
    readonly removal: AccountRemoval
    readonly finishEnding: (sessions: readonly AdapterPayload[]) => Promise<void> | void
  },
  acting: Acting,
): Promise<Account | undefined> {
  const { account, sessions } = await removal.remove(acting.subject)
  await finishEnding(sessions)
  if (account) await acting.record({ type: 'account_removed', by: byOf(acting) })
  return account
}

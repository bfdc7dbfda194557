import { ConfigurationError } from '../../kernel/faults.ts'
import { dateOf, type Instant } from '../../kernel/instant.ts'
import { livingOnly } from './living.ts'
import { TransferError } from './transfer-error.ts'
import type { WholeStore } from './whole-store.ts'

/**
 * A store that is being filled is not whole: whoever lacks a device in it would sign in without a code.
 *
 * @param since when the import began; undefined where none is under way
 * @throws ConfigurationError `store`
 */
export function refuseUnfinished(since: Instant | undefined): void {
  if (since === undefined) return
  throw new ConfigurationError(
    'store',
    `an import into it began at ${dateOf(since).toISOString()} and has not ended: wait for it or, if it was cut off, run it again with --discard (a migration may go on with --resume)`,
  )
}

/**
 * Nobody means to keep or to move nothing: the name of the store is mistyped, and what matters stands elsewhere.
 *
 * @throws TransferError `store_empty`
 */
export async function refuseEmpty(store: WholeStore, at: Instant): Promise<void> {
  for await (const batch of livingOnly(store.read(), at)) if (batch.length > 0) return
  throw new TransferError('store_empty', 'the store holds nothing: is it the right one?')
}

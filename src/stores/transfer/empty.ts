import type { Instant } from '../../kernel/instant.ts'
import { livingOnly } from './living.ts'
import { TransferError } from './transfer-error.ts'
import type { WholeStore } from './whole-store.ts'

/**
 * Nobody means to keep or to move nothing: the name of the store is mistyped, and what matters stands elsewhere.
 *
 * @throws TransferError `store_empty`
 */
export async function refuseEmpty(store: WholeStore, at: Instant): Promise<void> {
  for await (const batch of livingOnly(store.read(), at)) if (batch.length > 0) return
  throw new TransferError('store_empty', 'the store holds nothing: is it the right one?')
}

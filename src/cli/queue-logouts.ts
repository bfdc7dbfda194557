import type { AdapterPayload } from 'oidc-provider'
import { createLogoutNoticeId, type AccountId } from '../kernel/ids.ts'
import type { Workspace } from './workspace.ts'

/**
 * Leaves word for the applications of sessions that were ended here. A server that runs on this store, or the next one
 * that does, tells those that want to know (`backchannel_logout_uri`): it has the keys that sign, and the way there.
 */
export async function queueLogouts(
  { store, clock }: Pick<Workspace, 'store' | 'clock'>,
  accountId: AccountId,
  sessions: readonly AdapterPayload[],
): Promise<void> {
  const { applicationsOf } = await import('../oidc/account-sessions.ts')
  const createdAt = clock()
  for (const application of sessions.flatMap(applicationsOf)) {
    await store.logouts.add({ ...application, id: createLogoutNoticeId(), accountId, createdAt })
  }
}

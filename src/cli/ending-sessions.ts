import type { AdapterPayload } from 'oidc-provider'
import type { EndingSessions } from '../actions/access.ts'
import { createLogoutNoticeId, type AccountId } from '../kernel/ids.ts'
import type { Workspace } from './workspace.ts'

/** Sessions that are ended in one go. */
const BATCH = 100

type Parts = Pick<Workspace, 'store' | 'clock'>

/** Ends sessions where no provider runs: with the access that lasts as long, and word left for their applications. */
export function endingSessions(parts: Parts): EndingSessions {
  const { store } = parts
  async function finish(id: AccountId, ended: readonly AdapterPayload[]): Promise<void> {
    const { grantsEndingWith } = await import('../oidc/account-sessions.ts')
    for (const grantId of ended.flatMap(grantsEndingWith)) {
      await store.adapter('Grant').destroy(grantId)
      // By the adapter's promise this takes what came of the grant in every model.
      await store.adapter('AccessToken').revokeByGrantId(grantId)
    }
    await queueLogouts(parts, id, ended)
  }
  return {
    async end(id, uid) {
      const session = await store.adapter('Session').findByUid(uid)
      const ended = session?.accountId === id ? await store.endSession(uid) : undefined
      if (ended) await finish(id, [ended])
      return ended !== undefined
    },

    async endAll(id, exceptUid) {
      const ended: AdapterPayload[] = []
      for (let isMore = true; isMore;) {
        const some = await store.artefacts.endSessionsOf(id, BATCH, exceptUid)
        ended.push(...some)
        isMore = some.length === BATCH
      }
      await finish(id, ended)
      return ended.length
    },
  }
}

/**
 * Leaves word for the applications of sessions that were ended here. A server that runs on this store, or the next one
 * that does, tells those that want to know (`backchannel_logout_uri`): it has the keys that sign, and the way there.
 */
export async function queueLogouts(
  { store, clock }: Parts,
  accountId: AccountId,
  sessions: readonly AdapterPayload[],
): Promise<void> {
  const { applicationsOf } = await import('../oidc/account-sessions.ts')
  const createdAt = clock()
  for (const application of sessions.flatMap(applicationsOf)) {
    await store.logouts.add({ ...application, id: createLogoutNoticeId(), accountId, createdAt })
  }
}

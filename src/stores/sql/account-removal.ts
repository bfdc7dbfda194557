import type { AccountId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/instant.ts'
import type { Account } from '../../people/account.ts'
import type { AccountRemoval, RemovedAccount } from '../../people/account-removal.ts'
import { emptyDocument } from '../../people/document/document.ts'
import { accountOf } from '../../people/document/profiles.ts'
import { budgetsOf } from '../budgets-of.ts'
import { stepOf } from '../documents/writing.ts'
import { TAKEN } from '../documents/port.ts'
import { forgetOrigins } from './activity.ts'
import { forgetFailures } from './attempts.ts'
import { changeDocument } from './documents.ts'
import { revokeGrants } from './grants.ts'
import { endSessionsOf } from './sessions.ts'
import type { SqlUnits } from './units.ts'
import { run, type SqlEngine, type Work } from './work.ts'

/** Tables of what is an account's and goes with it; artefacts last, when sessions and grants are buried. */
const OWNED = ['outbox', 'artefacts']

/** One less than the greatest number that can be asked for. */
const ALL = Number.MAX_SAFE_INTEGER - 1

export const createAccountRemoval = (
  engine: SqlEngine,
  units: SqlUnits,
  clock: Clock,
): AccountRemoval => ({
  async remove(id) {
    await units.settle()
    return engine.change(function* (): Work<RemovedAccount> {
      const account = yield* removeDocument(id)
      const sessions = yield* endSessionsOf(clock(), id, ALL)
      yield* revokeGrants(clock(), id)
      for (const table of OWNED) yield* run(`DELETE FROM ${table} WHERE account_id = ?1`, id)
      for (const subject of budgetsOf(id, account)) yield* forgetFailures(subject)
      yield* forgetOrigins(id)
      return { sessions, ...(account ? { account } : {}) }
    })
  },
})

function* removeDocument(id: AccountId): Work<Account | undefined> {
  const removed = yield* changeDocument(
    id,
    stepOf(id, (document) => ({ result: accountOf(document), document: emptyDocument(id) })),
  )
  return removed === TAKEN ? undefined : removed
}

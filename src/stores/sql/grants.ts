import type { Adapter } from 'oidc-provider'
import { consentOf } from '../../people/index.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { jsonObject } from '../payloads.ts'
import { createArtefactAdapter, putArtefact, writerOf, type Artefacts } from './artefacts.ts'
import { integerOf, malformed, optional, textOf } from './rows.ts'
import { bury, isBuried } from './tombstones.ts'
import { all, get, lock, run, type Work } from './work.ts'

/**
 * Grants, which a request reads and may write back wider than they were. One that was revoked meanwhile
 * stays revoked: such a write is dropped, and the tokens that name the grant are worth nothing, because
 * the library asks for it wherever one is used.
 */
export function createGrantAdapter(artefacts: Artefacts): Adapter {
  const { clock } = artefacts
  const write = writerOf(artefacts, 'Grant')
  return {
    ...createArtefactAdapter(artefacts, 'Grant'),

    upsert: (id, payload, expiresIn) =>
      write(function* () {
        const names = new Set([id, consentOf(payload) ?? id])
        // Whoever revokes all of an account's sees each that was written before.
        if (payload.accountId !== undefined) yield* lockGrants(payload.accountId)
        for (const name of names) yield* lock('grant', name)
        for (const name of names) if (yield* isBuried('grant_id', name)) return
        yield* putArtefact(clock(), 'Grant', id, payload, expiresIn)
      }),

    destroy: (id) =>
      write(function* () {
        yield* lock('grant', id)
        yield* buryGrant(clock(), id)
      }),
  }
}

const lockGrants = (accountId: string): Work<void> => lock('grants', accountId)

/** What an account has granted, expired or not. Asks one index. */
export const GRANTS_OF = `SELECT id, payload FROM artefacts WHERE account_id = ?1 AND model = 'Grant'`

/** Takes the grants of an account away (to one client), and all that came of them; returns how many. */
export function* revokeGrants(now: Instant, accountId: AccountId, clientId?: string): Work<number> {
  yield* lockGrants(accountId)
  const rows = yield* all(GRANTS_OF, accountId)
  const ids = rows
    .filter((row) => clientId === undefined || clientOf(textOf(row, 'payload')) === clientId)
    .map((row) => textOf(row, 'id'))
  for (const id of ids) {
    yield* buryGrant(now, id)
    yield* run('DELETE FROM artefacts WHERE grant_id = ?1', id)
  }
  return ids.length
}

const clientOf = (payload: string): unknown =>
  (jsonObject(payload) ?? malformed('payload'))['clientId']

function* buryGrant(now: Instant, id: string): Work<void> {
  const row = yield* get(
    `DELETE FROM artefacts WHERE model = 'Grant' AND id = ?1 RETURNING expires_at`,
    id,
  )
  const lives = row ? (optional(integerOf, row, 'expires_at') ?? Infinity) : 0
  yield* bury(now, 'grant_id', id, lives)
}

import type { Adapter } from 'oidc-provider'
import { consentOf } from '../../people/index.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock, Instant } from '../../kernel/instant.ts'
import { createArtefactAdapter, putArtefact, writerOf } from './artefacts.ts'
import type { Database, Row } from './database.ts'
import { integerOf, optional, textOf } from './rows.ts'
import { bury, isBuried } from './tombstones.ts'
import type { SqliteUnits } from './units.ts'

/**
 * Grants, which a request reads and may write back wider than they were. One that was revoked meanwhile
 * stays revoked: such a write is dropped, and the tokens that name the grant are worth nothing, because
 * the library asks for it wherever one is used.
 */
export function createGrantAdapter(database: Database, units: SqliteUnits, clock: Clock): Adapter {
  const write = writerOf(units, 'Grant')
  return {
    ...createArtefactAdapter(database, units, clock, 'Grant'),

    upsert: async (id, payload, expiresIn) => {
      write(() => {
        database.transaction(() => {
          const consent = consentOf(payload) ?? id
          if ([id, consent].some((each) => isBuried(database, 'grant_id', each))) return
          putArtefact(database, clock(), 'Grant', id, payload, expiresIn)
        })
      })
    },

    destroy: async (id) => {
      write(() => {
        database.transaction(() => {
          buryGrant(database, clock(), id)
        })
      })
    },
  }
}

export const REVOKED_GRANTS = `SELECT id FROM artefacts
  WHERE account_id = ? AND model = 'Grant' AND payload ->> '$.clientId' = ?`

/** Takes the grants of an account to one client away, and all that came of them; returns how many. */
export function revokeGrants(
  database: Database,
  clock: Clock,
  accountId: AccountId,
  clientId: string,
): number {
  return database.transaction(() =>
    revokeAll(database, clock(), database.all(REVOKED_GRANTS, accountId, clientId)),
  )
}

/** The same for every client; in a transaction of the caller's. */
export function revokeAllGrants(database: Database, now: Instant, accountId: AccountId): void {
  const all = `SELECT id FROM artefacts WHERE account_id = ? AND model = 'Grant'`
  revokeAll(database, now, database.all(all, accountId))
}

function revokeAll(database: Database, now: Instant, rows: readonly Row[]): number {
  for (const id of rows.map((row) => textOf(row, 'id'))) {
    buryGrant(database, now, id)
    database.run('DELETE FROM artefacts WHERE grant_id = ?', id)
  }
  return rows.length
}

function buryGrant(database: Database, now: Instant, id: string): void {
  const row = database.get(
    `DELETE FROM artefacts WHERE model = 'Grant' AND id = ? RETURNING expires_at`,
    id,
  )
  const lives = row ? (optional(integerOf, row, 'expires_at') ?? Infinity) : 0
  bury(database, now, 'grant_id', id, lives)
}

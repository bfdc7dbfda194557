import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock, Instant } from '../../kernel/instant.ts'
import {
  artefactsOf,
  createArtefactAdapter,
  findArtefact,
  putArtefact,
  writerOf,
} from './artefacts.ts'
import { ENDED_AT_ONCE, lastUseOf, type StoreLimits } from '../limits.ts'
import type { Database } from './database.ts'
import { endFormerIds, findByFormerId, forgetFormerIds, passOn } from './former-ids.ts'
import { integerOf, optional, textOf } from './rows.ts'
import { bury, isBuried } from './tombstones.ts'
import type { SqliteUnits } from './units.ts'

/**
 * Sessions, which oidc-provider reads at a request's beginning and writes back at its end, whatever
 * happened in between. Left alone, that loses three races:
 *
 * - A request that began before a step-up (or sign-in) writes the **old id** back at its end: the id
 *   that an attacker may have planted or seen is alive again. So an id that was destroyed stays dead.
 * - Two requests that overlap give one session **two ids**; logout destroys the one in the cookie, and
 *   the other goes on being signed in. So a session has one id, the newest, and the others die with it.
 * - A request that overlaps **logout** writes the session back, under its id or a new one. So a
 *   session that was ended stays dead as a whole.
 *
 * An id that was replaced by a page of ours may lead to the session for a moment (`formerIdsUntil`): its
 * browser may not have heard of the new one. It is dead nevertheless: nothing is written under it, and
 * whatever ends the session, or gives it an id by a proof of its own, ends that too.
 *
 * A write that comes too late is dropped without an error: its request has nothing to be blamed for,
 * and its user is asked to sign in again. Tombstones are written and asked for in the transaction of
 * the write itself, so that this holds across processes.
 */
export function createSessionAdapter(
  database: Database,
  units: SqliteUnits,
  clock: Clock,
  limits: StoreLimits,
): Adapter {
  const write = writerOf(units, 'Session')
  const adapter = createArtefactAdapter(database, units, clock, 'Session')
  return {
    ...adapter,

    find: async (id) => (await adapter.find(id)) ?? findByFormerId(database, clock(), id),

    upsert: async (id, payload, expiresIn) => {
      write((tell) => {
        database.transaction(() => {
          const { uid } = payload
          if (isBuried(database, 'session_id', id)) return
          if (uid !== undefined) {
            if (isBuried(database, 'session_uid', uid)) return
            const replaced = idsOf(database, uid).filter((other) => other !== id)
            for (const other of replaced) buryId(database, clock(), other)
            if (replaced.length > 0) passOn(database, clock(), replaced, payload, uid)
          }
          putArtefact(database, clock(), 'Session', id, payload, expiresIn)
          endUnused(database, clock, payload, limits.sessionsPerAccount).forEach((session) => {
            tell({ kind: 'session', session })
          })
        })
      })
    },

    destroy: async (id) => {
      write(() => {
        database.transaction(() => {
          forgetFormerIds(database, id)
          buryId(database, clock(), id)
        })
      })
    },
  }
}

/**
 * Ends a session for good: no id of it is alive, and none will be. Returns what it was, if it lived. For
 * logout, and for whatever else ends sessions from outside.
 */
export function endSession(
  database: Database,
  clock: Clock,
  uid: string,
): AdapterPayload | undefined {
  return database.transaction(() => {
    const now = clock()
    const alive = findArtefact(database, now, 'Session', 'uid', uid)
    endFormerIds(database, uid)
    const lives = idsOf(database, uid).map((id) => buryId(database, now, id))
    bury(database, now, 'session_uid', uid, Math.max(0, ...lives))
    return alive
  })
}

const COUNT = `SELECT count(*) AS count FROM artefacts
  WHERE account_id = ? AND model = 'Session' AND (expires_at IS NULL OR expires_at > ?)`

/** Live sessions of an account. */
export const countSessions = (database: Database, now: Instant, accountId: string): number =>
  integerOf(database.get(COUNT, accountId, now) ?? {}, 'count')

/** Ends those of its account that have not been used for longest, where there are too many beside this one. */
function endUnused(
  database: Database,
  clock: Clock,
  { uid, accountId }: AdapterPayload,
  limit: number,
): readonly AdapterPayload[] {
  if (accountId === undefined) return []
  const excess = countSessions(database, clock(), accountId) - limit
  if (excess <= 0) return []
  return artefactsOf(database, clock(), 'Session', accountId as AccountId)
    .filter((session) => session.uid !== uid)
    .toSorted((one, other) => lastUseOf(one) - lastUseOf(other))
    .slice(0, Math.min(excess, ENDED_AT_ONCE))
    .map((session) => endSession(database, clock, session.uid ?? ''))
    .filter((session) => session !== undefined)
}

/** Ends sessions of an account in one transaction; see `ArtefactIndex`. */
export const endSessionsOf = (
  database: Database,
  clock: Clock,
  accountId: AccountId,
  atMost: number,
  except: string | undefined,
): readonly AdapterPayload[] =>
  database.transaction(() =>
    artefactsOf(database, clock(), 'Session', accountId, atMost + 1)
      .filter(({ uid }) => uid !== except)
      .slice(0, atMost)
      .map(({ uid = '' }) => endSession(database, clock, uid))
      .filter((session) => session !== undefined),
  )

const idsOf = (database: Database, uid: string): readonly string[] =>
  database
    .all(`SELECT id FROM artefacts WHERE model = 'Session' AND uid = ?`, uid)
    .map((row) => textOf(row, 'id'))

/**
 * Destroys and buries one id, also one that no row has: the request that is about to write it may be
 * on its way. Returns until when.
 */
function buryId(database: Database, now: Instant, id: string): number {
  const row = database.get(
    `DELETE FROM artefacts WHERE model = 'Session' AND id = ? RETURNING expires_at`,
    id,
  )
  const lives = row ? (optional(integerOf, row, 'expires_at') ?? Infinity) : 0
  return bury(database, now, 'session_id', id, lives)
}

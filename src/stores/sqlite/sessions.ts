import type { Adapter } from 'oidc-provider'
import { plusSeconds, type Clock, type Instant } from '../../instant.ts'
import { createArtefactAdapter, putArtefact } from './artefacts.ts'
import type { Database } from './database.ts'
import { integerOf, optional, textOf } from './rows.ts'

/**
 * How long what was buried stays buried, in seconds: far longer than any request runs. A session
 * that had longer to live is remembered for that long.
 */
const BURIED_FOR = 86_400

/** By the session's id (the cookie's value) or by its uid, which stays when the id changes. */
type Buried = 'session_id' | 'session_uid'

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
 * A write that comes too late is dropped without an error: its request has nothing to be blamed for,
 * and its user is asked to sign in again. Tombstones are written and asked for in the transaction of
 * the write itself, so that this holds across processes.
 */
export function createSessionAdapter(database: Database, clock: Clock): Adapter {
  return {
    ...createArtefactAdapter(database, clock, 'Session'),

    upsert: async (id, payload, expiresIn) => {
      database.transaction(() => {
        const { uid } = payload
        if (isBuried(database, 'session_id', id)) return
        if (uid !== undefined) {
          if (isBuried(database, 'session_uid', uid)) return
          for (const other of idsOf(database, uid)) {
            if (other !== id) buryId(database, clock(), other)
          }
        }
        putArtefact(database, clock(), 'Session', id, payload, expiresIn)
      })
    },

    destroy: async (id) => {
      database.transaction(() => buryId(database, clock(), id))
    },
  }
}

/**
 * Ends a session for good: no id of it is alive, and none will be. For logout, and for whatever else
 * ends sessions from outside.
 */
export function endSession(database: Database, clock: Clock, uid: string): void {
  database.transaction(() => {
    const now = clock()
    const lives = idsOf(database, uid).map((id) => buryId(database, now, id))
    bury(database, 'session_uid', uid, Math.max(plusSeconds(now, BURIED_FOR), ...lives))
  })
}

const idsOf = (database: Database, uid: string): readonly string[] =>
  database
    .all(`SELECT id FROM artefacts WHERE model = 'Session' AND uid = ?`, uid)
    .map((row) => textOf(row, 'id'))

/** Buried also when its time is over but not swept yet: a clock that jumps revives nothing. */
const isBuried = (database: Database, kind: Buried, name: string): boolean =>
  database.get('SELECT 1 FROM tombstones WHERE kind = ? AND name = ?', kind, name) !== undefined

/**
 * Destroys and buries one id, also one that no row has: the request that is about to write it may be
 * on its way. Returns until when.
 */
function buryId(database: Database, now: Instant, id: string): number {
  const row = database.get(
    `DELETE FROM artefacts WHERE model = 'Session' AND id = ? RETURNING expires_at`,
    id,
  )
  const life = row ? (optional(integerOf, row, 'expires_at') ?? Infinity) : 0
  const until = Math.max(life, plusSeconds(now, BURIED_FOR))
  bury(database, 'session_id', id, until)
  return until
}

/** A tombstone never gets a shorter life than it had; one without an end (NULL) stays for ever. */
function bury(database: Database, kind: Buried, name: string, until: number): void {
  database.run(
    `INSERT INTO tombstones (kind, name, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (kind, name) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)`,
    kind,
    name,
    Number.isFinite(until) ? until : null,
  )
}

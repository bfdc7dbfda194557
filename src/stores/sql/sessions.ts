import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { ENDED_AT_ONCE, lastUseOf } from '../limits.ts'
import {
  artefactsOf,
  createArtefactAdapter,
  findArtefact,
  putArtefact,
  writerOf,
  type Artefacts,
} from './artefacts.ts'
import { endFormerIds, findByFormerId, forgetFormerIds, passOn } from './former-ids.ts'
import { integerOf, optional, textOf } from './rows.ts'
import { bury, isBuried } from './tombstones.ts'
import { all, get, lock, type Work } from './work.ts'

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
 *
 * What is locked is locked in this order: the account whose sessions are counted, the session, its id.
 */
export function createSessionAdapter(artefacts: Artefacts): Adapter {
  const { engine, clock, limits } = artefacts
  const write = writerOf(artefacts, 'Session')
  const adapter = createArtefactAdapter(artefacts, 'Session')
  return {
    ...adapter,

    find: async (id) =>
      (await adapter.find(id)) ?? (await engine.read(() => findByFormerId(clock(), id))),

    upsert: (id, payload, expiresIn) =>
      write(function* (tell) {
        const { uid, accountId } = payload
        if (accountId !== undefined) yield* lockSessionsOf(accountId)
        if (uid !== undefined) yield* lockSession(uid)
        yield* lock('session_id', id)
        if (yield* isBuried('session_id', id)) return
        let isAdded = true
        if (uid !== undefined) {
          if (yield* isBuried('session_uid', uid)) return
          const known = yield* idsOf(uid)
          isAdded = known.every((one) => one.accountId !== accountId)
          const replaced = known.filter((one) => one.id !== id).map((one) => one.id)
          for (const other of replaced) yield* buryId(clock(), other)
          if (replaced.length > 0) yield* passOn(clock(), replaced, payload, uid)
        }
        yield* putArtefact(clock(), 'Session', id, payload, expiresIn)
        // Written again it is no further one of its account.
        if (!isAdded) return
        const ended = yield* endUnused(clock(), payload, limits.sessionsPerAccount)
        for (const session of ended) tell({ kind: 'session', session })
      }),

    destroy: (id) =>
      write(function* () {
        const row = yield* get(`SELECT uid FROM artefacts WHERE model = 'Session' AND id = ?1`, id)
        const uid = row && optional(textOf, row, 'uid')
        if (uid !== undefined) yield* lockSession(uid)
        yield* lock('session_id', id)
        yield* forgetFormerIds(id, uid ?? null)
        yield* buryId(clock(), id)
      }),
  }
}

const lockSessionsOf = (accountId: string): Work<void> => lock('sessions', accountId)
const lockSession = (uid: string): Work<void> => lock('session_uid', uid)

/**
 * Ends a session for good: no id of it is alive, and none will be. Returns what it was, if it lived. For
 * logout, and for whatever else ends sessions from outside.
 */
export function* endSession(now: Instant, uid: string): Work<AdapterPayload | undefined> {
  yield* lockSession(uid)
  const alive = yield* findArtefact(now, 'Session', 'uid', uid)
  yield* endFormerIds(uid)
  let lives = 0
  for (const { id } of yield* idsOf(uid)) lives = Math.max(lives, yield* buryId(now, id))
  yield* bury(now, 'session_uid', uid, lives)
  return alive
}

/** Live sessions of an account. */
export function* countSessions(now: Instant, accountId: string): Work<number> {
  const row = yield* get(
    `SELECT count(*) AS count FROM artefacts
    WHERE account_id = ?1 AND model = 'Session' AND (expires_at IS NULL OR expires_at > ?2)`,
    accountId,
    now,
  )
  return integerOf(row ?? {}, 'count')
}

/** Ends those of its account that have not been used for longest, where there are too many beside this one. */
function* endUnused(
  now: Instant,
  { uid, accountId }: AdapterPayload,
  limit: number,
): Work<readonly AdapterPayload[]> {
  if (accountId === undefined) return []
  const excess = (yield* countSessions(now, accountId)) - limit
  if (excess <= 0) return []
  const sessions = yield* artefactsOf(now, 'Session', accountId as AccountId)
  const unused = sessions
    .filter((session) => session.uid !== uid)
    .toSorted((one, other) => lastUseOf(one) - lastUseOf(other))
  return yield* endAll(now, unused.slice(0, Math.min(excess, ENDED_AT_ONCE)))
}

/** Ends sessions of an account in one transaction; see `ArtefactIndex`. */
export function* endSessionsOf(
  now: Instant,
  accountId: AccountId,
  atMost: number,
  except?: string,
): Work<readonly AdapterPayload[]> {
  yield* lockSessionsOf(accountId)
  const sessions = yield* artefactsOf(now, 'Session', accountId, atMost + 1)
  return yield* endAll(now, sessions.filter(({ uid }) => uid !== except).slice(0, atMost))
}

function* endAll(
  now: Instant,
  sessions: readonly AdapterPayload[],
): Work<readonly AdapterPayload[]> {
  const ended = []
  for (const { uid = '' } of sessions) {
    const session = yield* endSession(now, uid)
    if (session) ended.push(session)
  }
  return ended
}

function* idsOf(uid: string): Work<readonly { id: string; accountId: string | undefined }[]> {
  const sql = `SELECT id, account_id FROM artefacts WHERE model = 'Session' AND uid = ?1`
  return (yield* all(sql, uid)).map((row) => ({
    id: textOf(row, 'id'),
    accountId: optional(textOf, row, 'account_id'),
  }))
}

/**
 * Destroys and buries one id, also one that no row has: the request that is about to write it may be
 * on its way. Returns until when.
 */
function* buryId(now: Instant, id: string): Work<number> {
  const row = yield* get(
    `DELETE FROM artefacts WHERE model = 'Session' AND id = ?1 RETURNING expires_at`,
    id,
  )
  const lives = row ? (optional(integerOf, row, 'expires_at') ?? Infinity) : 0
  return yield* bury(now, 'session_id', id, lives)
}

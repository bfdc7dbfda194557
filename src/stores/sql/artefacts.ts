import { present } from '../../kernel/typing.ts'
import type { AdapterPayload } from 'oidc-provider'
import type { ArtefactAdapter } from '../../people/artefact-index.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { epochSeconds, plusSeconds, type Clock, type Instant } from '../../kernel/instant.ts'
import { AlreadyConsumed } from '../already-consumed.ts'
import { jsonObject, WRITTEN_LATER } from '../payloads.ts'
import type { Database, Row } from './database.ts'
import { malformed, optional, integerOf, textOf } from './rows.ts'
import { dropAnonymous } from './anonymous.ts'
import { anonymousNetworkOf, type StoreLimits } from '../limits.ts'
import type { SqliteUnits, Write } from './units.ts'

/**
 * Keeps oidc-provider's sessions, codes, tokens, interactions, … of one model. The library counts by
 * the wall clock, and so does this.
 */
export function createArtefactAdapter(
  database: Database,
  units: SqliteUnits,
  clock: Clock,
  model: string,
  limits?: StoreLimits,
): ArtefactAdapter {
  const findBy = async (column: Key, value: string): Promise<AdapterPayload | undefined> => {
    units.settle()
    return findArtefact(database, clock(), model, column, value)
  }
  const write = writerOf(units, model)
  return {
    upsert: async (id, payload, expiresIn) => {
      write((tell) => {
        database.transaction(() => {
          putArtefact(database, clock(), model, id, payload, expiresIn)
          const network = anonymousNetworkOf(model, payload)
          if (limits && network !== undefined) dropAnonymous(database, network, limits, tell)
        })
      })
    },
    find: async (id) => findBy('id', id),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('user_code', userCode),
    destroy: async (id) => {
      write(() => {
        database.run('DELETE FROM artefacts WHERE model = ? AND id = ?', model, id)
      })
    },

    /**
     * The library reads whether a code was consumed and consumes it later: two requests with one code
     * that overlap would both be given tokens (RFC 6749 §4.1.2 wants one). Here only one of them
     * consumes, and the others fail, with all that they issued; so does one whose code was revoked
     * meanwhile.
     */
    consume: async (id, grace = 0) => {
      write(() => {
        const now = epochSeconds(clock())
        const consumed = database.run(
          `UPDATE artefacts SET consumed_at = coalesce(consumed_at, ?1) WHERE model = ?2 AND id = ?3
          AND (consumed_at IS NULL OR (?4 > 0 AND abs(consumed_at - ?1) <= ?4))`,
          now,
          model,
          id,
          grace,
        )
        if (consumed !== 1) throw new AlreadyConsumed(model)
      })
    },

    /** Of every model: a token that outlived the revocation of its grant would go on working. */
    revokeByGrantId: async (grantId) => {
      units.settle()
      database.run('DELETE FROM artefacts WHERE grant_id = ?', grantId)
    },
  }
}

/** Writes with the rest of the request, where nothing that it does hangs on the answer. */
export const writerOf = (units: SqliteUnits, model: string): ((write: Write) => void) =>
  WRITTEN_LATER.has(model)
    ? (write) => {
        units.later(write)
      }
    : (write) => {
        units.settle()
        write(() => undefined)
      }

/** What a live artefact is found by. */
type Key = 'id' | 'uid' | 'user_code'

export function findArtefact(
  database: Database,
  now: Instant,
  model: string,
  column: Key,
  value: string,
): AdapterPayload | undefined {
  const row = database.get(
    `SELECT payload, consumed_at FROM artefacts
    WHERE model = ? AND ${column} = ? AND (expires_at IS NULL OR expires_at > ?)`,
    model,
    value,
    now,
  )
  return row && payloadOf(row)
}

/** An account's live artefacts of one model, those that live longest first; asks one index, in order. */
export const BY_ACCOUNT = `SELECT payload, consumed_at FROM artefacts
  WHERE account_id = ? AND model = ? AND (expires_at IS NULL OR expires_at > ?)
  ORDER BY expires_at DESC LIMIT ?`

export const artefactsOf = (
  database: Database,
  now: Instant,
  model: string,
  accountId: AccountId,
  limit = -1,
): readonly AdapterPayload[] =>
  database.all(BY_ACCOUNT, accountId, model, now, limit).map(payloadOf)

/** What a grant's revocation takes away. An interaction names a grant too, and goes on without it. */
export const GRANTABLE: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
  'PreAuthorizedCode',
])

/**
 * Writes one artefact. What was consumed stays consumed, even when a slow request writes back what it
 * read before. `expiresIn` is in seconds; a negative one (the library tolerates skewed clocks) has
 * expired on arrival, and without one the artefact stays until it is destroyed.
 */
export function putArtefact(
  database: Database,
  now: Instant,
  model: string,
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): void {
  const network = anonymousNetworkOf(model, payload)
  database.run(
    `INSERT INTO artefacts
      (model, id, payload, expires_at, uid, user_code, grant_id, account_id, consumed_at, network,
        network_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (model, id) DO UPDATE SET
      payload = excluded.payload, expires_at = excluded.expires_at, uid = excluded.uid,
      user_code = excluded.user_code, grant_id = excluded.grant_id, account_id = excluded.account_id,
      consumed_at = coalesce(consumed_at, excluded.consumed_at),
      network = excluded.network, network_at = excluded.network_at`,
    model,
    id,
    JSON.stringify(payload),
    expiresIn === undefined ? null : expiryOf(now, expiresIn),
    payload.uid ?? null,
    payload.userCode ?? null,
    GRANTABLE.has(model) ? (payload.grantId ?? null) : null,
    payload.accountId ?? null,
    consumedAtOf(payload, now),
    network ?? null,
    network === undefined ? null : now,
  )
}

function expiryOf(now: Instant, expiresIn: number): Instant {
  // SQLite would store NaN as NULL, and that is for ever.
  if (!Number.isFinite(expiresIn)) throw new TypeError('expiresIn is not a finite number')
  return plusSeconds(now, Math.ceil(expiresIn))
}

function consumedAtOf({ consumed }: AdapterPayload, now: Instant): number | null {
  if (!consumed) return null
  return Number.isSafeInteger(consumed) ? Number(consumed) : epochSeconds(now)
}

function payloadOf(row: Row): AdapterPayload {
  // Its fields are oidc-provider's own affair: it picks and checks those of the model.
  const payload: AdapterPayload = jsonObject(textOf(row, 'payload')) ?? malformed('payload')
  const consumed = optional(integerOf, row, 'consumed_at')
  return { ...payload, ...present({ consumed }) }
}

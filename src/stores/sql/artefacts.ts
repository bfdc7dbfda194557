import { present } from '../../kernel/typing.ts'
import type { AdapterPayload } from 'oidc-provider'
import type { ArtefactAdapter } from '../../people/artefact-index.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { epochSeconds, plusSeconds, type Clock, type Instant } from '../../kernel/instant.ts'
import { AlreadyConsumed } from '../already-consumed.ts'
import { jsonObject, WRITTEN_LATER } from '../payloads.ts'
import { malformed, optional, integerOf, textOf } from './rows.ts'
import { dropAnonymous } from './anonymous.ts'
import { anonymousNetworkOf, type StoreLimits } from '../limits.ts'
import type { LaterOptions, SqlUnits, Write } from './units.ts'
import { all, get, run, type Row, type SqlEngine, type Work } from './work.ts'

/** What the adapters of all models share. */
export interface Artefacts {
  readonly engine: SqlEngine
  readonly units: SqlUnits
  readonly clock: Clock
  readonly limits: StoreLimits
}

/**
 * Keeps oidc-provider's sessions, codes, tokens, interactions, … of one model. The library counts by
 * the wall clock, and so does this.
 */
export function createArtefactAdapter(artefacts: Artefacts, model: string): ArtefactAdapter {
  const { engine, units, clock, limits } = artefacts
  const findBy = async (column: Key, value: string): Promise<AdapterPayload | undefined> => {
    await units.settle()
    return engine.read(() => findArtefact(clock(), model, column, value))
  }
  const write = writerOf(artefacts, model)
  return {
    upsert: (id, payload, expiresIn) => {
      const network = anonymousNetworkOf(model, payload)
      return write(() => putArtefact(clock(), model, id, payload, expiresIn), {
        alone: true,
        ...(network === undefined
          ? {}
          : { afterwards: (tell) => dropAnonymous(engine, network, limits, tell) }),
      })
    },
    find: (id) => findBy('id', id),
    findByUid: (uid) => findBy('uid', uid),
    findByUserCode: (userCode) => findBy('user_code', userCode),
    destroy: (id) =>
      write(
        function* () {
          yield* run('DELETE FROM artefacts WHERE model = ?1 AND id = ?2', model, id)
        },
        { alone: true },
      ),

    /**
     * The library reads whether a code was consumed and consumes it later: two requests with one code
     * that overlap would both be given tokens (RFC 6749 §4.1.2 wants one). Here only one of them
     * consumes, and the others fail, with all that they issued; so does one whose code was revoked
     * meanwhile.
     */
    consume: (id, grace = 0) =>
      write(
        function* () {
          const now = epochSeconds(clock())
          const consumed = yield* run(CONSUME, now, model, id, grace)
          if (consumed !== 1) throw new AlreadyConsumed(model)
        },
        { alone: true },
      ),

    /** Of every model: a token that outlived the revocation of its grant would go on working. */
    revokeByGrantId: async (grantId) => {
      await units.settle()
      await engine.once(() => run('DELETE FROM artefacts WHERE grant_id = ?1', grantId))
    },
  }
}

/** One statement compares and sets. */
const CONSUME = `UPDATE artefacts SET consumed_at = coalesce(consumed_at, ?1)
  WHERE model = ?2 AND id = ?3 AND (consumed_at IS NULL
    OR (CAST(?4 AS BIGINT) > 0 AND abs(consumed_at - ?1) <= CAST(?4 AS BIGINT)))`

/** Writes with the rest of the request, where nothing that it does hangs on the answer. */
export function writerOf(
  { engine, units }: Pick<Artefacts, 'engine' | 'units'>,
  model: string,
): (write: Write, options?: LaterOptions) => Promise<void> {
  if (WRITTEN_LATER.has(model)) return (write, options) => units.later(write, options)
  return async (write, { alone = false } = {}) => {
    await units.settle()
    const work = () => write(() => undefined)
    await (alone ? engine.once(work) : engine.change(work))
  }
}

/** What a live artefact is found by. */
type Key = 'id' | 'uid' | 'user_code'

export function* findArtefact(
  now: Instant,
  model: string,
  column: Key,
  value: string,
): Work<AdapterPayload | undefined> {
  const row = yield* get(
    `SELECT payload, consumed_at FROM artefacts
    WHERE model = ?1 AND ${column} = ?2 AND (expires_at IS NULL OR expires_at > ?3)`,
    model,
    value,
    now,
  )
  return row && payloadOf(row)
}

/** An account's live artefacts of one model, those that live longest first; asks one index, in order. */
export const BY_ACCOUNT = `SELECT payload, consumed_at FROM artefacts
  WHERE account_id = ?1 AND model = ?2 AND (expires_at IS NULL OR expires_at > ?3)
  ORDER BY expires_at DESC NULLS LAST LIMIT ?4`

export function* artefactsOf(
  now: Instant,
  model: string,
  accountId: AccountId,
  limit = Number.MAX_SAFE_INTEGER,
): Work<readonly AdapterPayload[]> {
  return (yield* all(BY_ACCOUNT, accountId, model, now, limit)).map(payloadOf)
}

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
export function* putArtefact(
  now: Instant,
  model: string,
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): Work<void> {
  const network = anonymousNetworkOf(model, payload)
  yield* run(
    PUT,
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

const PUT = `INSERT INTO artefacts
    (model, id, payload, expires_at, uid, user_code, grant_id, account_id, consumed_at, network, network_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
  ON CONFLICT (model, id) DO UPDATE SET
    payload = excluded.payload, expires_at = excluded.expires_at, uid = excluded.uid,
    user_code = excluded.user_code, grant_id = excluded.grant_id, account_id = excluded.account_id,
    consumed_at = coalesce(artefacts.consumed_at, excluded.consumed_at),
    network = excluded.network, network_at = excluded.network_at`

function expiryOf(now: Instant, expiresIn: number): Instant {
  // A database would store NaN as NULL, and that is for ever.
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

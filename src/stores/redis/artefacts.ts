import type { AdapterPayload } from 'oidc-provider'
import type { ArtefactAdapter } from '../../people/artefact-index.ts'
import { consentOf } from '../../people/index.ts'
import { epochSeconds, type Clock, type Instant } from '../../kernel/instant.ts'
import {
  DEFAULT_LIMITS,
  anonymousNetworkOf,
  mayBeAnonymous,
  type OnOverflow,
  type StoreLimits,
} from '../limits.ts'
import { AlreadyConsumed } from '../already-consumed.ts'
import { WRITTEN_LATER } from '../payloads.ts'
import { script, type Connection } from './connection.ts'
import {
  PUT,
  artefactKey,
  destroyArtefact,
  findArtefact,
  kill,
  namedBy,
} from './artefact-record.ts'
import { destroyAnonymous, putInPool } from './anonymous.ts'
import { enlist, forgetGrant, indexGrant, revoke } from './grants.ts'
import { keyOf } from './keys.ts'
import type { RedisUnits, Write } from './units.ts'

/*
 * A hash per artefact: `payload` (JSON), `consumed` (seconds since the epoch), `dead` (a tombstone: a
 * request that is under way must not write it back).
 */

/** ARGV: seconds since the epoch, and for how many what was consumed may be consumed again. */
const CONSUME = script(`
local known = redis.call('HMGET', KEYS[1], 'payload', 'consumed')
if not known[1] then return 0 end
if known[2] then
  local grace = tonumber(ARGV[2])
  if grace > 0 and math.abs(tonumber(known[2]) - tonumber(ARGV[1])) <= grace then return 1 end
  return 0
end
redis.call('HSET', KEYS[1], 'consumed', ARGV[1])
return 1
`)

/**
 * Keeps oidc-provider's codes, tokens, interactions, … of one model. The library reads whether a code
 * was consumed and consumes it later; here only one of two that overlap consumes, and the others fail.
 */
export function createArtefactAdapter(
  connection: RedisUnits,
  clock: Clock,
  model: string,
  limits: StoreLimits = DEFAULT_LIMITS,
): ArtefactAdapter {
  const find = (id: string): Promise<AdapterPayload | undefined> =>
    findArtefact(connection, model, id)

  async function put(
    own: Connection,
    id: string,
    payload: AdapterPayload,
    life: number | undefined,
    tell: OnOverflow,
  ): Promise<void> {
    const { userCode } = payload
    const grantId = grantOf(model, payload)
    const [kept, listed] = await Promise.all([
      putArtefact(own, clock(), model, id, payload, life, limits, tell),
      grantId !== undefined ? enlist(own, grantId, `${model}:${id}`, life) : true,
      userCode === undefined ? undefined : putUserCode(own, userCode, id, life),
      // It may name too many: what counts is the grant.
      model === 'Grant' ? indexGrant(own, id, payload, life) : undefined,
    ])
    // The grant was revoked meanwhile, and what hangs on it goes with it.
    if (!listed) await destroyArtefact(own, model, id)
    if (!(kept && listed) && model === 'Grant') await forgetGrant(own, id, payload)
  }

  /** With the rest of what the request writes, where nothing that it does hangs on the answer. */
  const write = (id: string, work: Write): Promise<void> =>
    WRITTEN_LATER.has(model)
      ? connection.later([artefactKey(model, id)], work)
      : work(connection, () => undefined)

  return {
    upsert: (id, payload, expiresIn) => {
      const life = lifeOf(expiresIn)
      return write(id, (own, tell) => put(own, id, payload, life, tell))
    },

    find,
    findByUid: async () => undefined,

    async findByUserCode(userCode) {
      const key = keyOf('user-code', userCode)
      const id = await connection.send(key, 'GET', key)
      const found = typeof id === 'string' ? await find(id) : undefined
      return found?.userCode === userCode ? found : undefined
    },

    async destroy(id) {
      const payload = model === 'Grant' ? await find(id) : undefined
      // A grant is written back at a request's end, as sessions are.
      if (model === 'Grant') await kill(connection, `Grant:${id}`)
      else if (mayBeAnonymous(model)) {
        await write(id, (own) => destroyAnonymous(own, artefactKey(model, id)))
      } else await write(id, (own) => destroyArtefact(own, model, id))
      if (payload) await forgetGrant(connection, id, payload)
    },

    consume: (id, grace = 0) =>
      // Whoever comes second is told at the request's end, and nobody is told what was issued meanwhile.
      write(id, async (own) => {
        const consumed = await own.run(
          CONSUME,
          [artefactKey(model, id)],
          epochSeconds(clock()),
          grace,
        )
        if (consumed !== 1) throw new AlreadyConsumed(model)
      }),

    revokeByGrantId: (grantId) => revoke(connection, grantId),
  }
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

/** The grant that an artefact goes with: for a grant that was made from a consent, that consent. */
function grantOf(model: string, payload: AdapterPayload): string | undefined {
  if (model === 'Grant') return consentOf(payload)
  return GRANTABLE.has(model) ? payload.grantId : undefined
}

/** Milliseconds; undefined for what stays until it is destroyed. */
export function lifeOf(expiresIn: number | undefined): number | undefined {
  if (expiresIn === undefined) return undefined
  if (!Number.isFinite(expiresIn)) throw new TypeError('expiresIn is not a finite number')
  return Math.ceil(expiresIn) * 1000
}

async function putArtefact(
  connection: Connection,
  now: Instant,
  model: string,
  id: string,
  payload: AdapterPayload,
  life: number | undefined,
  limits: StoreLimits,
  tell: OnOverflow,
): Promise<boolean> {
  const { consumed } = payload
  const at = Number.isSafeInteger(consumed) ? Number(consumed) : epochSeconds(now)
  const keys = [artefactKey(model, id)] as const
  const named = namedBy(model, payload)
  const values = [JSON.stringify(payload), life ?? '', consumed ? at : '', named] as const
  if (mayBeAnonymous(model)) {
    const network = anonymousNetworkOf(model, payload)
    return putInPool(connection, keys[0], values, network, limits, tell)
  }
  return (await connection.run(PUT, keys, ...values)) === 1
}

async function putUserCode(
  connection: Connection,
  userCode: string,
  id: string,
  life: number | undefined,
): Promise<void> {
  const key = keyOf('user-code', userCode)
  // What has expired on arrival is found by its own name no more, and so by this one neither.
  const expiry = life === undefined ? [] : ['PX', Math.max(life, 1)]
  await connection.send(key, 'SET', key, id, ...expiry)
}

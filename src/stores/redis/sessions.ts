import type { Adapter, AdapterPayload } from 'oidc-provider'
import { plusSeconds, type Clock } from '../../kernel/instant.ts'
import type { OnOverflow, StoreLimits } from '../limits.ts'
import { endUnused, indexSession } from './account-sessions.ts'
import { formerIdsUntil } from '../../people/payload-keys.ts'
import { createArtefactAdapter, lifeOf } from './artefacts.ts'
import { script, type Connection } from './connection.ts'
import { END_FORMER_IDS, findByFormerId, pointTo } from './former-ids.ts'
import { keyOf } from './keys.ts'
import { payloadOf } from './artefact-record.ts'
import { BURIED_FOR, DEAD, findByUid, forget, kill, listOf } from './session-record.ts'
import type { RedisUnits } from './units.ts'

/**
 * ARGV: id, payload, expires, milliseconds to live, how long tombstones live, until when the ids that it
 * replaces lead to it (or nothing). Tells 1 and the ids that die; 0 for a session that has ended, -1 for an
 * id that is dead.
 */
const WRITE = script(`
if redis.call('HEXISTS', KEYS[1], 'ended') == 1 then return {0} end
if redis.call('HEXISTS', KEYS[1], 'dead:' .. ARGV[1]) == 1 then return {-1} end
local before = redis.call('HGET', KEYS[1], 'id')
local dying = {}
if before and before ~= ARGV[1] then
  dying[1] = before
  redis.call('HSET', KEYS[1], 'dead:' .. before, 1)
  if ARGV[6] ~= '' then
    redis.call('HSET', KEYS[1], 'former:' .. before, ARGV[6])
  else${END_FORMER_IDS}end
end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'payload', ARGV[2], 'expires', ARGV[3], 'known:' .. ARGV[1], 1)
-- It lives as long as the session, and where an id of it has died for as long as that is remembered.
local life = math.max(tonumber(ARGV[4]), 1)
if dying[1] then life = math.max(life, tonumber(ARGV[5])) end
if redis.call('PTTL', KEYS[1]) < life then redis.call('PEXPIRE', KEYS[1], life) end
return {1, unpack(dying)}
`)

/** ARGV: id, how long tombstones live. */
const BURY = script(`
redis.call('HSET', KEYS[1], 'dead:' .. ARGV[1], 1)
${END_FORMER_IDS}
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then redis.call('HDEL', KEYS[1], 'id', 'payload', 'expires') end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
`)

/** ARGV: payload, milliseconds to live. */
const COPY = script(`
if redis.call('GET', KEYS[1]) == '${DEAD}' then return 0 end
if tonumber(ARGV[2]) <= 0 then redis.call('DEL', KEYS[1]) return 1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

export function createSessionAdapter(
  connection: RedisUnits,
  clock: Clock,
  { sessionsPerAccount }: StoreLimits,
): Adapter {
  /**
   * All at once. Where the session is refused its copy has stood for a moment under an id that was dead
   * already, or that nobody knows: a browser is told of it only after this resolves.
   */
  async function write(
    own: Connection,
    id: string,
    payload: AdapterPayload,
    uid: string,
    life: number,
    tell: OnOverflow,
  ) {
    const expires = plusSeconds(clock(), life / 1000)
    const json = JSON.stringify(payload)
    const until = formerIdsUntil(payload, clock())
    const keys = [keyOf('session', uid)] as const
    const [written, copied, count] = await Promise.all([
      own.run(WRITE, keys, id, json, expires, life, BURIED_FOR, until ?? ''),
      own.run(COPY, [keyOf('session-id', id)], json, life),
      indexSession(own, payload, uid, expires, clock()),
    ])
    const [accepted, ...dying] = listOf(written)
    const dead = accepted === 1 ? dying.map(String) : [id]
    // First of all, so that there is no moment at which a former id leads nowhere.
    if (until !== undefined && accepted === 1) {
      await Promise.all(dead.map((other) => pointTo(own, other, uid, until - clock())))
    }
    await Promise.all(dead.map((other) => kill(own, other)))
    // It was destroyed before it was first written.
    if (accepted === 1 && copied !== 1) await own.run(BURY, keys, id, BURIED_FOR)
    if (accepted === 0) await forget(own, payload.accountId ?? '', uid)
    if (accepted !== 1 || count <= sessionsPerAccount) return
    const ended = await endUnused(own, clock, payload, uid, sessionsPerAccount)
    ended.forEach((session) => {
      tell({ kind: 'session', session })
    })
  }

  return {
    ...createArtefactAdapter(connection, clock, 'Session'),

    async upsert(id, payload, expiresIn) {
      const uid = payload.uid ?? id
      const life = lifeOf(expiresIn) ?? BURIED_FOR
      const keys = [keyOf('session', uid), keyOf('session-id', id)]
      await connection.later(keys, (own, tell) => write(own, id, payload, uid, life, tell))
    },

    async find(id) {
      const key = keyOf('session-id', id)
      const json = await connection.send(key, 'GET', key)
      if (json === DEAD) return findByFormerId(connection, clock(), id)
      return typeof json === 'string' ? payloadOf(json) : undefined
    },

    async findByUid(uid) {
      const found = await findByUid(connection, uid)
      return found && found.expires > clock() ? found.payload : undefined
    },

    destroy: (id) =>
      connection.later([keyOf('session-id', id)], async (own) => {
        const json = await kill(own, id)
        if (json === '' || json === DEAD) return
        const uid = payloadOf(json).uid ?? id
        await own.run(BURY, [keyOf('session', uid)], id, BURIED_FOR)
      }),
  }
}

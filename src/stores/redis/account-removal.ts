import type { AdapterPayload } from 'oidc-provider'
import { z } from 'zod'
import type { AccountRemoval, RemovedAccount } from '../../people/account-removal.ts'
import { nameKey } from '../../kernel/typed.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/instant.ts'
import { withoutOrigin } from '../../audit/history.ts'
import { budgetsOf } from '../budgets-of.ts'
import { accountOf, addressKey } from './account-fields.ts'
import { endSessionsOf } from './account-sessions.ts'
import { lastingScript, script } from './connection.ts'
import { enrolmentsOf } from './enrolments.ts'
import { revokeAllGrants } from './grants.ts'
import { keyOf } from './keys.ts'
import { createLoginIndex, HOLDER, RELEASE } from './login-index.ts'
import { removeMailsOf } from './outbox.ts'
import { fieldsOf, jsonOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/*
 * What proves somebody has the account's hash tag, and goes in one script. Sessions, grants, failures, mails
 * and the login are elsewhere in a Cluster, and go afterwards, the login last. It is noted before that an
 * account is being removed: whoever crashes in between has it finished by whoever sweeps, or wants the login.
 */
const REMOVALS = keyOf('removals', 'all')

/** Milliseconds after which somebody is taken to have crashed. */
const CRASHED = 60_000

/** Tells the account as it was. KEYS: the account, and all that goes with it in one. */
const TAKE = lastingScript(`
local was = redis.call('HGETALL', KEYS[1])
redis.call('DEL', unpack(KEYS))
return was
`)

/** ARGV: an entry of a history, and what stands there instead. Its place and the key's life stay. */
const EXCHANGE = script(`
local place = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not place then return 0 end
redis.call('ZADD', KEYS[1], place, ARGV[2])
return redis.call('ZREM', KEYS[1], ARGV[1])
`)

/** Sessions that are ended in one go. */
const BATCH = 100

interface Leaving {
  readonly login: string
  readonly email?: string | undefined
}

export interface RedisAccountRemoval extends AccountRemoval {
  /** Ends what somebody began who crashed; nothing where the account stands, or all is done. */
  finish(id: AccountId): Promise<void>
  /** The same for all that were begun a minute ago. */
  finishAll(): Promise<void>
}

export function createAccountRemoval(connection: RedisUnits, clock: Clock): RedisAccountRemoval {
  async function takeRest(id: AccountId, leaving: Leaving | undefined) {
    const sessions: AdapterPayload[] = []
    let some: readonly AdapterPayload[]
    do {
      some = await endSessionsOf(connection, clock, id, BATCH, undefined)
      sessions.push(...some)
    } while (some.length === BATCH)
    await revokeAllGrants(connection, id)
    await Promise.all([
      removeMailsOf(connection, id),
      forgetOrigins(id),
      forgetFailures(id, leaving),
      ...(['sessions', 'grants'] as const).map((kind) => drop(keyOf(kind, id))),
    ])
    if (leaving) await release(id, leaving)
    return sessions
  }

  const drop = (key: string) => connection.send(key, 'DEL', key)

  async function forgetOrigins(id: AccountId): Promise<void> {
    const key = keyOf('activity', id)
    const members = await connection.send(key, 'ZRANGE', key, 0, -1)
    for (const member of Array.isArray(members) ? members.map(String) : []) {
      const [, place, entry] = /^(\d+:\d+:)([^]*)$/.exec(member) ?? []
      if (place === undefined || entry === undefined) continue
      const next = `${place}${withoutOrigin(entry)}`
      if (next !== member) await connection.run(EXCHANGE, [key], member, next)
    }
  }

  async function forgetFailures(id: AccountId, leaving: Leaving | undefined): Promise<void> {
    // Those of the login are somebody else's where it was taken meanwhile.
    const own = leaving && (await holds(id, leaving.login)) ? leaving : undefined
    await Promise.all(budgetsOf(id, own).map((subject) => drop(keyOf('attempts', subject))))
  }

  const holds = async (id: AccountId, login: string): Promise<boolean> =>
    (await connection.run(HOLDER, [keyOf('login', nameKey(login))])) === id

  async function release(id: AccountId, { login, email }: Leaving): Promise<void> {
    const indexes = [
      keyOf('logins', 'all'),
      ...(email === undefined ? [] : [keyOf('email', addressKey(email))]),
    ]
    await Promise.all(indexes.map((key) => createLoginIndex(connection, key).remove(login, id)))
    await connection.run(RELEASE, [keyOf('login', nameKey(login))], id)
  }

  const isThere = async (id: AccountId): Promise<boolean> =>
    (await connection.send(account(id), 'EXISTS', account(id))) === 1

  async function note(id: AccountId): Promise<void> {
    const fields = fieldsOf(await connection.send(account(id), 'HGETALL', account(id)))
    if (!fields) return
    const { login, email } = accountOf(id, fields)
    const noted = JSON.stringify({ login, email, since: clock() })
    await connection.send(REMOVALS, 'HSET', REMOVALS, id, noted)
  }

  async function resume(id: AccountId, noted: z.output<typeof notedSchema>): Promise<void> {
    if (!(await isThere(id))) await takeRest(id, noted)
    await connection.send(REMOVALS, 'HDEL', REMOVALS, id)
  }

  return {
    async remove(id): Promise<RemovedAccount> {
      await note(id)
      const taken = await connection.run(TAKE, [
        account(id),
        keyOf('reset', id),
        keyOf('email-changes', id),
        enrolmentsOf(id),
        keyOf('devices', id),
        keyOf('recovery', id),
        keyOf('browsers', id),
      ])
      const fields = fieldsOf(taken)
      const removed = fields && accountOf(id, fields)
      const sessions = await takeRest(id, removed)
      if (removed) await connection.send(REMOVALS, 'HDEL', REMOVALS, id)
      return { sessions, ...(removed ? { account: removed } : {}) }
    },

    async finish(id) {
      const noted = await connection.send(REMOVALS, 'HGET', REMOVALS, id)
      if (typeof noted === 'string') await resume(id, jsonOf(noted, notedSchema, 'a removal'))
    },

    async finishAll() {
      const all = fieldsOf(await connection.send(REMOVALS, 'HGETALL', REMOVALS))
      for (const [id, json] of all ?? []) {
        const noted = jsonOf(json, notedSchema, 'a removal')
        if (noted.since < clock() - CRASHED) await resume(id as AccountId, noted)
      }
    },
  }
}

const account = (id: AccountId) => keyOf('account', id)

const notedSchema = z.object({ login: z.string(), email: z.string().optional(), since: z.int() })

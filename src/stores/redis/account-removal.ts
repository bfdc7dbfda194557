import { z } from 'zod'
import type { AccountRemoval, RemovedAccount } from '../../people/account-removal.ts'
import {
  emptyDocument,
  isEmpty,
  keysOf,
  type AccountDocument,
  type Changed,
  type DocumentKey,
} from '../../people/document/document.ts'
import { accountOf } from '../../people/document/profiles.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/instant.ts'
import { withoutOrigin } from '../../audit/history.ts'
import { budgetsOf } from '../budgets-of.ts'
import { parse } from '../documents/parsed.ts'
import { TAKEN, type DocumentEngine } from '../documents/port.ts'
import { stepOf } from '../documents/writing.ts'
import { endEverySessionOf } from './account-sessions.ts'
import { script } from './connection.ts'
import { createNames, KEY_KINDS } from './document-names.ts'
import { revokeAllGrants } from './grants.ts'
import { keyOf } from './keys.ts'
import { removeMailsOf } from './outbox.ts'
import { fieldsOf, jsonOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/*
 * What proves somebody is the account's document, and goes in one. Sessions, grants, failures, mails and what it is found
 * by are elsewhere in a Cluster, and go afterwards, the login last. It is noted before that an account is being removed:
 * whoever crashes in between has it finished by whoever sweeps, or wants the login.
 */
const REMOVALS = keyOf('removals', 'all')

/** Milliseconds after which somebody is taken to have crashed. */
const CRASHED = 60_000

/** ARGV: an entry of a history, and what stands there instead. Its place and the key's life stay. */
const EXCHANGE = script(`
local place = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not place then return 0 end
redis.call('ZADD', KEYS[1], place, ARGV[2])
return redis.call('ZREM', KEYS[1], ARGV[1])
`)

export interface RedisAccountRemoval extends AccountRemoval {
  /** Ends what somebody began who crashed; nothing where the account stands, or all is done. */
  finish(id: AccountId): Promise<void>
  /** The same for all that were begun a minute ago. */
  finishAll(): Promise<void>
}

/** @param engine to be asked when an account is removed */
export function createAccountRemoval(
  connection: RedisUnits,
  clock: Clock,
  engine: () => DocumentEngine,
): RedisAccountRemoval {
  const names = createNames(connection)

  async function takeRest(id: AccountId, { login, keys }: Named) {
    const sessions = await endEverySessionOf(connection, clock, id)
    await revokeAllGrants(connection, id)
    const [isLast, others] = [keys.filter(isLogin), keys.filter((key) => !isLogin(key))]
    await Promise.all([
      removeMailsOf(connection, id),
      forgetOrigins(id),
      forgetFailures(id, login, isLast),
      names.remove(id, others),
      ...(['sessions', 'grants', 'mailed'] as const).map((kind) => drop(keyOf(kind, id))),
    ])
    await names.remove(id, isLast)
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

  async function forgetFailures(
    id: AccountId,
    login: string | undefined,
    keys: readonly DocumentKey[],
  ): Promise<void> {
    const holders = await Promise.all(keys.map((key) => names.holder(key)))
    // Those of the login are somebody else's where it was taken meanwhile.
    const own = login !== undefined && holders.includes(id) ? { login } : undefined
    await Promise.all(budgetsOf(id, own).map((subject) => drop(keyOf('attempts', subject))))
  }

  async function readNow(id: AccountId): Promise<AccountDocument> {
    const text = await connection.anew(() => engine().read(id))
    return text === undefined ? emptyDocument(id) : parse(id, text)
  }

  async function note(id: AccountId, named: Named): Promise<void> {
    const noted = JSON.stringify({ ...named, since: clock() })
    await connection.send(REMOVALS, 'HSET', REMOVALS, id, noted)
  }

  async function resume(id: AccountId, named: Named): Promise<void> {
    // What came to be under the id since, of an account that is elsewhere, is no such account.
    if (!(await readNow(id)).profile) await takeRest(id, named)
    await connection.send(REMOVALS, 'HDEL', REMOVALS, id)
  }

  return {
    async remove(id): Promise<RemovedAccount> {
      const found = await readNow(id)
      if (found.profile) await note(id, namedOf(found))
      const removed = await engine().change(id, stepOf(id, remove))
      // Nobody asks for a name here.
      const taken = removed === TAKEN ? emptyDocument(id) : removed
      const account = accountOf(taken)
      const sessions = await takeRest(id, namedOf(taken))
      if (account) await connection.send(REMOVALS, 'HDEL', REMOVALS, id)
      return { sessions, ...(account ? { account } : {}) }
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

const remove = (document: AccountDocument): Changed<AccountDocument> => ({
  result: document,
  ...(isEmpty(document) ? {} : { document: emptyDocument(document.id) }),
})

/** What an account was found by; the login as it was written, absent where a host keeps its accounts elsewhere. */
interface Named {
  readonly login?: string | undefined
  readonly keys: readonly DocumentKey[]
}

const namedOf = (document: AccountDocument): Named => ({
  login: document.profile?.login,
  keys: keysOf(document),
})

const isLogin = ({ kind }: DocumentKey): boolean => kind === 'login'

const notedSchema = z.object({
  login: z.string().optional(),
  keys: z.array(z.object({ kind: z.enum(KEY_KINDS), name: z.string(), order: z.string() })),
  since: z.int(),
})

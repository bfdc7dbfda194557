import { ConfigurationError } from '../../kernel/faults.ts'
import { script, type Connection, type RedisReply } from './connection.ts'
import { isFormerKey } from './former/former-account.ts'
import { keyOf } from './keys.ts'
import { fieldsOf, integerOf } from './replies.ts'
import { scanKeys } from './scan-keys.ts'

/** How all that is stored is laid out: 2, each account as a document. 1 had it in seven hashes, and no number. */
export const LAYOUT = 2

const KEY = keyOf('layout', 'all')

/** What nodes of the former version leave word of themselves in, each once a minute. */
const FORMER_NODES = 'step-up:clocks:{all}'

/** Milliseconds for which a node is taken to be at work after its last word: a minute, and some more. */
const AT_WORK = 75_000

const UPGRADE = 'oidc-step-up store upgrade'

/** Undefined where nobody has opened the store since there are numbers, or since it was emptied. */
export async function layoutOf(connection: Connection): Promise<number | undefined> {
  const found = await connection.send(KEY, 'GET', KEY)
  return found === null ? undefined : integerOf(found)
}

export async function setLayout(connection: Connection): Promise<void> {
  await connection.send(KEY, 'SET', KEY, LAYOUT)
}

/** @throws ConfigurationError `store` for what this program does not know, or has to be carried over first */
export async function refuseOtherLayout(connection: Connection): Promise<void> {
  const found = await layoutOf(connection)
  if (found !== undefined && found > LAYOUT) {
    throw new ConfigurationError(
      'store',
      `it has layout ${found}, and this program knows ${LAYOUT}: run the newer one`,
    )
  }
  if (found === undefined && (await holdsFormer(connection))) {
    throw new ConfigurationError(
      'store',
      `a former version has written it: stop every server, make a backup, and carry it over by "${UPGRADE}"`,
    )
  }
  await refuseFormerNodes(connection)
}

/** The same, and a store without a number has one afterwards. */
export async function settleLayout(connection: Connection): Promise<void> {
  await refuseOtherLayout(connection)
  await connection.send(KEY, 'SET', KEY, LAYOUT, 'NX')
}

const LAST_WORDS = script(`
local time = redis.call('TIME')
return {string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), redis.call('HGETALL', KEYS[1])}
`)

/** @throws ConfigurationError `store` while one is at work: it would see no accounts, and add others */
export async function refuseFormerNodes(connection: Connection): Promise<void> {
  const reply = await connection.run(LAST_WORDS, [FORMER_NODES])
  const [now, words = null]: readonly RedisReply[] = Array.isArray(reply) ? reply : []
  for (const [node, word] of fieldsOf(words) ?? []) {
    const age = integerOf(now) - integerOf(word.slice(word.indexOf(':') + 1))
    if (age > AT_WORK) continue
    throw new ConfigurationError(
      'store',
      `the node "${node}" of a former version was at work ${Math.max(0, Math.round(age / 1000))} seconds ago: stop it, and try again in a minute`,
    )
  }
}

async function holdsFormer(connection: Connection): Promise<boolean> {
  for await (const keys of scanKeys(connection)) if (keys.some(isFormerKey)) return true
  return false
}

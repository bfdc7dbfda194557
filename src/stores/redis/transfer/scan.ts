import type { Connection, RedisReply } from '../connection.ts'
import { partsOf, type Kind } from '../keys.ts'
import { malformed } from '../replies.ts'

/** Keys that a node looks at for one answer: little enough that nobody who signs in notices. */
const COUNT = 1000

/**
 * What becomes of a kind of keys when a store is copied. `index`: made anew from what it leads to;
 * `passing`: says nothing of what is stored. Whoever adds a kind decides it here.
 */
const KINDS = {
  account: 'account',
  devices: 'account',
  recovery: 'account',
  browsers: 'account',
  activity: 'account',
  reset: 'account',
  'email-changes': 'account',
  attempts: 'attempts',
  outbox: 'mails',
  mails: 'mails',
  'logouts-due': 'logouts',
  logouts: 'logouts',
  clients: 'clients',
  artefact: 'artefact',
  grant: 'grant',
  'session-id': 'session-id',
  session: 'session',
  login: 'index',
  logins: 'index',
  leaving: 'index',
  email: 'index',
  'reset-token': 'index',
  'email-token': 'index',
  'user-code': 'index',
  sessions: 'index',
  grants: 'index',
  // What is begun and not answered when a store is copied is not counted in the copy: it lives for an hour.
  anonymous: 'passing',
  // For some seconds.
  'session-former': 'passing',
  // A quarter of an hour's worth: whoever was setting a device up begins it again.
  enrolments: 'passing',
  // What is left of such an account opens nothing.
  removals: 'passing',
  check: 'passing',
  'check-hash': 'passing',
  'check-set': 'passing',
  clocks: 'passing',
  import: 'passing',
} as const satisfies Record<Kind, string>

type Treatment = (typeof KINDS)[Kind]

/** What is read in one go. */
export interface Unit {
  readonly of: Exclude<Treatment, 'index' | 'passing' | 'mails' | 'logouts' | 'clients'>
  readonly whose: string
}

/** This program's keys on all nodes that are written to; one may be told twice (as `SCAN` says). */
export async function* scan(connection: Connection): AsyncIterable<readonly string[]> {
  for (const ask of connection.nodes()) {
    let cursor = '0'
    do {
      const reply = await ask('SCAN', cursor, 'MATCH', 'step-up:*', 'COUNT', COUNT)
      const [next, keys] = Array.isArray(reply) ? (reply as readonly RedisReply[]) : []
      if (typeof next !== 'string' || !Array.isArray(keys)) malformed('keys')
      cursor = next
      yield keys.map(String)
    } while (cursor !== '0')
  }
}

export function treatmentOf(key: string): Treatment | undefined {
  const kind = partsOf(key)?.kind
  return Object.entries(KINDS).find(([name]) => name === kind)?.[1]
}

export function unitOf(key: string): Unit | undefined {
  const [of, whose] = [treatmentOf(key), partsOf(key)?.whose]
  if (of === undefined || whose === undefined) return undefined
  if (of === 'mails' || of === 'logouts' || of === 'clients') return undefined
  return of === 'index' || of === 'passing' ? undefined : { of, whose }
}

const WORDS = {
  account: 'accounts',
  attempts: 'failed attempts',
  mails: 'waiting mails',
  logouts: 'waiting logout notices',
  clients: 'clients',
  artefact: 'tokens and the like',
  grant: 'tokens and the like',
  'session-id': 'sessions',
  session: 'sessions',
  index: 'names of accounts',
} as const satisfies Record<Exclude<Treatment, 'passing'>, string>

/** In words, the first thing that stands there. */
export async function contentsOf(connection: Connection): Promise<readonly string[]> {
  for await (const keys of scan(connection)) {
    for (const key of keys) {
      const treatment = treatmentOf(key)
      if (treatment !== undefined && treatment !== 'passing') return [WORDS[treatment]]
    }
  }
  return []
}

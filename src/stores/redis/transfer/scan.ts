import type { Connection } from '../connection.ts'
import { partsOf, type Kind } from '../keys.ts'
import { scanKeys } from '../scan-keys.ts'

/**
 * What becomes of a kind of keys when a store is copied. `index`: made anew from what it leads to;
 * `passing`: says nothing of what is stored. Whoever adds a kind decides it here.
 */
const KINDS = {
  document: 'account',
  uses: 'account',
  activity: 'account',
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
  leavers: 'index',
  sweep: 'index',
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
  // For a moment, and where somebody crashed in it.
  held: 'passing',
  mailed: 'passing',
  // What is left of such an account opens nothing.
  removals: 'passing',
  check: 'passing',
  'check-hash': 'passing',
  'check-set': 'passing',
  nodes: 'passing',
  layout: 'passing',
  import: 'passing',
} as const satisfies Record<Kind, string>

type Treatment = (typeof KINDS)[Kind]

/** What is read in one go. */
export interface Unit {
  readonly of: Exclude<Treatment, 'index' | 'passing' | 'mails' | 'logouts' | 'clients'>
  readonly whose: string
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
  for await (const keys of scanKeys(connection)) {
    for (const key of keys) {
      const treatment = treatmentOf(key)
      if (treatment !== undefined && treatment !== 'passing') return [WORDS[treatment]]
    }
  }
  return []
}

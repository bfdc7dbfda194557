import pLimit from 'p-limit'
import { createAccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import {
  findByName,
  isEmail,
  isValidLogin,
  nameKey,
  type Account,
  type AccountStore,
} from '../people/index.ts'
import { quotedName } from './device.ts'
import { isRefused, type Entry, type Person, type Place, type Read } from './entry.ts'
import type { Mapping } from './mapping.ts'
import type { ReportLine } from './report.ts'

/** What is taken in for one account. */
export interface Matched {
  readonly account: Account
  /** Whether it is made. */
  readonly isNew: boolean
  readonly entries: readonly Entry[]
}

export interface Plan {
  readonly matched: readonly Matched[]
  /** What is refused before anything is written. */
  readonly refused: readonly ReportLine[]
  /** Places in the order of the file, in which a report is read. */
  readonly places: readonly Place[]
}

export interface MatchingParts {
  readonly accounts: Pick<AccountStore, 'findByLogin' | 'findNamed'>
  readonly mapping: Mapping
  readonly now: Instant
}

/** Look-ups at once. */
const AT_ONCE = 32

/** Finds the account of everything that was read; nothing is written. */
export async function matchEntries(read: Read, parts: MatchingParts): Promise<Plan> {
  const limit = pLimit(AT_ONCE)
  const found = await Promise.all(
    read.map((one) => limit(async () => (isRefused(one) ? one : accountFor(one, parts)))),
  )
  const matched = new Map<string, Matched>()
  const refused: ReportLine[] = []
  for (const [at, target] of found.entries()) {
    const entry = read[at]
    const { place } = target
    if ('refused' in target || !entry || isRefused(entry)) {
      const text = 'refused' in target ? target.refused : ''
      const name = entry && !isRefused(entry) ? entry.person.name : ''
      refused.push({ place, name, result: 'refused', text })
      continue
    }
    const { account, isNew } = target
    const key = nameKey(account.login)
    const before = matched.get(key)
    const own = before?.entries.find(({ makesAccount }) => makesAccount)
    if (own && entry.makesAccount) {
      const text = `it is the same account as ${own.place}: ${quotedName(account.login)}`
      refused.push({ place, name: entry.person.name, result: 'refused', text })
    } else if (before) {
      // Whoever is made by one entry is made with what it says of them.
      const chosen = entry.makesAccount ? { account, isNew } : before
      matched.set(key, { ...before, ...chosen, entries: [...before.entries, entry] })
    } else {
      matched.set(key, { account, isNew, entries: [entry] })
    }
  }
  const places = read.flatMap((one) =>
    isRefused(one) ? [one.place] : [one.place, ...one.devices.map(({ place }) => place)],
  )
  return { matched: [...matched.values()], refused, places }
}

async function accountFor({ place, person, makesAccount }: Entry, parts: MatchingParts) {
  const mapped = parts.mapping.get(nameKey(person.name))
  const login = mapped ?? person.name.trim()
  const account = await existing(login, person, parts)
  if (account) return { place, account, isNew: false }
  if (!makesAccount) {
    const refused = `there is no account ${quotedName(login)}: make it first, or name another in a mapping file`
    return { place, refused }
  }
  if (!isValidLogin(login)) {
    return { place, refused: 'the name cannot be a login here: name another in a mapping file' }
  }
  return { place, account: newAccount(login, person, parts.now), isNew: true }
}

/** A login, or an address that is known to be somebody's: here, and where an account comes from there too. */
async function existing(
  login: string,
  { email, emailVerified }: Person,
  { accounts }: MatchingParts,
): Promise<Account | undefined> {
  const named = await findByName(accounts, login)
  if (named) return named.account
  if (email === undefined || !emailVerified || !isEmail(email)) return undefined
  return (await findByName(accounts, email))?.account
}

const newAccount = (login: string, person: Person, now: Instant): Account => {
  const { email, emailVerified, displayName = login, disabled } = person
  const hasAddress = email !== undefined && isEmail(email)
  return {
    id: createAccountId(),
    login,
    displayName,
    createdAt: now,
    ...(hasAddress ? { email } : {}),
    ...(hasAddress && emailVerified ? { emailVerified } : {}),
    ...(disabled ? { disabledAt: now } : {}),
  }
}

import type { Account } from '../people/account.ts'
import { emailOf } from '../people/names.ts'
import type { Instant } from '../kernel/instant.ts'
import { readActivity } from '../audit/index.ts'
import { done, type Answer } from './answer.ts'
import { holdingsOf, type Holdings } from './holdings.ts'
import { table } from './io.ts'
import { failuresText, iso, standingJson, standingOf, stateOf } from './standing.ts'
import type { Workspace } from './workspace.ts'

/** Entries of a history that are read at once. */
const PAGE = 200

/** `accounts show`: all that an operator is asked about, without anything that opens the account. */
export async function showAccount(workspace: Workspace, account: Account): Promise<Answer> {
  const [standing, held, lastSignIn] = await Promise.all([
    standingOf(workspace, account),
    holdingsOf(workspace, account.id),
    lastSignInOf(workspace, account),
  ])
  const state = stateOf(account, standing)
  const { id, displayName, createdAt, disabledAt, leavesAt } = account
  const rows = [
    ['login', account.login],
    ['name', displayName],
    ['id', id],
    ['state', disabledAt === undefined ? state : `disabled since ${iso(disabledAt)}`],
    ...(leavesAt === undefined ? [] : [['deletion', `on ${iso(leavesAt)}, as its owner asked`]]),
    ['password', failuresText(standing.password)],
    ['known browsers', failuresText(standing.knownBrowsers)],
    ['codes', failuresText(standing.codes)],
    ['mail address', addressText(account)],
    ['devices', devicesText(held)],
    ['recovery codes', codesText(held)],
    ['trusted browsers', String(held.trustedBrowsers)],
    ['sessions', String(held.sessions)],
    ['applications', String(held.applications)],
    ['waiting mails', String(held.waitingMails)],
    ['created', iso(createdAt)],
    ['last sign-in', lastSignIn === undefined ? 'none in the history' : iso(lastSignIn)],
  ]
  return done(table(rows), {
    id,
    login: account.login,
    displayName,
    state,
    createdAt: iso(createdAt),
    ...(disabledAt !== undefined && { disabledAt: iso(disabledAt) }),
    ...(leavesAt !== undefined && { leavesAt: iso(leavesAt) }),
    attempts: standingJson(standing),
    email: emailOf(account) ?? null,
    emailVerified: account.emailVerified === true,
    ...held,
    recoveryCodes: held.recoveryCodes ?? 0,
    lastSignIn: lastSignIn === undefined ? null : iso(lastSignIn),
  })
}

function addressText(account: Account): string {
  const email = emailOf(account)
  if (email === undefined) return 'none: no mails are sent'
  return `${email} (${account.emailVerified ? 'verified' : 'not verified'})`
}

const devicesText = ({ devices }: Holdings): string =>
  devices.length === 0 ? 'none' : `${devices.length}: ${devices.join(', ')}`

const codesText = ({ recoveryCodes }: Holdings): string =>
  recoveryCodes === undefined ? 'none' : `${recoveryCodes} left`

/** As far back as the history goes. */
async function lastSignInOf({ store }: Workspace, { id }: Account): Promise<Instant | undefined> {
  let before: number | undefined
  for (;;) {
    const entries = await store.activity.list(id, before, PAGE)
    const found = entries.find(({ entry }) => readActivity(entry)?.type === 'signed_in')
    if (found) return found.at
    before = entries.at(-1)?.place
    if (entries.length < PAGE) return undefined
  }
}
